from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.engines.cases import services as cases
from linli.engines.cases.rules.requests import Inputs
from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.refusals import OutOfTurn, RuleBroken
from linli.oversight.supervision.models import PolicyDocument, TaskDraft
from linli.oversight.supervision.queries.documents import group_members, tasks_of
from linli.oversight.supervision.rules.tasks import crew
from linli.oversight.supervision.terms import DUE_BASIS, PROCEDURE, Stage

from .opening import opened, written

TITLE = 60


@transaction.atomic
def confirm(*, actor: Actor, document_id: int, at: datetime, version: int | None = None) -> PolicyDocument:
    """Open one case for every task to be supervised, all or none. Nothing is sent yet.

    Refuses, row by row, tasks whose units are not all known (`facts["rows"]`: task and printed name).
    """
    document = opened(actor, document_id, version=version)
    tasks = [task for task in tasks_of(document) if task.included]
    members = group_members(document, on=day_of(at))
    _check_units(tasks, members)
    for task in tasks:
        task.case_id = _open(actor, document, task, members, at)
    TaskDraft.objects.bulk_update(tasks, ["case"])
    document.stage, document.confirmed_at = Stage.CONFIRMED, at
    return written(actor, document, "confirm", {"tasks": len(tasks)}, at)


def _check_units(tasks: list[TaskDraft], members: dict[str, Sequence[int]]) -> None:
    if not tasks:
        raise RuleBroken(
            _("No task of this document is to be supervised."), remedy=_("Mark at least one task.")
        )
    rows = [
        {"task": task.label, "name": unit.name}
        for task in tasks
        for unit in task.units.all()
        if not (unit.organisation_id or members.get(unit.group))
    ]
    rows += [{"task": task.label, "name": ""} for task in tasks if not task.units.all()]
    if rows:
        names = "；".join(f"{row['task']} {row['name'] or '—'}" for row in rows[:10])
        raise RuleBroken(
            _("%(count)s names of units are not known yet: %(names)s")
            % {"count": len(rows), "names": names + ("…" if len(rows) > 10 else "")},
            remedy=_("Say for each which organisations are meant; nothing has been opened or sent."),
            rows=rows,
        )


def _open(
    actor: Actor, document: PolicyDocument, task: TaskDraft, members: dict[str, Sequence[int]], at: datetime
) -> int:
    units = list(task.units.all())
    meant = crew(units, members)
    data = {
        "document": document.title,
        "document_id": document.pk,
        "article": task.article.path if task.article else "",
        "number": task.number,
        "sub": task.sub,
        "units": [{"name": unit.name, "role": unit.role, "inferred": unit.inferred} for unit in units],
        **({"due_on": task.due_on.isoformat()} if task.due_on else {}),
    }
    case = cases.open_case(
        actor=actor,
        procedure=PROCEDURE,
        title=_title(task.text),
        text=task.text,
        area_id=document.area_id,
        owner_id=document.owner_id,
        lead_id=meant.lead,
        assist_ids=meant.assist,
        data=data,
        key=f"policy:{document.pk}:{task.pk}",
        at=at,
    )
    return case.pk


def _title(text: str) -> str:
    """The first sentence, or as much of it as fits a list."""
    first = text.split("。", 1)[0].strip()
    return first if len(first) <= TITLE else first[: TITLE - 1] + "…"


@transaction.atomic
def send_all(*, actor: Actor, document_id: int, due_on: date, at: datetime) -> int:
    """Send every planned task of a confirmed document to its units; returns how many.

    `due_on` is for tasks without a day of their own; it is marked on them as a project default, since the
    document gives none.
    """
    document = opened(actor, document_id, stage=Stage.CONFIRMED)
    if due_on < day_of(at):
        raise RuleBroken(_("The due day lies in the past."), field="due_on")
    planned = list(document.tasks.filter(case__stage="planned"))
    if not planned:
        raise OutOfTurn(_("Every task of this document has been sent already."))
    for task in planned:
        fields = {} if task.due_on else {"due_basis": DUE_BASIS}
        inputs = Inputs(due_on=task.due_on or due_on, fields=fields)
        assert task.case_id is not None
        cases.move(actor=actor, case_id=task.case_id, name="send", inputs=inputs, at=at)
    written(actor, document, "send", {"tasks": len(planned), "due_on": due_on.isoformat()}, at)
    return len(planned)
