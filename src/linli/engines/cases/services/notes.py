from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.engines.cases.models import Case, Draft, Part, Relation
from linli.engines.cases.permissions import HANDLE, may_see
from linli.engines.cases.queries.cases import drafts_of
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.terms import RelationKind
from linli.kernel.actors import Actor
from linli.kernel.refusals import NotAllowed, NotFound, RuleBroken

from .situation import Situation, load


def _seen(actor: Actor, case_id: int, at: datetime) -> Situation:
    situation = load(actor, case_id, at)
    if not may_see(actor, situation.case, situation.parts):
        raise NotFound(_("There is no such case."))
    return situation


@transaction.atomic
def note(*, actor: Actor, case_id: int, text: str, internal: bool, at: datetime) -> Case:
    """A line in the timeline: for one's own side, or for everyone involved."""
    situation = _seen(actor, case_id, at)
    if not text.strip():
        raise RuleBroken(_("The note is empty."))
    situation.inputs = Inputs(text=text)
    situation.say(kind="note", internal=internal)
    situation.commit("note", {"internal": internal})
    return situation.case


@transaction.atomic
def assign(*, actor: Actor, case_id: int, part_id: int, user_id: int | None, at: datetime) -> Part:
    """Say who in the unit is in charge of its part: oneself, a colleague (checked by the caller's list), or
    nobody.
    """
    situation = _seen(actor, case_id, at)
    part = next((part for part in situation.parts if part.pk == part_id), None)
    if part is None:
        raise NotFound(_("This unit has no part in the case."))
    if part.organisation_id != actor.organisation_id or not actor.holds(HANDLE):
        raise NotAllowed(_("Only the unit itself says who is in charge."))
    part.assignee = user_id
    situation.touch(part)
    situation.part = part
    situation.say(kind="assign", internal=True)
    situation.commit("assign", {"part": part.pk, "user": user_id})
    return part


@transaction.atomic
def relate(*, actor: Actor, case_id: int, other_number: str, kind: str, at: datetime) -> Relation:
    """Link two cases; both must be visible to the actor."""
    situation = _seen(actor, case_id, at)
    if kind not in RelationKind.values:
        raise RuleBroken(_("There is no such relation."), kind=kind)
    other = Case.objects.filter(number=other_number.strip()).prefetch_related("parts").first()
    if other is None or not may_see(actor, other, other.parts.all()):
        raise NotFound(_("There is no case of this number."), number=other_number)
    if other.pk == case_id:
        raise RuleBroken(_("A case is not related to itself."))
    found, fresh = Relation.objects.get_or_create(
        case=situation.case, other=other, kind=RelationKind(kind), defaults={"at": at}
    )
    if fresh:
        situation.say(kind="relate", internal=True)
        situation.commit("relate", {"other": other.number, "kind": kind})
    return found


@transaction.atomic
def save_draft(
    *, actor: Actor, procedure: str, content: Mapping[str, Any], at: datetime, draft_id: int | None = None
) -> Draft:
    """Keep what was typed; only its writer sees it."""
    if actor.user_id is None:
        raise NotAllowed(_("Sign in first."))
    known = drafts_of(actor).filter(pk=draft_id).first() if draft_id is not None else None
    draft = known or Draft(user_id=actor.user_id)
    draft.procedure, draft.content, draft.changed_at = procedure, dict(content), at
    draft.save()
    return draft


@transaction.atomic
def discard_draft(*, actor: Actor, draft_id: int) -> None:
    deleted, _kinds = drafts_of(actor).filter(pk=draft_id).delete()
    if not deleted:
        raise NotFound(_("There is no such draft."))
