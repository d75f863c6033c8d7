"""A choice out of many rows: the list is read only when it is shown; what was sent is looked up by its key."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

Spelt = Callable[[Iterable[Any]], Iterable[Any]]


def _keys(values: Iterable[Any]) -> set[int]:
    return {int(value) for value in values if str(value).isdecimal()}


class OneOf(forms.TypedChoiceField):
    """`rows`: what may be chosen, unsliced; `spelt` makes choices of them; `empty` is the label of no choice."""

    def __init__(
        self, rows: QuerySet[Model], spelt: Spelt, *, limit: int, empty: Any = None, **more: Any
    ) -> None:
        self.rows = rows
        first = [] if empty is None else [("", empty)]
        super().__init__(choices=lambda: [*first, *spelt(rows[:limit])], coerce=int, empty_value=None, **more)

    def valid_value(self, value: Any) -> bool:
        keys = _keys([value])
        return bool(keys) and self.rows.filter(pk__in=keys).exists()


class SomeOf(forms.TypedMultipleChoiceField):
    def __init__(self, rows: QuerySet[Model], spelt: Spelt, *, limit: int, **more: Any) -> None:
        self.rows = rows
        super().__init__(choices=lambda: list(spelt(rows[:limit])), coerce=int, **more)

    def validate(self, value: list[str]) -> None:
        keys = _keys(value)
        if self.required and not value:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(keys) < len(set(value)) or (keys and self.rows.filter(pk__in=keys).count() < len(keys)):
            message, wrong = self.error_messages["invalid_choice"], {"value": "、".join(value)[:80]}
            raise forms.ValidationError(message, code="invalid_choice", params=wrong)
