"""Documents, their articles and tasks, and how far each task has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.permissions import OVERSEE
from linli.engines.cases.terms import PRESENT_PART_STAGES
from linli.kernel.actors import Actor
from linli.kernel.refusals import NotFound
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import Article, PolicyDocument, TaskDraft, TaskUnit
from linli.oversight.supervision.terms import Stage
from linli.registry.organisations.queries import UnitMatch, committees_in, resolve_units
from linli.registry.organisations.terms import Group, Kind
from linli.registry.places.queries import scope

GROUP_KINDS = {
    Group.COMMITTEES: (Kind.RESIDENTS_COMMITTEE, Kind.VILLAGERS_COMMITTEE),
    Group.RESIDENTS: (Kind.RESIDENTS_COMMITTEE,),
    Group.VILLAGERS: (Kind.VILLAGERS_COMMITTEE,),
}


def documents_visible_to(actor: Actor) -> QuerySet[PolicyDocument]:
    """The office's own; with oversight, the area's; and confirmed ones that give one's unit a task."""
    unit = actor.organisation_id
    if unit is None:
        return PolicyDocument.objects.none()
    given = TaskDraft.objects.filter(document=OuterRef("pk"), case__parts__organisation=unit).exclude(
        case__parts__stage="planned"
    )
    wanted = Q(Exists(given), stage=Stage.CONFIRMED)
    if permissions.may_plan(actor):
        wanted |= Q(owner=unit)
        if actor.holds(OVERSEE):
            wanted |= scope(actor.area_code, "area__") or Q(pk__isnull=False)
    return PolicyDocument.objects.filter(wanted)


def listed(actor: Actor) -> QuerySet[PolicyDocument]:
    """For the list: without the text, with counts."""
    rows = documents_visible_to(actor).defer("source").select_related("area", "owner")
    return rows.annotate(
        task_count=Count("tasks", filter=Q(tasks__included=True)),
        done_count=Count("tasks", filter=Q(tasks__case__stage="verified")),
    ).order_by("-id")


def document(actor: Actor, pk: int) -> PolicyDocument:
    found = documents_visible_to(actor).select_related("area", "owner").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such document."))
    return found


def articles_of(of: PolicyDocument) -> list[Article]:
    """In the order of the text, outer before inner."""
    return list(of.articles.order_by("start", "level"))


def tasks_of(of: PolicyDocument) -> list[TaskDraft]:
    """All tasks with their units, in the order of the table: two queries."""
    units = Prefetch("units", TaskUnit.objects.select_related("organisation").order_by("order", "id"))
    return list(of.tasks.select_related("article").prefetch_related(units).order_by("order"))


def task(actor: Actor, pk: int) -> TaskDraft:
    found = TaskDraft.objects.filter(pk=pk).select_related("article", "case").first()
    if found is None:
        raise NotFound(_("There is no such task."))
    found.document = document(actor, found.document_id)
    return found


def unit(actor: Actor, pk: int) -> TaskUnit:
    found = TaskUnit.objects.filter(pk=pk).select_related("organisation").first()
    if found is None:
        raise NotFound(_("There is no such unit."))
    found.task = task(actor, found.task_id)
    return found


def group_members(of: PolicyDocument, *, on: date) -> dict[str, Sequence[int]]:
    """Group -> the organisations it means in the document's area on that day, in the order of their codes."""
    found = committees_in(of.area.code, on).order_by("area__code", "id").values_list("pk", "kind")
    rows = list(found)
    return {group.value: [pk for pk, kind in rows if kind in kinds] for group, kinds in GROUP_KINDS.items()}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A printed name that means nobody yet: one of its rows, the tasks it stands in, and what it may mean."""

    unit_id: int
    name: str
    tasks: list[str]
    match: UnitMatch


def unknown_units(of: PolicyDocument, tasks: Sequence[TaskDraft], *, on: date) -> list[Unknown]:
    """Names of included tasks nobody has mapped, each once; a generic name once for every task."""
    found: dict[tuple[str, int], list[TaskUnit]] = {}
    labels = {each.pk: each.label for each in tasks}
    for each in tasks:
        for row in each.units.all() if each.included else ():
            if not row.is_mapped:
                found.setdefault((row.name, each.pk if row.group else 0), []).append(row)
    matches = resolve_units({name for name, _task in found}, area=of.area.code, on=on) if found else {}
    return [
        Unknown(rows[0].pk, name, [labels[row.task_id] for row in rows], matches[name])
        for (name, _task), rows in found.items()
    ]


def progress(of: PolicyDocument) -> QuerySet[TaskDraft, TaskDraft]:
    """Each supervised task with its case, and how many units have replied, are late, have returned it."""
    present = Q(case__parts__stage__in=PRESENT_PART_STAGES)
    counts: dict[str, Any] = {
        "shares": Count("case__parts", filter=present),
        "replied": Count("case__parts", filter=Q(case__parts__stage="replied")),
        "late": Count("case__parts", filter=present & Q(case__parts__was_late=True)),
        "returned": Count("case__parts", filter=Q(case__parts__stage="returned")),
    }
    rows = of.tasks.filter(case__isnull=False).select_related("case", "article")
    return rows.annotate(**counts).order_by(F("order"))


def witness() -> list[tuple[str, int]]:
    """Each document and how many writes it has seen: what its audit chain must be long."""
    return [(str(pk), version) for pk, version in PolicyDocument.objects.values_list("pk", "version")]
