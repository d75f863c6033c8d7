"""What people type about organisations: areas by code, other organisations from a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.labels import say
from linli.kernel.shell.controls import DayField
from linli.registry.places.queries import place

from .models import Organisation, Post
from .terms import Group, Kind, RelationKind

_FIELDS = ["name", "short_name", "kind", "speciality", "credit_code", "parent", "email", "valid_from"]


class Filter(forms.Form):
    q = forms.CharField(label=_("Name or credit code"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All")), *Kind.choices])
    area = forms.CharField(max_length=20, required=False, widget=forms.HiddenInput)


class Details(forms.ModelForm):  # type: ignore[type-arg] # not generic while running
    area_code = forms.CharField(
        label=_("Area code"), max_length=20, required=False, help_text=_("Empty: the whole country.")
    )

    class Meta:
        model = Organisation
        fields = _FIELDS

    def __init__(self, *args: Any, known: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parent = self.fields["parent"]
        parent.queryset = known.order_by("name")  # type: ignore[attr-defined] # a choice of models
        if self.instance.area is not None:
            self.initial.setdefault("area_code", self.instance.area.code)

    def details(self, on: date) -> dict[str, Any]:
        """What the services take; raises NotFound for a code that nobody bears."""
        data = {name: self.cleaned_data[name] for name in _FIELDS}
        code = self.cleaned_data["area_code"]
        parent = data["parent"]
        return data | {
            "area": place(code, on=on).pk if code else None,
            "parent": parent.pk if parent else None,
        }


class _OfOthers(forms.Form):
    """A form that chooses among organisations."""

    def __init__(self, *args: Any, known: QuerySet[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = known.order_by("name")


class Relate(_OfOthers):
    kind = forms.ChoiceField(label=_("Is"), choices=RelationKind.choices)
    target = forms.ModelChoiceField(label=_("Organisation"), queryset=Organisation.objects.none())
    on = DayField(label=_("From"), widget=forms.DateInput)


class _PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # not generic while running
    def label_from_instance(self, obj: Any) -> str:
        return say({"zh": obj.name_zh, "en": obj.name_en})


class Appoint(forms.Form):
    post = _PostChoice(label=_("Post"), queryset=Post.objects.all())
    person_name = forms.CharField(label=_("Name"), max_length=100)
    term = forms.CharField(label=_("Term"), max_length=100, required=False)
    starts_on = DayField(label=_("From"), widget=forms.DateInput)
    ends_on = DayField(label=_("Until"), required=False, widget=forms.DateInput)


class Close(forms.Form):
    on = DayField(label=_("Takes effect on"), widget=forms.DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=500)


class Ends(forms.Form):
    on = DayField(label=_("Takes effect on"), widget=forms.DateInput)


class Remember(_OfOthers):
    """A name in documents means some organisations, or one group."""

    name = forms.CharField(label=_("Name in documents"), max_length=200)
    area = forms.CharField(
        label=_("Area code"), max_length=20, required=False, help_text=_("Empty: in documents of any area.")
    )
    organisations = forms.ModelMultipleChoiceField(
        label=_("Organisations"),
        required=False,
        queryset=Organisation.objects.none(),
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    group = forms.ChoiceField(label=_("or a group"), required=False, choices=[("", "—"), *Group.choices])

    def clean_organisations(self) -> list[int]:
        chosen: Iterable[Organisation] = self.cleaned_data["organisations"]
        return [one.pk for one in chosen]


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
