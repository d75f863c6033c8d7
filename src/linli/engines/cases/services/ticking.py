"""What happens to clocks by itself: time passes, the calendar changes."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction

from linli.engines.cases.events import CaseBecameLate
from linli.engines.cases.models import Clock
from linli.engines.cases.rules.teaching import TAUGHT
from linli.engines.cases.terms import ClockState, Level
from linli.kernel.actors import Actor
from linli.kernel.calendar.queries import work_calendar
from linli.kernel.events import publish
from linli.kernel.refusals import NotFound

from .clocks import compute, follow, late_moment, look, refresh
from .situation import Situation, load

log = logging.getLogger("linli.cases")


def tick(*, actor: Actor, at: datetime, limit: int = 500) -> int:
    """Look at every clock whose moment has come; each case in a transaction of its own. Returns how many
    moved.

    Safe to run anywhere at any time, twice or late: what was done is remembered on the clock. A wall clock
    that goes backwards does nothing. A case that cannot be looked at is logged, and holds up no other.
    """
    due = Clock.objects.filter(next_at__lte=at).order_by("next_at").values_list("case_id", flat=True)[:limit]
    return sum(_tried(actor, case_id, at) for case_id in dict.fromkeys(due))


def _tried(actor: Actor, case_id: int, at: datetime) -> bool:
    try:
        return _tick_case(actor, case_id, at)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("the clocks of case %s could not be looked at", case_id)
        return False


@transaction.atomic
def _tick_case(actor: Actor, case_id: int, at: datetime) -> bool:
    try:
        situation = load(actor, case_id, at, skip_locked=True)
    except NotFound:  # somebody is at this case just now; the next tick comes soon
        return False
    was = situation.case.level
    changes = [change for clock in list(situation.clocks) for change in _tick_clock(situation, clock)]
    if not changes:
        return False
    follow(situation)
    situation.say(kind="clock", internal=True, data={"lights": changes})
    situation.commit("clock", {"lights": changes})
    if was < situation.case.level == Level.RED:
        publish(CaseBecameLate(case_id=case_id, number=situation.case.number, at=at))
    return True


def _tick_clock(situation: Situation, clock: Clock) -> list[dict[str, object]]:
    if clock.next_at is None or clock.next_at > situation.at:
        return []
    spec = situation.procedure.clock(clock.name)
    assert spec is not None
    here: dict[str, object] = {"clock": clock.name, "part": clock.part_id}
    done: list[dict[str, object]] = []
    before = clock.level
    while clock.late_steps < len(spec.late):
        moment = late_moment(situation, clock, spec, clock.late_steps)
        if moment is None or moment > situation.at:
            break
        effect = spec.late[clock.late_steps].effect
        clock.late_steps += 1
        situation.part = clock.part
        TAUGHT.effects[effect](situation)
        done.append({**here, "did": effect})
    situation.part = None
    look(situation, clock, spec)
    situation.touch(clock)
    if clock.level != before:
        done.append({**here, "level": int(clock.level)})
    return done or [{**here, "looked": True}]


def recompute(*, actor: Actor, at: datetime, limit: int = 10_000) -> int:
    """After the calendar changed: compute every running clock again, log what moved. Returns the cases
    changed.
    """
    stale = Clock.objects.filter(state=ClockState.RUNNING).exclude(calendar_version=work_calendar().version)
    cases = dict.fromkeys(stale.order_by("case_id").values_list("case_id", flat=True)[:limit])
    return sum(_recompute_case(actor, case_id, at) for case_id in cases)


@transaction.atomic
def _recompute_case(actor: Actor, case_id: int, at: datetime) -> bool:
    situation = load(actor, case_id, at)
    moved: list[dict[str, object]] = []
    for clock in situation.clocks:
        spec = situation.procedure.clock(clock.name)
        if clock.state != ClockState.RUNNING or spec is None:
            continue
        before = (clock.due_at, clock.provisional, clock.level)
        compute(situation, clock, spec)
        if before != (clock.due_at, clock.provisional, clock.level):
            was, now = before[0], clock.due_at
            moved.append({"clock": clock.name, "part": clock.part_id, "was": str(was), "now": str(now)})
    if not moved:
        situation.write_clocks()  # they rest on the new calendar now, and say the same
        return False
    refresh(situation)
    version = situation.calendar.version
    situation.say(kind="clock", internal=True, data={"recomputed": moved, "calendar": version})
    situation.commit("recompute", {"calendar": version, "moved": moved})
    return True
