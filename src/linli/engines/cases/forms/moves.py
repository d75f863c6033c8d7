from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.rules.procedure import Move
from linli.engines.cases.rules.requests import Inputs, Upload
from linli.engines.cases.terms import RelationKind
from linli.kernel.labels import say
from linli.kernel.shell.controls import DayField

from .schemas import fields_of, titles_of, values_of

if TYPE_CHECKING:
    from linli.registry.organisations.models import Organisation

NOTHING = ("", "—")
ACCEPT = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.txt,.csv"
MAX_FILES = 10


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; their content is judged by the service."""

    def __init__(self, **more: Any) -> None:
        widget = ManyFiles(attrs={"accept": ACCEPT, "multiple": True})
        super().__init__(
            widget=widget, help_text=_("PDF, pictures, Word, Excel or text; 20 MB each."), **more
        )

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        files = [file for file in data or () if isinstance(file, UploadedFile)]
        if not files:
            super().clean(None, initial)
        if len(files) > MAX_FILES:
            raise forms.ValidationError(_("At most %(count)d files at a time."), params={"count": MAX_FILES})
        return [Upload(file.name or "", file.read()) for file in files]


class MoveForm(forms.Form):
    """One move of a procedure: asks exactly what the move needs, and always offers words and files."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, move: Move, units: Iterable[Organisation] = (), **more: Any) -> None:
        super().__init__(*args, **more)
        self.move = move
        if move.reasons:
            choices = [NOTHING, *((code, say(label)) for code, label in move.reasons.items())]
            needed = move.reason == "required"
            self.fields["reason"] = forms.ChoiceField(label=_("Reason"), choices=choices, required=needed)
        if "unit" in move.needs:
            self.fields["unit"] = unit_field(units, _("Unit"), required=True)
        if "days" in move.needs:
            self.fields["days"] = forms.IntegerField(label=_("Days"), min_value=1, max_value=3650)
        if "due_on" in move.needs:
            self.fields["due_on"] = DayField(label=_("Last day"))
        self.fields.update(fields_of(move.inputs, titles_of(move.inputs)))
        needs_text = "text" in move.needs or (move.reason == "required" and not move.reasons)
        self.fields["text"] = forms.CharField(
            label=_("Opinion or result"), required=needs_text, widget=forms.Textarea(attrs={"rows": 5})
        )
        self.fields["uploads"] = FilesField(label=_("Files"), required="evidence" in move.needs)
        if move.confirm:
            self.fields["sure"] = forms.BooleanField(label=_("I am sure: this cannot be undone."))

    def take_version(self, version: int) -> None:
        """What was typed stands against the case as it is now: sending it again goes through."""
        self.data = (
            {**self.data.dict(), "version": version} if isinstance(self.data, QueryDict) else self.data
        )

    @property
    def inputs(self) -> Inputs:
        given = self.cleaned_data
        return Inputs(
            text=given["text"],
            reason=given.get("reason", ""),
            unit_id=given.get("unit"),
            days=given.get("days", 0),
            due_on=given.get("due_on"),
            files=given["uploads"],
            fields=values_of(self.move.inputs, given),
        )


def unit_field(
    units: Iterable[Organisation], label: Any, *, required: bool, empty: Any = "—"
) -> forms.TypedChoiceField:
    choices: list[Any] = [("", empty), *by_area(units)]
    return forms.TypedChoiceField(
        label=label, choices=choices, required=required, coerce=int, empty_value=None
    )


def by_area(units: Iterable[Organisation]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Units by the area they work for."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in units:
        groups.setdefault(unit.area.name if unit.area else "", []).append((str(unit.pk), unit.name))
    return list(groups.items())


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Remark"), widget=forms.Textarea(attrs={"rows": 3}))
    internal = forms.BooleanField(
        label=_("Internal"),
        required=False,
        help_text=_("Only your own unit and the office that gave it out read it."),
    )


class FilesForm(forms.Form):
    uploads = FilesField(label=_("Files"))
    text = forms.CharField(label=_("What they show"), required=False, max_length=500)


class RelationForm(forms.Form):
    number = forms.CharField(label=_("Number of the other case"), max_length=40)
    kind = forms.ChoiceField(label=_("Relation"), choices=RelationKind.choices)


class AssignForm(forms.Form):
    """Who is in charge: somebody of the unit, or nobody."""

    user = forms.TypedChoiceField(label=_("In charge"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, people: Iterable[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["user"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("nobody")), *((str(pk), name) for pk, name in people)]
