"""The audit chain for its administrator: who did what to which record, by numbers only, without content."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.kernel.audit import queries
from linli.kernel.audit.permissions import AUDIT_READ
from linli.kernel.shell.controls import DayField
from linli.kernel.shell.gates import needs

PAGE, SEALS = 50, 400


class Search(forms.Form):
    kind = forms.CharField(label=_("Kind of record"), required=False, max_length=40)
    user = forms.IntegerField(label=_("Number of the user"), required=False, min_value=1)
    day = DayField(label=_("Day"), required=False)

    @property
    def asked(self) -> dict[str, Any]:
        """What can be understood of it."""
        self.is_valid()
        given = self.cleaned_data
        return {"kind": given.get("kind", ""), "user_id": given.get("user"), "day": given.get("day")}


class Record(forms.Form):
    kind = forms.CharField(max_length=40)
    key = forms.CharField(max_length=64)


@needs(AUDIT_READ)
@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    form, before = Search(request.GET), request.GET.get("before", "")
    found = queries.recent(before=int(before) if before.isdigit() else None, limit=PAGE + 1, **form.asked)
    context = {"form": form, "entries": found[:PAGE], "next": found[PAGE - 1].pk if len(found) > PAGE else ""}
    return render(request, "shell/audit.html", context)


@needs(AUDIT_READ)
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """One record's chain, walked now: does it hold?"""
    form = Record(request.GET)
    given = form.cleaned_data if form.is_valid() else {"kind": "", "key": ""}
    chain = list(queries.history(**given)[:1000])
    context = {**given, "entries": chain, "broken": queries.verify_record(**given) if chain else None}
    return render(request, "shell/audit_record.html", context)


@needs(AUDIT_READ)
@require_safe
def seals(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/audit_seals.html", {"seals": list(queries.seals()[:SEALS])})
