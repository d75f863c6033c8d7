"""The guards and effects that the engine itself teaches; other modules teach theirs in their own
`procedures.py`.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from linli.kernel.clock import day_of
from linli.kernel.refusals import NotFound, RuleBroken
from linli.registry.organisations import queries as organisations

from .models import Extension, Part
from .queries.units import in_force
from .rules.teaching import effect, guard
from .services.clocks import compute
from .services.situation import Situation
from .terms import PRESENT_PART_STAGES, ClockState, ExtensionState


@guard("cases.assistants_done")
def assistants_done(situation: Situation) -> None:
    """The lead may finish only when every assisting unit has replied."""
    waiting = [
        p for p in situation.parts if p.role == "assist" and p.stage in ("planned", "offered", "accepted")
    ]
    if waiting:
        names = "、".join(str(part.organisation) for part in waiting[:5])
        raise RuleBroken(
            _("Assisting units have not replied yet: %(names)s.") % {"names": names},
            remedy=_("Wait for them, remind them, or ask the supervising office to release them."),
            waiting=len(waiting),
        )


@effect("cases.offer")
def offer(situation: Situation) -> None:
    """Send the case to its units: planned parts are offered, and each unit is told."""
    for part in [p for p in situation.parts if p.stage == "planned"]:
        situation.set_stage(part, "offered")
        situation.tell([part.organisation_id], situation.case.title, what="offer")


@effect("cases.reopen_parts")
def reopen_parts(situation: Situation) -> None:
    """Sent back: the units that had replied go on handling."""
    for part in [p for p in situation.parts if p.stage == "replied"]:
        situation.set_stage(part, "accepted")
        situation.tell([part.organisation_id], situation.case.title, what="again")


@effect("cases.tell_owner")
def tell_owner(situation: Situation) -> None:
    """The office that owns the case hears of a unit's move."""
    if situation.case.owner_id is not None:
        situation.tell([situation.case.owner_id], situation.case.title, what="heard")


@effect("cases.remind")
def remind(situation: Situation) -> None:
    """Every unit whose part is open hears that time is up, and the office that owns the case does too."""
    part = situation.part
    late = [part] if part is not None else [p for p in situation.parts if p.is_open]
    owner = [situation.case.owner_id] if situation.case.owner_id else []
    situation.tell([*(p.organisation_id for p in late), *owner], situation.case.title, what="overdue")


@effect("cases.escalate")
def escalate(situation: Situation) -> None:
    """Up the chain: the body above each late unit hears of it (its parent, else the office of the area
    above).
    """
    part = situation.part
    late = [part] if part is not None else [p for p in situation.parts if p.is_open]
    on = day_of(situation.at)
    above = [unit for each in late for unit in organisations.above(each.organisation_id, on=on)]
    situation.tell(above, situation.case.title, what="escalated")


@effect("cases.ask_extension")
def ask_extension(situation: Situation) -> None:
    """Ask for more time on the clock that runs against this unit (the case's own clock first)."""
    running = [
        c for c in situation.clocks if c.state == ClockState.RUNNING and c.part in (None, situation.part)
    ]
    clock = min(running, key=lambda clock: clock.part is not None, default=None)
    if clock is None:
        raise RuleBroken(_("No time limit is running that could be extended."))
    if Extension.objects.filter(clock=clock, state=ExtensionState.ASKED).exists():
        raise RuleBroken(_("A request for more time is already waiting for an answer."))
    Extension.objects.create(
        case=situation.case,
        clock=clock,
        amount=situation.inputs.days,
        reason=situation.inputs.text,
        asked_at=situation.at,
    )
    tell_owner(situation)


def _asked(situation: Situation) -> Extension:
    found = situation.case.extensions.filter(state=ExtensionState.ASKED).order_by("id").first()
    if found is None:
        raise RuleBroken(_("Nobody has asked for more time."))
    found.decided_at = situation.at
    return found


@effect("cases.grant_extension")
def grant_extension(situation: Situation) -> None:
    """Grant the oldest request: the clock gets longer and its deadline is computed again."""
    request = _asked(situation)
    request.state = ExtensionState.GRANTED
    request.save()
    clock = next(c for c in situation.clocks if c.pk == request.clock_id)
    clock.extended += request.amount
    spec = situation.procedure.clock(clock.name)
    assert spec is not None
    compute(situation, clock, spec)
    _tell_units(situation, "extended")


@effect("cases.refuse_extension")
def refuse_extension(situation: Situation) -> None:
    request = _asked(situation)
    request.state = ExtensionState.REFUSED
    request.save()
    _tell_units(situation, "not_extended")


@effect("cases.set_last_day")
def set_last_day(situation: Situation) -> None:
    """The last day that was chosen with the move becomes the case's own field, which a clock may go by."""
    if situation.inputs.due_on is not None:
        situation.case.data = {**situation.case.data, "due_on": situation.inputs.due_on.isoformat()}


def _tell_units(situation: Situation, what: str) -> None:
    units = [p.organisation_id for p in situation.parts if p.stage in PRESENT_PART_STAGES]
    situation.tell(units, situation.case.title, what=what)


def _chosen(situation: Situation) -> int:
    unit = situation.inputs.unit_id
    if unit is None:
        raise RuleBroken(_("Choose a unit."))
    if not in_force([unit], on=day_of(situation.at)):
        raise NotFound(_("There is no such organisation."), organisation=unit)
    if any(p.organisation_id == unit and p.stage in PRESENT_PART_STAGES for p in situation.parts):
        raise RuleBroken(_("That unit already has a part in this case."))
    return unit


def join_unit(situation: Situation, role: str) -> Part:
    """One more unit takes part; it is offered its share unless the case has not been sent yet."""
    part = Part(case=situation.case, organisation_id=_chosen(situation), role=role, changed_at=situation.at)
    situation.parts.append(part)
    situation.set_stage(part, "offered")
    situation.tell([part.organisation_id], situation.case.title, what="offer")
    return part


@effect("cases.add_unit")
def add_unit(situation: Situation) -> None:
    """The chosen unit assists."""
    join_unit(situation, "assist")


@effect("cases.new_lead")
def new_lead(situation: Situation) -> None:
    """The chosen unit leads from now on; the former lead is released, the clock of the case runs on."""
    former = situation.lead
    unit = _chosen(situation)
    if former is not None:
        situation.set_stage(former, "withdrawn")
        situation.tell([former.organisation_id], situation.case.title, what="released")
    join_unit(situation, "lead")
    situation.case.is_routed = True
    situation.case.route = {**situation.case.route, "why": "person", "organisation": unit}
