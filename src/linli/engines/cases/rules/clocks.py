"""Time limits: when they end, what is used of them, when to warn. Pure; knows no calendar but the one given.

Civil Code, articles 200-204, unless a pack's own law says otherwise:
- days: the day on which a clock starts or resumes is not counted; the day on which it is paused is;
- a limit in days ends at 24:00 (that is: before 00:00 of the next day), but never on a day off, nor while the
  clock is paused: then it ends with the next working day on which the clock runs;
- office time counts within office hours of working days, time by the hour counts always.
Days are those of Asia/Shanghai. Moments are aware; those handed out are UTC. A calendar is anything
that answers `worktime.Calendar`, such as `linli.kernel.calendar.rules.WorkCalendar`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import ceil

from linli.engines.cases.rules.worktime import (
    EPOCH,
    NOTHING,
    OFFICE_HOURS,
    Calendar,
    OfficeHours,
    last_day,
    local_day,
    midnight,
    office_moment,
    office_time,
)

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Unit(StrEnum):
    WORKDAY = "workday"
    DAY = "day"
    WORKHOUR = "workhour"
    HOUR = "hour"

    @property
    def is_days(self) -> bool:
        return self in (Unit.WORKDAY, Unit.DAY)


class Level(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Limit:
    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError("a limit is at least one unit long")

    def extended(self, by: Limit) -> Limit:
        """Longer by another limit of the same unit; ValueError for another unit."""
        if by.unit is not self.unit:
            raise ValueError(f"a limit in {self.unit} is not extended by {by.unit}")
        return replace(self, amount=self.amount + by.amount)

    def share(self, fraction: Fraction) -> Limit:
        """A part of the limit, rounded up to whole units: what is left when it is time to warn."""
        return replace(self, amount=max(1, ceil(self.amount * fraction)))

    @property
    def size(self) -> int:
        """Days, or seconds: what `used` and `remaining` count in."""
        return self.amount if self.unit.is_days else self.amount * 3600


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch in which a clock runs, `[start, end)`; the last one may be open."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("moments are aware")
        if self.end is not None and self.end < self.start:
            raise ValueError("a clock is not stopped before it starts")


Intervals = Sequence[Interval]


@dataclass(frozen=True, slots=True)
class Deadline:
    """`at` is the first moment that is too late; `provisional` (暂估): it rests on days not yet announced."""

    at: datetime
    provisional: bool
    calendar_version: str

    @property
    def last_on(self) -> date:
        """The day to show: the last one on which, or on part of which, there is still time."""
        return last_day(self.at)


def started(at: datetime) -> tuple[Interval, ...]:
    return (Interval(at),)


def paused(intervals: Intervals, at: datetime) -> tuple[Interval, ...]:
    """Paused or stopped for good: a clock does not tell the two apart. ValueError if it does not run."""
    if not is_running(intervals):
        raise ValueError("this clock does not run")
    return (*intervals[:-1], Interval(intervals[-1].start, at))


def resumed(intervals: Intervals, at: datetime) -> tuple[Interval, ...]:
    """ValueError if it runs, or was paused after `at`."""
    end = intervals[-1].end
    if end is None or at < end:
        raise ValueError("this clock runs")
    return (*intervals, Interval(at))


def is_running(intervals: Intervals) -> bool:
    return bool(intervals) and intervals[-1].end is None


def due(
    limit: Limit, intervals: Intervals, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS
) -> Deadline | None:
    """When the limit ends. None if the clock stands still before that."""
    if limit.unit.is_days:
        at = _due_midnight(limit, intervals, calendar)
    else:
        at = _due_moment(limit, intervals, calendar, hours)
    if at is None:
        return None
    known = limit.unit is Unit.HOUR or calendar.is_known(last_day(at))
    return Deadline(at, not known, calendar.version)


def until(day: date, calendar: Calendar) -> Deadline:
    """A deadline that someone set to a day: it ends with that day, worked or not."""
    return Deadline(midnight(day + DAY), False, calendar.version)


def used(
    unit: Unit, intervals: Intervals, at: datetime, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS
) -> int:
    """Days, or seconds, used up to `at`, as if the clock were paused then: so today is used."""
    stretches = _until(intervals, at)
    if unit.is_days:
        days = ((local_day(start), local_day(end)) for start, end in stretches)
        return sum(_count(unit, calendar, last) - _count(unit, calendar, first) for first, last in days)
    moments = ([_position(unit, calendar, hours, at) for at in stretch] for stretch in stretches)
    return sum((end - start for start, end in moments), NOTHING) // timedelta(seconds=1)


def remaining(
    limit: Limit, intervals: Intervals, at: datetime, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS
) -> int:
    """Days after today, or seconds, that are left, never less than 0: on the last day no day is left."""
    return max(0, limit.size - used(limit.unit, intervals, at, calendar, hours))


def warn_at(
    deadline: Deadline, warn: Limit, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS
) -> datetime:
    """From when to warn: `warn` before the deadline, in any unit. In days: from 00:00 of the day that lies
    so many days before the last one (1 workday before a Friday: Thursday 00:00)."""
    if warn.unit.is_days:
        last = deadline.last_on
        if warn.unit is Unit.DAY:
            return midnight(last - warn.amount * DAY)
        return midnight(calendar.nth_workday(calendar.workdays_through(last - DAY) + 1 - warn.amount))
    position = _position(warn.unit, calendar, hours, deadline.at) - warn.amount * HOUR
    return _moment(warn.unit, calendar, hours, position)


def late_at(
    deadline: Deadline, after: Limit, calendar: Calendar, hours: OfficeHours = OFFICE_HOURS
) -> datetime:
    """When so much time has passed beyond the deadline. In days: at the end of the day that lies so many days
    after the last one (1 workday after a Friday: the end of Monday)."""
    if after.unit.is_days:
        return midnight(_counted(after.unit, calendar, deadline.last_on, after.amount) + DAY)
    position = _position(after.unit, calendar, hours, deadline.at) + after.amount * HOUR
    return _moment(after.unit, calendar, hours, position)


def level(now: datetime, deadline: Deadline | None, yellow_from: datetime | None = None) -> Level:
    """Red from the deadline on, yellow from `yellow_from` (see `warn_at`); green while the clock stands."""
    if deadline is None:
        return Level.GREEN
    if now >= deadline.at:
        return Level.RED
    return Level.YELLOW if yellow_from is not None and now >= yellow_from else Level.GREEN


def _due_midnight(limit: Limit, intervals: Intervals, calendar: Calendar) -> datetime | None:
    """The end of the first working day at whose end the clock runs and enough days are counted."""
    left = limit.amount
    for interval in intervals:
        first = local_day(interval.start)
        last = None if interval.end is None else local_day(interval.end)
        day = first if left <= 0 else _counted(limit.unit, calendar, first, left)
        if not calendar.is_workday(day):
            day = calendar.nth_workday(calendar.workdays_through(day) + 1)
        if last is None or day < last:
            return midnight(day + DAY)
        left -= _count(limit.unit, calendar, last) - _count(limit.unit, calendar, first)
    return None


def _counted(unit: Unit, calendar: Calendar, after: date, number: int) -> date:
    if unit is Unit.DAY:
        return after + number * DAY
    return calendar.nth_workday(calendar.workdays_through(after) + number)


def _count(unit: Unit, calendar: Calendar, through: date) -> int:
    return through.toordinal() if unit is Unit.DAY else calendar.workdays_through(through)


def _due_moment(
    limit: Limit, intervals: Intervals, calendar: Calendar, hours: OfficeHours
) -> datetime | None:
    left = limit.amount * HOUR
    for interval in intervals:
        start = _position(limit.unit, calendar, hours, interval.start)
        at = _moment(limit.unit, calendar, hours, start + left)
        if interval.end is None or at <= interval.end:
            return at
        left -= _position(limit.unit, calendar, hours, interval.end) - start
    return None


def _position(unit: Unit, calendar: Calendar, hours: OfficeHours, at: datetime) -> timedelta:
    return at - EPOCH if unit is Unit.HOUR else office_time(calendar, hours, at)


def _moment(unit: Unit, calendar: Calendar, hours: OfficeHours, position: timedelta) -> datetime:
    return EPOCH + position if unit is Unit.HOUR else office_moment(calendar, hours, position)


def _until(intervals: Intervals, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    for interval in intervals:
        if interval.start <= at:
            yield interval.start, at if interval.end is None else min(at, interval.end)
