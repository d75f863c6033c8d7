"""Deadlines from what is stored: computed when a clock changes, and again to prove what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.engines.cases.models import Clock
from linli.engines.cases.rules import clocks as rules
from linli.engines.cases.rules.clocks import Deadline, Interval, Limit, Unit
from linli.engines.cases.terms import ClockState
from linli.kernel.calendar.queries import work_calendar
from linli.kernel.calendar.rules import WorkCalendar


def spans_of(clock: Clock) -> tuple[Interval, ...]:
    return tuple(
        Interval(datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None)
        for start, end in clock.intervals
    )


def deadline_of(clock: Clock, calendar: WorkCalendar) -> Deadline | None:
    """From the limit, the stored intervals and the calendar; None while the clock stands still."""
    if clock.state != ClockState.RUNNING:
        return None
    if clock.until is not None:
        return rules.until(clock.until + timedelta(days=clock.extended), calendar)
    return rules.due(Limit(clock.amount + clock.extended, Unit(clock.unit)), spans_of(clock), calendar)


@dataclass(frozen=True, slots=True)
class Proof:
    """A deadline computed again: `holds` when it is the stored one. `is_same_calendar`: under the very
    calendar that the stored one names; otherwise the clock is about to be computed again, and a difference
    is no fault."""

    spans: tuple[Interval, ...]
    deadline: Deadline | None
    holds: bool
    is_same_calendar: bool


def proof(clock: Clock) -> Proof:
    """Whether a stored deadline follows from its intervals and the calendar in force."""
    calendar = work_calendar()
    found = deadline_of(clock, calendar)
    stored = (clock.due_at, clock.provisional)
    return Proof(
        spans=spans_of(clock),
        deadline=found,
        holds=stored == ((found.at, found.provisional) if found else (None, False)),
        is_same_calendar=clock.calendar_version == calendar.version,
    )
