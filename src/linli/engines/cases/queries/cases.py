"""One case and all that belongs to it, for whoever may see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from linli.engines.cases import permissions
from linli.engines.cases.models import Attachment, Case, Clock, Draft, Extension, Part, Relation, Step
from linli.engines.cases.rules import flow
from linli.engines.cases.rules.procedure import Move, Procedure
from linli.engines.cases.terms import Audience
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.refusals import NotFound

from . import procedures


@dataclass(frozen=True, slots=True)
class Choice:
    """A move the reader may make now, on the case or on one part."""

    move: Move
    part: Part | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything a case page shows; eight queries."""

    case: Case
    procedure: Procedure
    parts: list[Part]
    clocks: list[Clock]
    steps: list[Step]
    attachments: list[Attachment]
    relations: list[Relation]
    extensions: list[Extension]
    choices: list[Choice]


def cases_visible_to(actor: Actor) -> QuerySet[Case]:
    """What lists, search, counts and exports stand on. Nothing for a capacity without a case power."""
    if actor == SYSTEM:
        return Case.objects.all()
    wanted, unit = permissions.overseen(actor), actor.organisation_id
    if unit is None or not (actor.holds(permissions.HANDLE) or actor.holds(permissions.OVERSEE)):
        return Case.objects.filter(wanted)
    parts = Part.objects.filter(case=OuterRef("pk"), organisation=unit).exclude(stage="planned")
    return Case.objects.filter(wanted | Q(owner=unit) | Q(Exists(parts)))


def case(actor: Actor, number: str) -> Case:
    """By number; NotFound too for what this actor may not see."""
    found = Case.objects.select_related("area", "owner", "parent").filter(number=number).first()
    if found is None or not (actor == SYSTEM or permissions.may_see(actor, found, found.parts.all())):
        raise NotFound(_("There is no such case."))
    return found


def sheet(actor: Actor, number: str) -> Sheet:
    found = Case.objects.select_related("area", "owner", "parent").filter(number=number).first()
    parts = list(found.parts.select_related("organisation", "previous").order_by("id")) if found else []
    if found is None or not (actor == SYSTEM or permissions.may_see(actor, found, parts)):
        raise NotFound(_("There is no such case."))
    procedure = procedures.at_version(found.procedure, found.procedure_version)
    choices = [
        Choice(move, None if index is None else parts[index])
        for move, index in flow.possible(procedure, found, parts, actor)
    ]
    return Sheet(
        case=found,
        procedure=procedure,
        parts=parts,
        clocks=list(found.clocks.select_related("part__organisation").order_by("id")),
        steps=_steps(actor, found),
        attachments=list(found.attachments.order_by("id")),
        relations=list(found.relations.select_related("other").order_by("id")),
        extensions=list(found.extensions.order_by("id")),
        choices=choices,
    )


def _steps(actor: Actor, found: Case) -> list[Step]:
    """Newest first. An internal note is read by the unit that wrote it and by the office that owns the
    case.
    """
    rows = found.steps.select_related("part__organisation").order_by("-id")
    if not permissions.oversees(actor, found) and actor.organisation_id != found.owner_id and actor != SYSTEM:
        rows = rows.exclude(~Q(unit_id=actor.organisation_id), audience=Audience.INTERNAL, kind="note")
    return list(rows[:300])


def attachment(actor: Actor, number: str, attachment_id: int) -> Attachment:
    found = case(actor, number).attachments.filter(pk=attachment_id).first()
    if found is None:
        raise NotFound(_("There is no such file."))
    return found


def drafts_of(actor: Actor) -> QuerySet[Draft]:
    """What this person has typed and not sent; nobody else ever sees it."""
    mine = Draft.objects.none() if actor.user_id is None else Draft.objects.filter(user_id=actor.user_id)
    return mine.order_by("-changed_at")


def drafts(actor: Actor) -> list[Draft]:
    return list(drafts_of(actor)[:50])


def witness() -> Iterable[tuple[str, int]]:
    """Each case and how many writes it has seen: what its audit chain must be long."""
    rows = Case.objects.values_list("pk", "version").iterator(chunk_size=5000)
    return ((str(pk), version) for pk, version in rows)
