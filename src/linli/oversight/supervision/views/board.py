"""看板: a line a unit; every figure opens the list behind it."""

from __future__ import annotations

from datetime import timedelta

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from linli.engines.cases.terms import PartStage, Role
from linli.kernel.shell.gates import actor_of, members
from linli.oversight.supervision import forms
from linli.oversight.supervision.queries import board as queries
from linli.oversight.supervision.queries.documents import stage_titles
from linli.oversight.supervision.terms import FIGURES, FIGURES_EXPLAINED

PAGE = 50


def _asked(request: HttpRequest) -> tuple[forms.Period, queries.Window]:
    """The window in the query; one that cannot be understood is none."""
    form = forms.Period(request.GET)
    if not form.is_valid():
        return form, queries.Window()
    last = form.cleaned_data["last"]
    return form, queries.Window(form.cleaned_data["start"], last + timedelta(days=1) if last else None)


@members
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    form, window = _asked(request)
    rows = queries.board(actor_of(request), window)
    total = {name: sum(row[name] for row in rows) for name in FIGURES}
    context = {"form": form, "rows": rows, "total": total, "figures": FIGURES}
    query = request.GET.urlencode()
    return render(
        request, "supervision/board.html", {**context, "explained": FIGURES_EXPLAINED, "query": query}
    )


@members
@require_safe
def behind(request: HttpRequest, figure: str, unit_id: int | None = None) -> HttpResponse:
    _form, window = _asked(request)
    found = queries.behind(actor_of(request), figure, window, unit_id=unit_id)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    context = {
        "figure": FIGURES[figure],
        "unit": rows[0]["unit"] if unit_id and rows else "",
        "page_at": page,
        "rows": rows,
        "stages": stage_titles(),
        "part_stages": dict(PartStage.choices),
        "roles": dict(Role.choices),
    }
    return render(request, "supervision/behind.html", context)
