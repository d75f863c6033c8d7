"""Days, office hours and the time that passes within them. Pure; knows no calendar but the one given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
NOTHING = timedelta()
EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


class Calendar(Protocol):
    """What a clock asks of a calendar; `linli.kernel.calendar.rules.WorkCalendar` is one."""

    @property
    def version(self) -> str: ...
    def is_known(self, day: date, /) -> bool: ...
    def is_workday(self, day: date, /) -> bool: ...
    def workdays_through(self, day: date, /) -> int: ...
    def nth_workday(self, number: int, /) -> date: ...


@dataclass(frozen=True)
class OfficeHours:
    """Local times of one working day, in order (basis: project default; an organisation may set its own)."""

    sessions: tuple[tuple[time, time], ...] = ((time(8, 30), time(12)), (time(14), time(17, 30)))

    def __post_init__(self) -> None:
        edges = [edge for session in self.sessions for edge in session]
        if not edges or any(a >= b for a, b in pairwise(edges)):
            raise ValueError("office hours are one or more sessions, in order, without overlap")

    @cached_property
    def length(self) -> timedelta:
        return sum((_clock(end) - _clock(start) for start, end in self.sessions), NOTHING)

    def until(self, moment: time) -> timedelta:
        """Office time of a working day that has passed at `moment`."""
        at = _clock(moment)
        return sum((max(NOTHING, min(at, _clock(e)) - _clock(s)) for s, e in self.sessions), NOTHING)

    def moment(self, passed: timedelta) -> timedelta:
        """The inverse, as time since midnight; `passed` is more than nothing and at most `length`."""
        for start, end in self.sessions:
            session = _clock(end) - _clock(start)
            if passed <= session:
                break
            passed -= session
        return _clock(start) + passed


OFFICE_HOURS = OfficeHours()


def office_time(calendar: Calendar, hours: OfficeHours, at: datetime) -> timedelta:
    """How much office time has passed up to a moment: only differences mean anything."""
    local = at.astimezone(ZONE)
    day = local.date()
    if not calendar.is_workday(day):
        return calendar.workdays_through(day) * hours.length
    return (calendar.workdays_through(day) - 1) * hours.length + hours.until(local.time())


def office_moment(calendar: Calendar, hours: OfficeHours, passed: timedelta) -> datetime:
    """The inverse: the first moment by which so much office time has passed."""
    before = -(-passed // hours.length) - 1
    day = calendar.nth_workday(before + 1)
    return midnight(day, hours.moment(passed - before * hours.length))


def local_day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def last_day(end: datetime) -> date:
    """The day that ends, or is cut short, at `end`."""
    return local_day(end - timedelta.resolution)


def midnight(day: date, after: timedelta = NOTHING) -> datetime:
    """UTC moment of local 00:00, or of so much wall-clock time after it."""
    return (datetime.combine(day, time(), ZONE) + after).astimezone(UTC)


def _clock(moment: time) -> timedelta:
    """Time since midnight."""
    return datetime.combine(EPOCH, moment, UTC) - EPOCH
