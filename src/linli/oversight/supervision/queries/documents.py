"""Documents, their articles and tasks, and how far each task has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.permissions import HANDLE, OVERSEE
from linli.engines.cases.queries import procedures
from linli.engines.cases.queries.cases import cases_visible_to
from linli.engines.cases.terms import PRESENT_PART_STAGES
from linli.kernel.actors import Actor
from linli.kernel.labels import say
from linli.kernel.refusals import NotFound
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import Article, PolicyDocument, TaskDraft, TaskUnit
from linli.oversight.supervision.rules.tasks import crew
from linli.oversight.supervision.terms import PROCEDURE, Stage
from linli.registry.organisations.queries import UnitMatch, committees_in, organisations_in, resolve_units
from linli.registry.organisations.terms import Group, Kind
from linli.registry.places.queries import scope

if TYPE_CHECKING:
    from linli.registry.organisations.models import Organisation

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
    wanted = Q(pk__in=[])
    if actor.holds(HANDLE) or actor.holds(OVERSEE):
        given = Q(case__parts__organisation=unit) & ~Q(case__stage="planned")
        wanted = Q(Exists(TaskDraft.objects.filter(given, document=OuterRef("pk"))), stage=Stage.CONFIRMED)
    if actor.holds(OVERSEE):
        within = scope(actor.area_code, "area__") or Q(pk__isnull=False)
        wanted |= within if permissions.may_plan(actor) else within & Q(stage=Stage.CONFIRMED)
    if permissions.may_plan(actor):
        wanted |= Q(owner=unit)
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


def article(actor: Actor, pk: int) -> Article:
    found = Article.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such article."))
    found.document = document(actor, found.document_id)
    return found


def article_choices(of: PolicyDocument) -> list[tuple[int, str]]:
    """(id, path and heading) for a select."""
    rows = of.articles.order_by("start", "level").values_list("pk", "path", "heading")
    return [(pk, f"{path} {heading}"[:80]) for pk, path, heading in rows]


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


def choices_for(of: TaskUnit, *, on: date) -> tuple[list[Organisation], list[Organisation]]:
    """Organisations that a printed name may mean: the likely ones, then all others of the area, by name."""
    area = of.task.document.area.code
    match = resolve_units([of.name], area=area, on=on)[of.name]
    likely = list(match.organisations or match.candidates)
    known = {one.pk for one in likely}
    others = organisations_in(area, on=on).order_by("area__code", "name")
    return likely, [one for one in others if one.pk not in known]


@dataclass(frozen=True, slots=True)
class Preview:
    """What confirming would do, and what still stands in its way."""

    tasks: int
    left_out: int
    shares: int
    units: int
    without_day: int
    unknown: list[Unknown]


def preview(of: PolicyDocument, *, on: date) -> Preview:
    rows = tasks_of(of)
    chosen = [each for each in rows if each.included]
    members = group_members(of, on=on)
    crews = [crew(each.units.all(), members) for each in chosen]
    reached = [pk for each in crews for pk in (each.lead, *each.assist) if pk is not None]
    return Preview(
        tasks=len(chosen),
        left_out=len(rows) - len(chosen),
        shares=len(reached),
        units=len(set(reached)),
        without_day=sum(each.due_on is None for each in chosen),
        unknown=unknown_units(of, rows, on=on),
    )


def stage_titles() -> dict[str, str]:
    """Stages of a supervised task in the reader's words, from the newest procedure."""
    return {name: say(stage.title) for name, stage in procedures.current(PROCEDURE).stages.items()}


def progress(of: PolicyDocument, actor: Actor) -> QuerySet[TaskDraft, TaskDraft]:
    """Each supervised task this actor may see, its case, and how many units replied, are late, returned."""
    present = Q(case__parts__stage__in=PRESENT_PART_STAGES)
    counts: dict[str, Any] = {
        "shares": Count("case__parts", filter=present),
        "replied": Count("case__parts", filter=Q(case__parts__stage="replied")),
        "late": Count("case__parts", filter=present & Q(case__parts__was_late=True)),
        "returned": Count("case__parts", filter=Q(case__parts__stage="returned")),
    }
    rows = of.tasks.filter(case__in=cases_visible_to(actor)).select_related("case", "article")
    return rows.annotate(**counts).order_by(F("order"))


def witness() -> list[tuple[str, int]]:
    """Each document and how many writes it has seen: what its audit chain must be long."""
    return [(str(pk), version) for pk, version in PolicyDocument.objects.values_list("pk", "version")]
