"""What people type: files, corrections, mappings, orders, bulletins."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kernel.shell.controls import DayField
from linli.registry.organisations.terms import Group

from .terms import OrderLevel

GROUPS = [
    ("", _("Certain organisations")),
    *[choice for choice in Group.choices if choice[0] != Group.CHOOSE],
]


class Upload(forms.Form):
    file = forms.FileField(
        label=_("File"), help_text=_("TXT, DOCX or PDF with text. The original is kept unchanged.")
    )


class Front(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Title"), max_length=200)
    number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    issuers = forms.CharField(
        label=_("Issued by"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One issuer on each line."),
    )
    issued_on = DayField(label=_("Day of issue"), required=False, widget=forms.DateInput)

    def clean_issuers(self) -> list[str]:
        return str(self.cleaned_data["issuers"]).splitlines()


class ArticleText(forms.Form):
    heading = forms.CharField(label=_("Heading"), max_length=200, required=False)
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 12}))


class Task(forms.Form):
    """`articles`: choices of (id, label); units stand one on each line, as printed."""

    text = forms.CharField(label=_("Task"), widget=forms.Textarea(attrs={"rows": 4}))
    units = forms.CharField(
        label=_("Units"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One unit on each line, as the document prints it."),
    )
    lead = forms.CharField(
        label=_("Lead unit"), max_length=200, help_text=_("One of the units above, in the same words.")
    )
    certain = forms.BooleanField(
        label=_("The lead is certain, not only inferred from punctuation"), required=False
    )
    article_id = forms.TypedChoiceField(label=_("Article"), required=False, coerce=int, empty_value=None)
    due_on = DayField(label=_("Due"), required=False, widget=forms.DateInput)
    included = forms.BooleanField(label=_("To be supervised"), required=False)
    remark = forms.CharField(label=_("Remark"), max_length=500, required=False)

    def __init__(self, *args: Any, articles: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["article_id"].choices = [("", "—"), *articles]  # type: ignore[attr-defined] # a choice

    def clean_units(self) -> list[str]:
        return [line.strip() for line in str(self.cleaned_data["units"]).splitlines() if line.strip()]


class Split(forms.Form):
    texts = forms.CharField(
        label=_("Tasks"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Each task on a line of its own. All get the same number, told apart by letters."),
    )

    def clean_texts(self) -> list[str]:
        return str(self.cleaned_data["texts"]).splitlines()


class Mapping(forms.Form):
    """`organisations`: choices of (id, name); those that are likely come first."""

    group = forms.ChoiceField(
        label=_("Who is meant"), required=False, choices=GROUPS, widget=forms.RadioSelect
    )
    organisations = forms.TypedMultipleChoiceField(
        label=_("Organisations"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    remember = forms.BooleanField(
        label=_("Remember for this document and for later ones of the area"), required=False
    )

    def __init__(self, *args: Any, organisations: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisations"].choices = organisations  # type: ignore[attr-defined] # a choice


class Send(forms.Form):
    due_on = DayField(
        label=_("Due, for tasks without a day of their own"),
        widget=forms.DateInput,
        help_text=_(
            "A default of this project: the document gives no day. It is marked as one on every task."
        ),
    )


class NewOrder(forms.Form):
    """`units`: choices of (organisation id, name)."""

    unit_id = forms.TypedChoiceField(label=_("To"), required=False, coerce=int, empty_value=None)
    level = forms.TypedChoiceField(
        label=_("Level"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("One sharper than before")), *OrderLevel.choices],
    )
    text = forms.CharField(label=_("What is required"), widget=forms.Textarea(attrs={"rows": 5}))
    reply_due_on = DayField(label=_("Reply by"), widget=forms.DateInput)
    accountability = forms.CharField(
        label=_("Accountability"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("All units of the task")), *units]  # type: ignore[attr-defined]


class Reply(forms.Form):
    text = forms.CharField(label=_("Reply"), widget=forms.Textarea(attrs={"rows": 5}))


class Period(forms.Form):
    """A window for the board: both days belong to it, either may be missing."""

    start = DayField(label=_("From"), required=False, widget=forms.DateInput)
    last = DayField(label=_("Up to and including"), required=False, widget=forms.DateInput)


class NewBulletin(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    start = DayField(label=_("From"), widget=forms.DateInput)
    last = DayField(label=_("Up to and including"), widget=forms.DateInput)
    text = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 6}))


class Remarks(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(label=_("Remarks"), required=False, widget=forms.Textarea(attrs={"rows": 10}))


class Waiting(forms.Form):
    waiting = forms.BooleanField(label=_("Only those without a reply"), required=False)
