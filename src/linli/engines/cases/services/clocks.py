"""Clocks follow stages; deadlines follow the calendar; lateness shows by itself."""

from __future__ import annotations

from datetime import date, datetime

from linli.engines.cases.models import NEVER, Clock, Part
from linli.engines.cases.queries.deadlines import deadline_of, spans_of
from linli.engines.cases.rules import clocks as rules
from linli.engines.cases.rules import flow
from linli.engines.cases.rules.clocks import Interval, Limit, Unit
from linli.engines.cases.rules.procedure import ClockSpec
from linli.engines.cases.terms import ClockState, Level

from .situation import Situation

LEVELS = {rules.Level.GREEN: Level.GREEN, rules.Level.YELLOW: Level.YELLOW, rules.Level.RED: Level.RED}


def follow(situation: Situation) -> None:
    """After stages changed: start, pause, resume, stop what the procedure says, then refresh the lights."""
    case = situation.case
    for spec in situation.procedure.clocks:
        if spec.on == "case":
            _follow_one(situation, spec, case.stage, None)
        else:
            for part in situation.parts:
                stage = part.stage if case.is_open else "withdrawn"
                _follow_one(situation, spec, stage, part)
    refresh(situation)


def _follow_one(situation: Situation, spec: ClockSpec, stage: str, part: Part | None) -> None:
    clock = next((c for c in situation.clocks if c.name == spec.name and c.part is part), None)
    turn = flow.turn(spec, stage, clock.state if clock else None)
    until = _until(situation, spec)
    if clock is not None and clock.until != until:  # a move has set another last day
        clock.until, clock.extended = until, 0
    elif turn is flow.Turn.NOTHING:
        return
    if clock is None:
        clock = Clock(case=situation.case, part=part, name=spec.name, amount=spec.amount, unit=spec.unit)
        clock.until = until
        situation.clocks.append(clock)
    spans = spans_of(clock)
    if turn in (flow.Turn.START, flow.Turn.RESUME):
        spans, clock.state = _started(spans, clock, spec, situation.at)
    elif turn is not flow.Turn.NOTHING:
        spans = rules.paused(spans, situation.at) if rules.is_running(spans) else spans
        clock.state = ClockState.PAUSED if turn is flow.Turn.PAUSE else ClockState.STOPPED
    clock.intervals = [[s.start.isoformat(), s.end.isoformat() if s.end else None] for s in spans]
    compute(situation, clock, spec)


def _started(
    spans: tuple[Interval, ...], clock: Clock, spec: ClockSpec, at: datetime
) -> tuple[tuple[Interval, ...], ClockState]:
    """A clock that goes by a field of the case stands still until that field holds a day."""
    if spec.until and clock.until is None:
        return spans, ClockState.STOPPED
    return rules.resumed(spans, at) if spans else rules.started(at), ClockState.RUNNING


def _until(situation: Situation, spec: ClockSpec) -> date | None:
    text = situation.case.data.get(spec.until) if spec.until else None
    return date.fromisoformat(text) if text else None


def compute(situation: Situation, clock: Clock, spec: ClockSpec) -> None:
    """Deadline, warning and light of one clock under the calendar in force; writes nothing yet."""
    calendar = situation.calendar
    clock.calendar_version = calendar.version
    deadline = deadline_of(clock, calendar)
    clock.due_at = deadline.at if deadline else None
    clock.provisional = bool(deadline and deadline.provisional)
    warns = deadline is not None and spec.warn_amount > 0
    warn = Limit(spec.warn_amount, Unit(spec.warn_unit)) if warns else None
    clock.warn_at = rules.warn_at(deadline, warn, calendar) if deadline and warn else None
    look(situation, clock, spec)
    situation.touch(clock)


def look(situation: Situation, clock: Clock, spec: ClockSpec) -> None:
    """The light as of now, and when to look again. A deadline that lies ahead again has had no late steps."""
    now = situation.at
    if clock.due_at is None:
        clock.level, clock.next_at = Level.GREEN, None
        return
    if now < clock.due_at:
        clock.late_steps = 0
    deadline = rules.Deadline(clock.due_at, clock.provisional, clock.calendar_version)
    clock.level = LEVELS[rules.level(now, deadline, clock.warn_at)]
    ahead = [moment for moment in (clock.warn_at, clock.due_at) if moment and moment > now]
    late = (late_moment(situation, clock, spec, n) for n in range(clock.late_steps, len(spec.late)))
    clock.next_at = min([*ahead, *(moment for moment in late if moment)], default=None)


def late_moment(situation: Situation, clock: Clock, spec: ClockSpec, index: int) -> datetime | None:
    step = spec.late[index]
    if clock.due_at is None or not step.amount:
        return clock.due_at
    deadline = rules.Deadline(clock.due_at, clock.provisional, clock.calendar_version)
    return rules.late_at(deadline, Limit(step.amount, Unit(step.unit)), situation.calendar)


def refresh(situation: Situation) -> None:
    """Repeat on case and parts what their running clocks say: worklists sort and mark without a join."""
    case = situation.case
    running = [clock for clock in situation.clocks if clock.state == ClockState.RUNNING and clock.due_at]
    own = [clock for clock in running if clock.part is None]
    for part in situation.parts:
        mine = [clock for clock in running if clock.part is part] + (own if part.is_open else [])
        before = (part.due_at, part.level, part.was_late)
        part.due_at = min((clock.due_at for clock in mine if clock.due_at), default=None)
        part.order_at = part.due_at or NEVER
        part.level = max((clock.level for clock in mine), default=Level.GREEN)
        overran = (
            before[0] is not None and situation.at >= before[0]
        )  # replied after its day, before anyone looked
        part.was_late = part.was_late or part.level == Level.RED or overran
        if before != (part.due_at, part.level, part.was_late):
            situation.touch(part)
    case.due_at = min((clock.due_at for clock in running if clock.due_at), default=None)
    case.order_at = case.due_at or NEVER
    case.level = max((clock.level for clock in running), default=Level.GREEN)
