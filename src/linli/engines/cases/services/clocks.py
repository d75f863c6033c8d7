"""Clocks follow stages; deadlines follow the calendar; lateness shows by itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from linli.engines.cases.events import CaseBecameLate
from linli.engines.cases.models import NEVER, Clock, Part
from linli.engines.cases.rules import clocks as rules
from linli.engines.cases.rules import flow
from linli.engines.cases.rules.clocks import Interval, Limit, Unit
from linli.engines.cases.rules.procedure import ClockSpec
from linli.engines.cases.rules.teaching import TAUGHT
from linli.engines.cases.terms import ClockState, Level
from linli.kernel.actors import Actor
from linli.kernel.calendar.queries import work_calendar
from linli.kernel.events import publish

from .situation import Situation, load

LEVELS = {rules.Level.GREEN: Level.GREEN, rules.Level.YELLOW: Level.YELLOW, rules.Level.RED: Level.RED}


def follow(situation: Situation) -> None:
    """After stages changed: start, pause, resume and stop what the procedure says, then refresh the lights."""
    case, at = situation.case, situation.at
    for spec in situation.procedure.clocks:
        if spec.on == "case":
            _follow_one(situation, spec, case.stage, None)
        else:
            for part in situation.parts:
                stage = part.stage if case.is_open else "withdrawn"
                _follow_one(situation, spec, stage, part)
    refresh(situation, at)


def _follow_one(situation: Situation, spec: ClockSpec, stage: str, part: Part | None) -> None:
    clock = next((c for c in situation.clocks if c.name == spec.name and c.part is part), None)
    turn = flow.turn(spec, stage, clock.state if clock else None)
    if turn is flow.Turn.NOTHING:
        return
    at = situation.at
    if clock is None:
        clock = Clock(case=situation.case, part=part, name=spec.name, amount=spec.amount, unit=spec.unit)
        clock.until = _until(situation, spec)
        situation.clocks.append(clock)
    spans = spans_of(clock)
    if turn in (flow.Turn.START, flow.Turn.RESUME):
        if not (spec.until and clock.until is None):
            spans = rules.resumed(spans, at) if spans else rules.started(at)
            clock.state = ClockState.RUNNING
        else:
            clock.state = ClockState.STOPPED
    else:
        spans = rules.paused(spans, at) if rules.is_running(spans) else spans
        clock.state = ClockState.PAUSED if turn is flow.Turn.PAUSE else ClockState.STOPPED
    clock.intervals = [[s.start.isoformat(), s.end.isoformat() if s.end else None] for s in spans]
    compute(situation, clock, spec)


def _until(situation: Situation, spec: ClockSpec) -> date | None:
    text = situation.case.data.get(spec.until) if spec.until else None
    return date.fromisoformat(text) if text else None


def spans_of(clock: Clock) -> tuple[Interval, ...]:
    return tuple(
        Interval(datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None)
        for start, end in clock.intervals
    )


def compute(situation: Situation, clock: Clock, spec: ClockSpec) -> None:
    """Deadline, warning and light of one clock under the calendar in force; changes the clock, writes nothing."""
    calendar = situation.calendar
    clock.calendar_version = calendar.version
    deadline = None
    if clock.state == ClockState.RUNNING:
        deadline = deadline_of(clock, situation)
    clock.due_at = deadline.at if deadline else None
    clock.provisional = bool(deadline and deadline.provisional)
    warns = deadline is not None and spec.warn_amount > 0
    warn = Limit(spec.warn_amount, Unit(spec.warn_unit)) if warns else None
    clock.warn_at = rules.warn_at(deadline, warn, calendar) if deadline and warn else None
    look(situation, clock, spec)
    situation.touch(clock)


def deadline_of(clock: Clock, situation: Situation) -> rules.Deadline | None:
    """From the stored intervals, the limit and the calendar: this is also how a deadline is proven later."""
    calendar = situation.calendar
    if clock.until is not None:
        return rules.until(clock.until + timedelta(days=clock.extended), calendar)
    return rules.due(Limit(clock.amount + clock.extended, Unit(clock.unit)), spans_of(clock), calendar)


def look(situation: Situation, clock: Clock, spec: ClockSpec) -> None:
    """The light as of now, and when to look again."""
    now = situation.at
    if clock.due_at is None:
        clock.level, clock.next_at = Level.GREEN, None
        return
    deadline = rules.Deadline(clock.due_at, clock.provisional, clock.calendar_version)
    clock.level = LEVELS[rules.level(now, deadline, clock.warn_at)]
    moments = [clock.warn_at, clock.due_at] + [_late_moment(situation, clock, spec, i) for i in range(len(spec.late))]
    pending = [m for m in moments[:2] if m and m > now] + [m for m in moments[2 + clock.late_steps :] if m]
    clock.next_at = min(pending) if pending else None


def _late_moment(situation: Situation, clock: Clock, spec: ClockSpec, index: int) -> datetime | None:
    step = spec.late[index]
    if clock.due_at is None or not step.amount:
        return clock.due_at
    deadline = rules.Deadline(clock.due_at, clock.provisional, clock.calendar_version)
    return rules.late_at(deadline, Limit(step.amount, Unit(step.unit)), situation.calendar)


def refresh(situation: Situation, at: datetime) -> None:
    """Repeat on case and parts what their running clocks say, so that worklists sort and mark without a join."""
    case = situation.case
    running = [clock for clock in situation.clocks if clock.state == ClockState.RUNNING and clock.due_at]
    own = [clock for clock in running if clock.part is None]
    for part in situation.parts:
        mine = [clock for clock in running if clock.part is part] + (own if part.is_open else [])
        before = (part.due_at, part.level, part.was_late)
        part.due_at = min((clock.due_at for clock in mine if clock.due_at), default=None)
        part.order_at = part.due_at or NEVER
        part.level = max((clock.level for clock in mine), default=Level.GREEN)
        part.was_late = part.was_late or part.level == Level.RED
        if before != (part.due_at, part.level, part.was_late):
            situation.touch(part)
    case.due_at = min((clock.due_at for clock in running if clock.due_at), default=None)
    case.order_at = case.due_at or NEVER
    case.level = max((clock.level for clock in running), default=Level.GREEN)


def tick(*, actor: Actor, at: datetime, limit: int = 500) -> int:
    """Look at every clock whose moment has come; each case in a transaction of its own. Returns how many cases moved.

    Safe to run anywhere at any time, twice or late: what was done is remembered on the clock. A wall clock that goes
    backwards does nothing.
    """
    due = Clock.objects.filter(next_at__lte=at).order_by("next_at").values_list("case_id", flat=True)[:limit]
    cases = list(dict.fromkeys(due))
    return sum(_tick_case(actor, case_id, at) for case_id in cases)


@transaction.atomic
def _tick_case(actor: Actor, case_id: int, at: datetime) -> bool:
    if connection.features.has_select_for_update_skip_locked:
        free = Clock.objects.filter(case_id=case_id, next_at__lte=at).select_for_update(skip_locked=True)
        if not list(free):
            return False
    situation = load(actor, case_id, at)
    changes = [name for clock in situation.clocks for name in _tick_clock(situation, clock)]
    if not changes:
        return False
    refresh(situation, at)
    situation.say(kind="clock", internal=True)
    assert situation.step is not None
    situation.step.data = {"lights": changes}
    situation.commit("clock", {"lights": changes})
    if situation.case.level == Level.RED:
        publish(CaseBecameLate(case_id=case_id, number=situation.case.number, at=at))
    return True


def _tick_clock(situation: Situation, clock: Clock) -> list[dict[str, object]]:
    if clock.next_at is None or clock.next_at > situation.at:
        return []
    spec = situation.procedure.clock(clock.name)
    assert spec is not None
    done: list[dict[str, object]] = []
    before = clock.level
    while clock.late_steps < len(spec.late):
        moment = _late_moment(situation, clock, spec, clock.late_steps)
        if moment is None or moment > situation.at:
            break
        situation.part = clock.part
        TAUGHT.effects[spec.late[clock.late_steps].effect](situation)
        done.append({"clock": clock.name, "part": clock.part_id, "did": spec.late[clock.late_steps].effect})
        clock.late_steps += 1
    look(situation, clock, spec)
    if clock.level != before:
        done.append({"clock": clock.name, "part": clock.part_id, "level": int(clock.level)})
    situation.touch(clock)
    situation.part = None
    return done or [{"clock": clock.name, "part": clock.part_id, "looked": True}]


def recompute(*, actor: Actor, at: datetime, limit: int = 10_000) -> int:
    """After the calendar changed: compute every running clock again and log what moved. Returns the cases changed."""
    stale = Clock.objects.filter(state=ClockState.RUNNING).exclude(calendar_version=work_calendar().version)
    cases = list(dict.fromkeys(stale.order_by("case_id").values_list("case_id", flat=True)[:limit]))
    return sum(_recompute_case(actor, case_id, at) for case_id in cases)


@transaction.atomic
def _recompute_case(actor: Actor, case_id: int, at: datetime) -> bool:
    situation = load(actor, case_id, at)
    moved = []
    for clock in situation.clocks:
        spec = situation.procedure.clock(clock.name)
        if clock.state != ClockState.RUNNING or spec is None:
            continue
        before = (clock.due_at, clock.provisional)
        compute(situation, clock, spec)
        if before != (clock.due_at, clock.provisional):
            was, now = before[0], clock.due_at
            moved.append({"clock": clock.name, "part": clock.part_id, "was": str(was), "now": str(now)})
    refresh(situation, at)
    situation.say(kind="clock", internal=True)
    assert situation.step is not None
    situation.step.data = {"recomputed": moved, "calendar": situation.calendar.version}
    situation.commit("recompute", {"calendar": situation.calendar.version, "moved": moved})
    return bool(moved)
