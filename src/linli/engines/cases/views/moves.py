"""One move: a form made from the procedure, and its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.engines.cases import services
from linli.engines.cases.forms.moves import MoveForm
from linli.engines.cases.queries import cases, desks, units
from linli.engines.cases.queries.cases import Sheet
from linli.engines.cases.queries.desks import Desk
from linli.engines.cases.rules.procedure import Move
from linli.engines.cases.rules.worktime import last_day
from linli.engines.cases.terms import Level
from linli.kernel.clock import day_of
from linli.kernel.labels import say
from linli.kernel.refusals import NotFound, OutOfTurn, Refusal
from linli.kernel.shell.gates import actor_of, members, moment

from .worklists import TONES

if TYPE_CHECKING:
    from linli.engines.cases.models import Part


@members
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """To be quick where it counts, only a form that is shown reads the whole sheet."""
    actor = actor_of(request)
    desk = desks.desk(actor, number)
    part = desk.part(actor, request.GET.get("part", ""))
    spec = desk.procedure.move(name, "part" if part else "case")
    if spec is None:
        raise NotFound(_("This procedure has no such move."), move=name)
    form = _form(request, desk, spec, part)
    if request.method == "POST" and form.is_valid():
        return _make(request, desk, spec, part, form)
    status = 422 if request.method == "POST" else 200
    return _page(request, cases.sheet(actor, number), spec, part, form, status)


def _make(request: HttpRequest, desk: Desk, spec: Move, part: Part | None, form: MoveForm) -> HttpResponse:
    """A refusal is shown in the form with what was typed; a stale version beside the fresh state."""
    try:
        services.move(
            actor=actor_of(request),
            case_id=desk.case.pk,
            name=spec.name,
            part_id=part.pk if part else None,
            expected_version=form.cleaned_data["version"],
            inputs=form.inputs,
            at=moment(),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        fresh = cases.sheet(actor_of(request), desk.case.number)
        is_stale = isinstance(refusal, OutOfTurn) and form.cleaned_data["version"] != fresh.case.version
        if is_stale:
            form.take_version(fresh.case.version)
        return _page(request, fresh, spec, part, form, refusal.status, is_stale)
    messages.success(request, _("“%(move)s” is done.") % {"move": say(spec.title)})
    return redirect("cases:case", desk.case.number)


def _form(request: HttpRequest, desk: Desk, spec: Move, part: Part | None) -> MoveForm:
    found = []
    if "unit" in spec.needs:
        found = units.fitting(spec, actor_of(request), part, on=day_of(moment()))
    if request.method == "POST":
        return MoveForm(request.POST, request.FILES, move=spec, units=found)
    return MoveForm(move=spec, units=found, initial={"version": desk.case.version})


def _page(
    request: HttpRequest,
    sheet: Sheet,
    spec: Move,
    part: Part | None,
    form: MoveForm,
    status: int = 200,
    is_stale: bool = False,
) -> HttpResponse:
    case = sheet.case
    is_open = any(choice.move is spec and choice.part == part for choice in sheet.choices)
    asked = [each for each in sheet.extensions if each.state == "asked"]
    context = {
        "sheet": sheet,
        "case": case,
        "stage": sheet.procedure.stages[case.stage],
        "tone": TONES[Level(case.level)] if case.due_at else "",
        "last_on": last_day(case.due_at) if case.due_at else None,
        "move": spec,
        "part": part,
        "form": form,
        "is_open": is_open,
        "is_stale": is_stale,
        "asked": asked if "extension" in spec.name else [],
        "last_step": sheet.steps[0] if is_stale and sheet.steps else None,
    }
    return render(request, "cases/move.html", context, status=status)
