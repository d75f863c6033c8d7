"""One case: its page, and the small things that are added to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.forms import Form
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.engines.cases import permissions, services
from linli.engines.cases.forms.moves import AssignForm, FilesForm, NoteForm, RelationForm
from linli.engines.cases.forms.schemas import titles_of
from linli.engines.cases.queries import cases
from linli.engines.cases.queries.cases import Choice, Sheet
from linli.engines.cases.queries.categories import categories
from linli.engines.cases.rules.worktime import last_day
from linli.engines.cases.services.files import path_of
from linli.engines.cases.terms import ExtensionState, Level
from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.labels import say
from linli.kernel.refusals import NotFound
from linli.kernel.shell.gates import actor_of, members, moment, refused_to
from linli.registry.accounts import queries as accounts

from . import story
from .worklists import TONES

if TYPE_CHECKING:
    from linli.engines.cases.models import Part


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's part as the page shows it."""

    part: Part
    tone: str
    last_on: date | None
    provisional: bool
    choices: list[tuple[Choice, bool]]
    is_mine: bool
    in_charge: str


@members
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    return page(request, cases.sheet(actor_of(request), number))


def page(request: HttpRequest, sheet: Sheet, status: int = 200, **forms: Form) -> HttpResponse:
    """The page of a case; forms that were refused stand in it with what was typed."""
    actor, case = actor_of(request), sheet.case
    tone = TONES[Level(case.level)] if case.due_at else ""
    names = accounts.names_of(part.assignee for part in sheet.parts if part.assignee)
    context: dict[str, Any] = {
        "sheet": sheet,
        "case": case,
        "stage": sheet.procedure.stages[case.stage],
        "tone": tone,
        "last_on": last_day(case.due_at) if case.due_at else None,
        "is_provisional": any(clock.provisional and clock.state == "running" for clock in sheet.clocks),
        "fields": list(fields_of(sheet)),
        "shares": [_share(sheet, part, actor, names) for part in sheet.parts],
        "choices": _choices(sheet, None),
        "proofs": story.proofs(sheet),
        "told": story.timeline(sheet),
        "why": story.why_this_unit(case.route, case.area.name),
        "may_route": not case.is_routed
        and permissions.may_route(actor)
        and permissions.oversees(actor, case),
        "note_form": NoteForm(),
        "files_form": FilesForm(),
        "relation_form": RelationForm(),
        "assign_form": AssignForm(people=_people(actor)),
        **forms,
    }
    return render(request, "cases/case.html", context, status=status)


def fields_of(sheet: Sheet) -> Iterator[tuple[str, Any]]:
    """What the procedure asks for, in its order, and the category."""
    case = sheet.case
    if case.category:
        yield str(_("Category")), say(categories().get(case.category, case.category))
    schema = sheet.procedure.fields
    for name, title in titles_of(schema, sheet.procedure.clocks).items():
        if name in case.data:
            value, body = case.data[name], schema["properties"][name]
            if "enum" in body:
                value = say(body.get("titles", {}).get(value, str(value)))
            elif isinstance(value, bool):
                value = _("yes") if value else _("no")
            yield title, value


def _share(sheet: Sheet, part: Part, actor: Actor, names: dict[int, str]) -> Share:
    clocks = [c for c in sheet.clocks if c.part_id in (None, part.pk) and c.state == "running"]
    is_mine = part.organisation_id == actor.organisation_id
    return Share(
        part,
        TONES[Level(part.level)] if part.due_at else "",
        last_day(part.due_at) if part.due_at else None,
        any(clock.provisional for clock in clocks),
        _choices(sheet, part),
        is_mine and part.is_open and actor.holds(permissions.HANDLE),
        names.get(part.assignee or 0, ""),
    )


def _choices(sheet: Sheet, part: Part | None) -> list[tuple[Choice, bool]]:
    """The reader's moves on the case or on one part, those that lead on first and marked."""
    is_asked = any(extension.state == ExtensionState.ASKED for extension in sheet.extensions)
    found = [
        (choice, _leads_on(sheet, choice) or "cases.grant_extension" in choice.move.effects)
        for choice in sheet.choices
        if choice.part is part and (is_asked or not _answers(choice))
    ]
    return sorted(found, key=lambda pair: not pair[1])


def _answers(choice: Choice) -> bool:
    """Whether the move answers a request for more time: pointless where nobody asked."""
    return not {"cases.grant_extension", "cases.refuse_extension"}.isdisjoint(choice.move.effects)


def _leads_on(sheet: Sheet, choice: Choice) -> bool:
    move, procedure = choice.move, sheet.procedure
    if choice.part is not None:
        return move.target != choice.part.stage and move.target in ("accepted", "replied")
    order = list(procedure.stages)
    pauses = any(move.target in clock.pauses_in for clock in procedure.clocks)
    return (
        move.target in order and order.index(move.target) == order.index(sheet.case.stage) + 1 and not pauses
    )


def _people(actor: Actor) -> list[tuple[int, str]]:
    """Whom a unit may put in charge: everybody who works in it today."""
    if actor.organisation_id is None:
        return []
    return accounts.colleagues(actor.organisation_id, on=day_of(moment()))


@members
@require_POST
def note(request: HttpRequest, number: str) -> HttpResponse:
    found, form = cases.case(actor_of(request), number), NoteForm(request.POST)
    if form.is_valid():
        with refused_to(form):
            services.note(actor=actor_of(request), case_id=found.pk, **form.cleaned_data, at=moment())
            return _done(request, number, _("The remark has been added."))
    return page(request, cases.sheet(actor_of(request), number), 422, note_form=form)


@members
@require_POST
def attach(request: HttpRequest, number: str) -> HttpResponse:
    found, form = cases.case(actor_of(request), number), FilesForm(request.POST, request.FILES)
    if form.is_valid():
        with refused_to(form):
            given = form.cleaned_data
            services.attach(
                actor=actor_of(request),
                case_id=found.pk,
                uploads=given["uploads"],
                text=given["text"],
                at=moment(),
            )
            return _done(request, number, _("The files have been added."))
    return page(request, cases.sheet(actor_of(request), number), 422, files_form=form)


@members
@require_POST
def relate(request: HttpRequest, number: str) -> HttpResponse:
    found, form = cases.case(actor_of(request), number), RelationForm(request.POST)
    if form.is_valid():
        with refused_to(form):
            given = form.cleaned_data
            services.relate(
                actor=actor_of(request),
                case_id=found.pk,
                other_number=given["number"],
                kind=given["kind"],
                at=moment(),
            )
            return _done(request, number, _("The cases have been linked."))
    return page(request, cases.sheet(actor_of(request), number), 422, relation_form=form)


@members
@require_POST
def assign(request: HttpRequest, number: str, part: int) -> HttpResponse:
    actor = actor_of(request)
    found, form = cases.case(actor, number), AssignForm(request.POST, people=_people(actor))
    if not form.is_valid():
        raise NotFound(_("There is no such person in your unit."))
    services.assign(
        actor=actor, case_id=found.pk, part_id=part, user_id=form.cleaned_data["user"], at=moment()
    )
    return _done(request, number, _("The person in charge has been changed."))


@members
@require_safe
def download(request: HttpRequest, number: str, pk: int) -> FileResponse:
    """Always as a file to keep, never shown within the site: what people upload is not ours to run."""
    found = cases.attachment(actor_of(request), number, pk)
    path = path_of(found.sha256)
    if not path.is_file():
        raise NotFound(
            _("The file is not in the store."), remedy=_("Tell the system administrator."), file=pk
        )
    response = FileResponse(
        path.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _done(request: HttpRequest, number: str, said: Any) -> HttpResponse:
    messages.success(request, said)
    return redirect("cases:case", number)
