"""What people type about places: codes and names, and one line for each part of a change."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from linli.kernel.shell.controls import DayField

from .models import Place
from .rules import NewPlace
from .terms import Rank

_LINE = re.compile(r"^(?P<code>\d+)\s+(?P<name>\S+?)(?:\s+(?P<households>\d+))?$")
_DETAILS = ["settlement_class", "committee_kind", "community_type", "households", "source"]


class Filter(forms.Form):
    q = forms.CharField(label=_("Name or code"), max_length=100, required=False)
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All")), *Rank.choices])
    area = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)


class Details(forms.ModelForm):  # type: ignore[type-arg] # not generic while running
    class Meta:
        model = Place
        fields = ["name", *_DETAILS, "valid_from"]


class Add(Details):
    code = forms.CharField(
        label=_("Code"), max_length=20, help_text=_("2, 4, 6, 9 or 12 digits; a grid has more.")
    )
    parent_code = forms.CharField(
        label=_("Code of the area above"),
        max_length=20,
        required=False,
        help_text=_("Leave empty where the digits of the code say it."),
    )
    field_order = ["code", "name", "parent_code"]

    def new(self) -> NewPlace:
        data = self.cleaned_data
        return NewPlace(**{name: data[name] for name in ("code", "name", "parent_code", *_DETAILS)})


class Change(forms.Form):
    """Every change takes effect on a day, for a reason."""

    on = DayField(label=_("Takes effect on"), widget=forms.DateInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("The decision it rests on: who decided, number, date.")
    )
    field_order: list[str] | None = None

    def changes(self) -> dict[str, Any]:
        """What the service takes besides the place."""
        return dict(self.cleaned_data)


class Rename(Change):
    name = forms.CharField(label=_("New name"), max_length=100)
    field_order = ["name"]


class Move(Change):
    parent_code = forms.CharField(label=_("Code of the area above"), max_length=20)
    code = forms.CharField(
        label=_("New code"), max_length=20, required=False, help_text=_("Leave empty to keep the code.")
    )
    field_order = ["parent_code", "code"]


class _Codes(forms.CharField):
    """Codes in lines or with blanks between them."""

    def clean(self, value: Any) -> list[str]:
        return re.split(r"[\s,，、;；]+", typed) if (typed := super().clean(value)) else []


class _Places(forms.CharField):
    """A line a place: code, name, and households if known."""

    def clean(self, value: Any) -> list[NewPlace]:
        found = []
        for line in filter(None, map(str.strip, super().clean(value).splitlines())):
            match = _LINE.match(re.sub(r"[,，\t]+", " ", line))
            if match is None:
                raise ValidationError(_("Write a code, a name and the households in each line."))
            households = match["households"]
            found.append(
                NewPlace(match["code"], match["name"], households=int(households) if households else None)
            )
        return found


class _Pairs(forms.CharField):
    """A line a pair of codes."""

    def clean(self, value: Any) -> dict[str, str]:
        pairs = [line.split() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(pair) != 2 for pair in pairs):
            raise ValidationError(_("Write two codes in each line."))
        return dict(pairs)


class Merge(Change):
    others = _Codes(label=_("Codes of the places it merges with"), widget=forms.Textarea(attrs={"rows": 3}))
    code = forms.CharField(label=_("Code of the new place"), max_length=20)
    name = forms.CharField(label=_("Name of the new place"), max_length=100)
    households = forms.IntegerField(
        label=_("Households"), min_value=0, required=False, help_text=_("Leave empty to add them up.")
    )
    field_order = ["others", "code", "name", "households"]


class Split(Change):
    parts = _Places(
        label=_("Parts"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line a part: code, name, households if known."),
    )
    homes = _Pairs(
        label=_("Where the places below go"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A line for each: its code, the code of the part."),
    )
    field_order = ["parts", "homes"]


class ConvertVillage(Change):
    others = _Codes(
        label=_("Codes of other villages that convert together"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In principle one village becomes one community; otherwise the reason says why."),
    )
    into = _Places(
        label=_("New communities"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A line a community: code, name, households if known."),
    )
    field_order = ["others", "into"]


class ConvertTown(Change):
    code = forms.CharField(label=_("Code of the street"), max_length=20)
    name = forms.CharField(label=_("Name of the street"), max_length=100)
    field_order = ["code", "name"]


class CentralUrban(forms.Form):
    central = forms.BooleanField(label=_("Lies in a central urban area"), required=False)
    on = DayField(label=_("Takes effect on"), widget=forms.DateInput)
    source = forms.CharField(label=_("Source"), max_length=200)


class Import(forms.Form):
    """A list as CSV. A trial shows what would happen and leaves nothing."""

    file = forms.FileField(label=_("CSV file"), help_text=_("UTF-8 or GB18030, with headings."))
    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Where the list comes from."))
    valid_from = DayField(
        label=_("Valid from"),
        required=False,
        widget=forms.DateInput,
        help_text=_("For rows that give no day of their own; empty: today."),
    )
    dry_run = forms.BooleanField(label=_("Trial only: change nothing"), required=False, initial=True)
