"""Who gets what: unrouted cases, the routing table, its faults, and a dry run."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.engines.cases import permissions, services
from linli.engines.cases.forms.routing import GiveForm, RouteSearch, TrialForm
from linli.engines.cases.queries import cases, procedures, routes, units
from linli.engines.cases.queries.categories import categories, leaves
from linli.engines.cases.rules.routing import Question
from linli.kernel.clock import day_of
from linli.kernel.refusals import NotFound
from linli.kernel.shell.gates import actor_of, moment, needs, refused_to
from linli.registry.places import queries as places

from . import story

PAGE = 50
FAULTS = 500


@needs(permissions.ROUTE)
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, number: str) -> HttpResponse:
    """An unrouted case goes to the unit chosen, or to whom the table as it now is names."""
    actor, at = actor_of(request), moment()
    case = cases.case(actor, number)
    found = units.in_area(actor.area_code, on=day_of(at))
    form = GiveForm(request.POST if request.method == "POST" else None, units=found)
    if form.is_bound and form.is_valid():
        with refused_to(form):
            services.route_again(actor=actor, case_id=case.pk, lead_id=form.cleaned_data["lead"], at=at)
            messages.success(request, _("The case has a unit now."))
            return redirect("cases:case", number)
    context = {"case": case, "form": form, "why": story.why_this_unit(case.route, case.area.name)}
    return render(request, "cases/give.html", context, status=422 if form.is_bound else 200)


@needs(permissions.ROUTE)
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    form = RouteSearch(request.GET)
    words = form.cleaned_data["words"] if form.is_valid() else ""
    page_at = Paginator(routes.listed(words), PAGE).get_page(request.GET.get("page"))
    titles = {procedure.name: procedure.title for procedure in procedures.installed()}
    context = {"form": form, "page_at": page_at, "titles": titles, "categories": categories()}
    context["area_names"] = _names(row.area_code for row in page_at.object_list)
    return render(request, "cases/routes.html", context)


@needs(permissions.ROUTE)
@require_safe
def faults(request: HttpRequest) -> HttpResponse:
    """Gaps, conflicts and rows that never win, within the actor's area."""
    actor = actor_of(request)
    found = routes.faults(categories=leaves(), within=actor.area_code, on=day_of(moment()))
    titles = {procedure.name: procedure.title for procedure in procedures.installed()}
    kinds = {
        "gap": _("no row answers"),
        "conflict": _("equally specific rows name different units"),
        "unreachable": _("never decides"),
    }
    context = {
        "faults": found[:FAULTS],
        "total": len(found),
        "titles": titles,
        "kinds": kinds,
        "limit": FAULTS,
    }
    context |= {"categories": categories(), "area_names": _names(fault.area for fault in found[:FAULTS])}
    return render(request, "cases/route_faults.html", context)


def _names(codes: Iterable[str]) -> dict[str, str]:
    return {place.code: place.name for place in places.places_with(codes, on=day_of(moment()))}


@needs(permissions.ROUTE)
@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """Which unit would get such a case: asks, writes nothing."""
    form = TrialForm(request.GET or None, procedures=procedures.installed())
    context: dict[str, object] = {"form": form}
    if form.is_bound and form.is_valid():
        try:
            context |= _tried(form)
        except NotFound as refusal:
            form.add_error("area", str(refusal))
    return render(request, "cases/route_trial.html", context)


def _tried(form: TrialForm) -> dict[str, object]:
    given = form.cleaned_data
    place = places.place(given["area"], on=day_of(moment()))
    chain = routes.area_chain(place.code, place.filed_codes.values())
    answer = routes.find(Question(given["procedure"], given["category"], chain, given["flags"]))
    winner = routes.listed("").filter(pk=answer.row.id).first() if answer.row else None
    return {
        "asked": True,
        "place": place,
        "winner": winner,
        "why": story.why_this_unit(answer.explanation, place.name),
    }
