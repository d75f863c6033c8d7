from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.queries.categories import categories
from linli.engines.cases.queries.worklists import Filters
from linli.engines.cases.rules.procedure import Procedure
from linli.engines.cases.terms import Level
from linli.kernel import areas
from linli.kernel.clock import CHINA
from linli.kernel.labels import say
from linli.kernel.shell.controls import DayField

ANY = ("", _("All"))


class FilterForm(forms.Form):
    """The filter bar. What does not make sense is passed over: a filter never breaks a page."""

    words = forms.CharField(label=_("Number or words"), required=False, max_length=60)
    procedure = forms.ChoiceField(label=_("Procedure"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    level = forms.TypedChoiceField(
        label=_("Time limit"), required=False, coerce=int, empty_value=None, choices=[ANY, *Level.choices]
    )
    category = forms.ChoiceField(label=_("Category"), required=False)
    since = DayField(label=_("Opened from"), required=False)
    through = DayField(label=_("Opened until"), required=False)
    list = forms.CharField(required=False, widget=forms.HiddenInput)
    area = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, procedures: Sequence[Procedure], **more: Any) -> None:
        super().__init__(*args, **more)
        self.procedures = procedures
        self._choose("procedure", {procedure.name: say(procedure.title) for procedure in procedures})
        self._choose("stage", _stages(procedures, str(self.data.get("procedure", ""))))
        self._choose("category", {name: say(label) for name, label in categories().items()})
        if not categories():
            del self.fields["category"]

    def _choose(self, name: str, choices: dict[str, str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [ANY, *choices.items()]

    @property
    def asked(self) -> Filters:
        """What was asked, leaving out what cannot be understood."""
        self.is_valid()
        given = self.cleaned_data
        through = given.get("through")
        return Filters(
            words=given.get("words", ""),
            procedure=given.get("procedure", ""),
            stage=given.get("stage", ""),
            level=given.get("level"),
            category=given.get("category", ""),
            since=_midnight(given.get("since")),
            until=_midnight(through + timedelta(days=1) if through else None),
            area=_area(given.get("area", "")),
        )


def _stages(procedures: Sequence[Procedure], chosen: str) -> dict[str, str]:
    """Of the chosen procedure, else of all: a stage of one name is one choice."""
    meant = [each for each in procedures if each.name == chosen] or procedures
    return {stage.name: say(stage.title) for procedure in meant for stage in procedure.stages.values()}


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, datetime.min.time(), CHINA) if day else None


def _area(code: str) -> str:
    try:
        return areas.normalise(code) if code else ""
    except areas.BadCode:
        return ""
