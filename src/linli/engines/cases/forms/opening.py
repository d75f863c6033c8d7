from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.queries.categories import categories
from linli.engines.cases.rules.procedure import Procedure
from linli.kernel.labels import say

from .looked_up import OneOf, SomeOf
from .moves import by_area
from .schemas import fields_of, titles_of, values_of

PLACES = 2000
UNITS = 500

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.registry.organisations.models import Organisation
    from linli.registry.places.models import Place


class OpeningForm(forms.Form):
    """A new case: what every case has, then what the procedure's schema asks for, then the units."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    category = forms.ChoiceField(label=_("Category"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=40)
    draft = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        procedure: Procedure,
        places: QuerySet[Place],
        units: QuerySet[Organisation],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.procedure = procedure
        self.fields["area"] = OneOf(places, _by_level, limit=PLACES, label=_("Area"))
        self._choose("category", [("", "—"), *((name, say(label)) for name, label in categories().items())])
        if not categories():
            del self.fields["category"]
        self.fields.update(fields_of(procedure.fields, titles_of(procedure.fields, procedure.clocks)))
        empty = _("By the routing table") if procedure.routed else _("Choose later")
        self.fields["lead"] = OneOf(
            units, by_area, limit=UNITS, label=_("Lead unit"), required=False, empty=empty
        )
        self.fields["assist"] = SomeOf(
            units,
            lambda rows: [(str(unit.pk), unit.name) for unit in rows],
            limit=UNITS,
            label=_("Assisting units"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    @property
    def request(self) -> dict[str, Any]:
        """What `services.open_case` asks for."""
        given = self.cleaned_data
        return {
            "title": given["title"],
            "text": given["text"],
            "category": given.get("category", ""),
            "area_id": given["area"],
            "data": values_of(self.procedure.fields, given),
            "lead_id": given["lead"],
            "assist_ids": given["assist"],
            "draft_id": given["draft"],
        }

    @property
    def typed(self) -> dict[str, Any]:
        """Everything as it was typed, sound or not: what a draft keeps."""
        names = (name for name in self.fields if name not in ("key", "draft"))
        return {name: self[name].data for name in names if self[name].data}


def _by_level(places: Iterable[Place]) -> list[tuple[str, str]]:
    return [(str(place.pk), "\u3000" * max(0, place.level - 3) + place.name) for place in places]
