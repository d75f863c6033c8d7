from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.queries.categories import categories
from linli.engines.cases.rules.procedure import Procedure
from linli.kernel import areas
from linli.kernel.labels import say

from .moves import unit_field

if TYPE_CHECKING:
    from linli.registry.organisations.models import Organisation


class GiveForm(forms.Form):
    """Give an unrouted case to a unit, or ask the table again."""

    def __init__(self, *args: Any, units: Iterable[Organisation], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lead"] = unit_field(
            units, _("Unit"), required=False, empty=_("Ask the routing table again")
        )


class RouteSearch(forms.Form):
    words = forms.CharField(label=_("Unit, category or area code"), required=False, max_length=60)


class TrialForm(forms.Form):
    """Which unit would get such a case?"""

    procedure = forms.ChoiceField(label=_("Procedure"))
    category = forms.ChoiceField(label=_("Category"), required=False)
    area = forms.CharField(label=_("Area code"), max_length=20)
    flags = forms.CharField(
        label=_("Marks"), required=False, max_length=200, help_text=_("Several are separated by commas.")
    )

    def __init__(self, *args: Any, procedures: Iterable[Procedure], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["procedure"], self.fields["category"]
        assert isinstance(chosen[0], forms.ChoiceField) and isinstance(chosen[1], forms.ChoiceField)
        chosen[0].choices = [(each.name, say(each.title)) for each in procedures]
        chosen[1].choices = [("", "—"), *((name, say(label)) for name, label in categories().items())]

    def clean_area(self) -> str:
        try:
            return areas.normalise(self.cleaned_data["area"])
        except areas.BadCode as error:
            raise forms.ValidationError(_("This is not an area code.")) from error

    def clean_flags(self) -> frozenset[str]:
        words = self.cleaned_data["flags"].replace("，", ",").split(",")
        return frozenset(word.strip() for word in words if word.strip())
