from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from linli.engines.cases.services.files import store
from linli.engines.standards import reader
from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.refusals import RuleBroken, require
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import Article, PolicyDocument, TaskDraft, TaskUnit
from linli.oversight.supervision.rules.tasks import Named, roles
from linli.oversight.supervision.terms import UNREADABLE, UNREADABLE_OTHERWISE, UNREADABLE_REMEDY, Stage
from linli.registry.organisations.queries import UnitMatch, resolve_units
from linli.registry.places import queries as places

from .opening import opened, written

if TYPE_CHECKING:
    from linli.registry.places.models import Place


def understood(data: bytes, filename: str) -> reader.Reading:
    """The reading of a file; RuleBroken, in plain words, for what cannot be read."""
    try:
        return reader.read(data, filename=filename)
    except reader.Unreadable as error:
        said = UNREADABLE.get(error.reason_code, UNREADABLE_OTHERWISE)
        raise RuleBroken(said, remedy=UNREADABLE_REMEDY, reason=error.reason_code, file=filename) from error


@transaction.atomic
def read_in(
    *, actor: Actor, data: bytes, filename: str, at: datetime, area_id: int | None = None
) -> PolicyDocument:
    """Read a policy document: its front, articles and tasks, each unit looked up by its printed name.

    The original bytes are kept. Refuses with RuleBroken a file that cannot be read (nothing is stored), or
    that the office has read in already. Nothing goes to any unit before someone confirms.
    """
    office = permissions.office(actor)
    require(office is not None, _("Your present capacity does not read documents in."))
    assert office is not None
    reading = understood(data, filename)
    _refuse_second(actor, sha256(data).hexdigest())
    document = PolicyDocument(
        title=(reading.title or PurePath(filename).stem or _("Untitled document"))[:200],
        number=reading.number[:60],
        issuers=list(reading.issuers),
        dates=[{"date": each.date.isoformat(), "kind": each.kind} for each in reading.dates],
        cites=[{"title": each.title, "number": each.number} for each in reading.cites],
        area=places.place_by_id(area_id) if area_id else _own_area(actor, at),
        owner_id=office,
        file_name=PurePath(filename.replace("\\", "/")).name[:150],
        sha256=store(data),
        source=reading.source.replace("\x00", " "),  # PostgreSQL keeps no NUL; offsets stay
        read_at=at,
    )
    document.save()
    articles = _articles(document, reading.articles)
    tasks = _tasks(document, reading.tasks, articles)
    units = _units(document, list(zip(tasks, reading.tasks, strict=True)), at)
    counts = {"articles": len(articles), "tasks": len(tasks), "units": units}
    return written(actor, document, "read_in", {"sha256": document.sha256, **counts}, at, first=True)


@transaction.atomic
def withdraw(*, actor: Actor, document_id: int, at: datetime) -> PolicyDocument:
    """Set a document aside that was not confirmed; the same file may then be read in again."""
    document = opened(actor, document_id)
    document.stage = Stage.WITHDRAWN
    return written(actor, document, "withdraw", {}, at)


def _refuse_second(actor: Actor, digest: str) -> None:
    known = PolicyDocument.objects.filter(owner=actor.organisation_id, sha256=digest).exclude(
        stage=Stage.WITHDRAWN
    )
    if found := known.first():
        raise RuleBroken(
            _("This very file has been read in already: %(title)s.") % {"title": found.title},
            remedy=_("Open that document, or withdraw it first."),
            document=found.pk,
        )


def _own_area(actor: Actor, at: datetime) -> Place:
    if not actor.area_code:
        raise RuleBroken(_("Say for which area the document holds."), field="area")
    return places.place(actor.area_code, on=day_of(at))


def _articles(document: PolicyDocument, read: Iterable[reader.Article]) -> dict[str, Article]:
    rows = [
        Article(
            document=document,
            path=each.id,
            level=each.level,
            number=each.number,
            heading=each.heading[:200],
            text=each.text,
            start=each.start,
            end=each.end,
        )
        for each in read
    ]
    return {row.path: row for row in Article.objects.bulk_create(rows, batch_size=500)}


def _tasks(
    document: PolicyDocument, read: Iterable[reader.Task], articles: dict[str, Article]
) -> list[TaskDraft]:
    """A number that several tables of one document use is told apart by #2, #3, …"""
    seen: dict[tuple[int, str], int] = {}
    rows = []
    for order, task in enumerate(read):
        key = (task.number, task.sub or "")
        seen[key] = seen.get(key, 0) + 1
        rows.append(
            TaskDraft(
                document=document,
                number=task.number,
                sub=key[1] if seen[key] == 1 else f"{key[1]}#{seen[key]}",
                text=task.text,
                units_raw=task.units_raw,
                order=order,
                article=articles.get(task.suggested_article or ""),
            )
        )
    return TaskDraft.objects.bulk_create(rows, batch_size=500)


def _units(document: PolicyDocument, tasks: list[tuple[TaskDraft, reader.Task]], at: datetime) -> int:
    named = [
        (task, roles(read.units, leads=read.leads, inferred_leads=read.inferred_leads))
        for task, read in tasks
    ]
    printed = {unit.name for _task, units in named for unit in units}
    known = resolve_units(printed, area=document.area.code, on=day_of(at))
    rows = [
        row
        for task, units in named
        for order, unit in enumerate(units)
        for row in unit_rows(task, unit, known[unit.name], order)
    ]
    return len(TaskUnit.objects.bulk_create(rows, batch_size=500))


def unit_rows(task: TaskDraft, unit: Named, match: UnitMatch, order: int) -> list[TaskUnit]:
    """A row for each organisation the name surely means; one without for a group, or for nobody known yet."""
    certain = match.organisations if not match.group else ()
    return [
        TaskUnit(
            task=task,
            name=unit.name[:200],
            role=unit.role,
            inferred=unit.inferred,
            organisation=organisation,
            group="" if organisation else match.group,
            order=order,
        )
        for organisation in (certain or (None,))
    ]
