"""The slow and obvious clock: walks day by day, or minute by minute, and asks the same questions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linli.engines.cases.rules.clocks import Interval, Limit, Unit
from linli.engines.cases.rules.worktime import OfficeHours
from linli.kernel.calendar.rules import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
MINUTE = timedelta(minutes=1)
HORIZON = 4000


def local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)


def end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), SHANGHAI)


def counts(unit: Unit, day: date, intervals: Sequence[Interval], calendar: WorkCalendar) -> bool:
    """A day after the start; not one after a day of pause up to and including the day of resumption."""
    if day <= local(intervals[0].start).date():
        return False
    for before, after in zip(intervals, [*intervals[1:], None], strict=True):
        is_after_pause = before.end is not None and day > local(before.end).date()
        is_before_run = after is None or day <= local(after.start).date()
        if is_after_pause and is_before_run:
            return False
    return unit is Unit.DAY or calendar.is_workday(day)


def runs_up_to(moment: datetime, intervals: Sequence[Interval]) -> bool:
    return any(i.start < moment and (i.end is None or moment <= i.end) for i in intervals)


def due_by_days(limit: Limit, intervals: Sequence[Interval], calendar: WorkCalendar) -> datetime | None:
    day, used = local(intervals[0].start).date(), 0
    for _ in range(HORIZON):
        used += counts(limit.unit, day, intervals, calendar)
        if used >= limit.amount and calendar.is_workday(day) and runs_up_to(end_of(day), intervals):
            return end_of(day)
        day += timedelta(days=1)
    return None


def is_open(unit: Unit, at: datetime, calendar: WorkCalendar, hours: OfficeHours) -> bool:
    there = local(at)
    return unit is Unit.HOUR or (
        calendar.is_workday(there.date())
        and any(start <= there.time() < end for start, end in hours.sessions)
    )


def due_by_minutes(
    limit: Limit, intervals: Sequence[Interval], calendar: WorkCalendar, hours: OfficeHours, horizon: datetime
) -> datetime | None:
    used = 0
    for interval in intervals:
        at = interval.start.astimezone(UTC)
        while at < (interval.end or horizon):
            used += is_open(limit.unit, at, calendar, hours)
            at += MINUTE
            if used == limit.amount * 60:
                return at
    return None


def used_days(unit: Unit, intervals: Sequence[Interval], at: datetime, calendar: WorkCalendar) -> int:
    """As if the clock were paused at `at`: every day that counts, today included."""
    first = local(intervals[0].start).date()
    span = (local(at).date() - first).days
    cut = [Interval(i.start, at if i.end is None else min(i.end, at)) for i in intervals if i.start <= at]
    return sum(counts(unit, first + timedelta(days=n), cut, calendar) for n in range(span + 1)) if cut else 0
