from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from linli.engines.cases.events import CaseClosed, CaseMoved
from linli.engines.cases.models import Case, Part
from linli.engines.cases.permissions import may_see
from linli.engines.cases.queries.units import in_force, unit_like
from linli.engines.cases.rules import flow, requests
from linli.engines.cases.rules.procedure import Move
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.rules.teaching import TAUGHT
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.clock import day_of
from linli.kernel.events import publish
from linli.kernel.labels import say
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken
from linli.registry.organisations import queries as organisations

from . import clocks, files
from .situation import Situation, load

NEEDED = {
    "text": gettext_noop("Say what was done or found."),
    "lead": gettext_noop("Choose the lead unit first."),
    "unit": gettext_noop("Choose a unit."),
    "days": gettext_noop("Say how many days."),
    "due_on": gettext_noop("Choose the last day."),
    "evidence": gettext_noop("Attach evidence (a file or a photo)."),
    "reason": gettext_noop("Choose or write the reason."),
    "wrong_reason": gettext_noop("This reason is not on the list."),
}


@transaction.atomic
def move(
    *,
    actor: Actor,
    case_id: int,
    name: str,
    at: datetime,
    part_id: int | None = None,
    expected_version: int | None = None,
    inputs: Inputs | None = None,
) -> Case:
    """Make one move of a case, or of one unit's part.

    NotFound for what the actor may not see, OutOfTurn for a stale version or a move that is not open now,
    NotAllowed for somebody else's move, RuleBroken for what is missing or what a guard refuses.
    """
    situation = load(actor, case_id, at, expected_version)
    situation.inputs = inputs or Inputs()
    if actor != SYSTEM and not may_see(actor, situation.case, situation.parts):
        raise NotFound(_("There is no such case."))
    situation.part = _part(situation, part_id)
    spec = situation.move = _allowed_move(situation, name)
    _check_needs(situation, spec)
    for guard in spec.guards:
        TAUGHT.guards[guard](situation)
    files.keep(situation)
    source, target = _go(situation, spec)
    situation.say(source=source, target=target)
    for effect in spec.effects:
        TAUGHT.effects[effect](situation)
    _join(situation)
    clocks.follow(situation)
    situation.commit(
        f"move.{name}", {"part": part_id, "from": source, "to": target, **situation.inputs.record()}
    )
    _announce(situation, name, part_id)
    return situation.case


def _part(situation: Situation, part_id: int | None) -> Part | None:
    if part_id is None:
        return None
    found = next((part for part in situation.parts if part.pk == part_id), None)
    if found is None:
        raise NotFound(_("This unit has no part in the case."))
    return found


def _allowed_move(situation: Situation, name: str) -> Move:
    case, part, procedure = situation.case, situation.part, situation.procedure
    on = "part" if part else "case"
    spec = procedure.move(name, on)
    if spec is None:
        raise NotFound(_("This procedure has no such move."), move=name)
    stage = part.stage if part else case.stage
    if stage not in spec.sources or (part and not flow.fits_stage(spec, case.stage)):
        raise OutOfTurn(
            _("“%(move)s” is not open at this point.") % {"move": say(spec.title)},
            remedy=_("Look at the present state of the case."),
            stage=stage,
            version=case.version - 1,
        )
    if not flow.is_party(procedure.parties[spec.by], situation.actor, case, situation.parts, part):
        raise NotAllowed(
            _("“%(move)s” belongs to the %(party)s.")
            % {"move": say(spec.title), "party": say(procedure.parties[spec.by].title)},
            needs=procedure.parties[spec.by].power,
        )
    return spec


def _check_needs(situation: Situation, spec: Move) -> None:
    lacking = list(requests.missing(spec, situation.inputs, has_lead=situation.lead is not None))
    if lacking:
        raise RuleBroken(
            _("Something is missing for “%(move)s”.") % {"move": say(spec.title)},
            remedy=" ".join(_(NEEDED[name]) for name in lacking),
            missing=lacking,
        )


def _go(situation: Situation, spec: Move) -> tuple[str, str]:
    """Change the stage of the part or the case; carry the part to another unit if the move says so."""
    part, case = situation.part, situation.case
    if part is not None:
        source = part.stage
        if spec.carry:
            _carry(situation, spec, part)
        if spec.target not in ("", source):
            situation.set_stage(part, spec.target)
        else:
            part.changed_at = situation.at
            situation.touch(part)
        return source, part.stage
    source = case.stage
    if spec.target:
        enter(situation, spec.target)
    return source, case.stage


def enter(situation: Situation, stage: str) -> None:
    """The case comes to a stage; an ending stage closes it and every open part."""
    case = situation.case
    case.stage = stage
    case.is_open = not situation.procedure.stages[stage].ends
    case.closed_at = None if case.is_open else situation.at
    if not case.is_open:
        for part in situation.parts:
            if part.stage in ("planned", "offered", "accepted"):
                situation.set_stage(part, "withdrawn")


def _join(situation: Situation) -> None:
    """The case follows its parts, from stage to stage as far as they carry it."""
    for _stage in situation.procedure.stages:
        target = flow.joined(situation.procedure, situation.case.stage, situation.parts)
        if target is None:
            return
        enter(situation, target)


def _carry(situation: Situation, spec: Move, part: Part) -> None:
    """上报/下派/转办/退回: the same role goes to another unit; where it came from is remembered.

    A part handed back remembers where that unit had it from itself, so that nothing goes to and fro for ever.
    """
    target, before = _destination(situation, spec, part)
    if any(p.organisation_id == target and p.stage in flow.PRESENT for p in situation.parts):
        raise RuleBroken(_("That unit already has a part in this case."))
    fresh = Part(case=situation.case, organisation_id=target, role=part.role, previous_id=before)
    situation.parts.append(fresh)
    situation.set_stage(fresh, "offered")
    situation.tell([target], situation.case.title, what="offer")


def _destination(situation: Situation, spec: Move, part: Part) -> tuple[int, int | None]:
    """The unit to go to, and the unit that it can hand back to."""
    if spec.carry == "back":
        if part.previous_id is None:
            raise RuleBroken(
                _("This part cannot be passed on."), remedy=_("It came from no other unit."), direction="back"
            )
        its = (p.previous_id for p in reversed(situation.parts) if p.organisation_id == part.previous_id)
        return part.previous_id, next(its, None)
    target = situation.inputs.unit_id
    if target is None:
        raise RuleBroken(
            _("This part cannot be passed on."), remedy=_("Choose a unit."), direction=spec.carry
        )
    if not in_force([target], on=day_of(situation.at)):
        raise NotFound(_("There is no such organisation."), organisation=target)
    here, there = (unit_like(organisations.organisation(pk)) for pk in (part.organisation_id, target))
    if not requests.carries(spec.carry, here, there):
        raise RuleBroken(
            _("That unit does not stand in this direction."),
            remedy=_("Choose a unit above, below or beside yours, as the move says."),
            direction=spec.carry,
        )
    return target, part.organisation_id


def _announce(situation: Situation, name: str, part_id: int | None) -> None:
    case, at = situation.case, situation.at
    publish(
        CaseMoved(
            case_id=case.pk,
            number=case.number,
            procedure=case.procedure,
            move=name,
            part_id=part_id,
            stage=case.stage,
            at=at,
        )
    )
    if not case.is_open:
        publish(
            CaseClosed(case_id=case.pk, number=case.number, procedure=case.procedure, stage=case.stage, at=at)
        )
