"""Worked examples from the real holidays of 2025 and 2026."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from linli.engines.cases.rules import clocks
from linli.engines.cases.rules.clocks import Interval, Level, Limit, Unit
from linli.engines.cases.rules.worktime import OfficeHours
from linli.kernel.calendar.rules import Day, build
from linli.kernel.calendar.terms import DayKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = build(0, ())


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def run(*edges: str) -> list[Interval]:
    """`start, pause, resume, pause, ...`; an odd number of edges is a running clock."""
    moments = [at(edge) for edge in edges]
    ends: list[datetime | None] = [*moments[1::2], *([None] if len(moments) % 2 else [])]
    return [Interval(start, end) for start, end in zip(moments[::2], ends, strict=True)]


@pytest.mark.parametrize(
    ("amount", "unit", "start", "end", "why"),
    [
        (1, "workday", "2026-03-02 09:00", "2026-03-04 00:00", "the day of the start is not counted"),
        (1, "workday", "2026-03-02 00:00", "2026-03-04 00:00", "not even from its first moment"),
        (5, "workday", "2026-03-02 23:59", "2026-03-10 00:00", "a plain week between"),
        (1, "workday", "2026-03-07 10:00", "2026-03-10 00:00", "starts on a Saturday"),
        (5, "workday", "2025-12-31 10:00", "2026-01-09 00:00", "4 January 2026 is worked, 1 to 3 are off"),
        (1, "workday", "2026-01-03 10:00", "2026-01-05 00:00", "the Sunday after is a make-up working day"),
        (3, "workday", "2026-02-12 16:00", "2026-02-25 00:00", "13th, Saturday the 14th, then the 24th"),
        (5, "workday", "2026-02-24 10:00", "2026-03-03 00:00", "Saturday 28 February is worked"),
        (5, "workday", "2026-04-30 10:00", "2026-05-12 00:00", "6th, 7th, 8th, Saturday the 9th, 11th"),
        (5, "workday", "2026-09-18 10:00", "2026-09-25 00:00", "Sunday the 20th is worked"),
        (5, "workday", "2026-09-30 10:00", "2026-10-14 00:00", "8th, 9th, Saturday the 10th, 12th, 13th"),
        (5, "workday", "2025-01-24 10:00", "2025-02-08 00:00", "26th, 27th; then 5th to 7th of February"),
        (
            10,
            "workday",
            "2025-09-26 10:00",
            "2025-10-17 00:00",
            "Sunday 28 September and Saturday 11 October",
        ),
        (15, "day", "2026-03-02 10:00", "2026-03-18 00:00", "ends on a Tuesday"),
        (5, "day", "2026-03-02 10:00", "2026-03-10 00:00", "ends on a Saturday, moves to Monday"),
        (12, "day", "2026-02-02 10:00", "2026-02-15 00:00", "ends on a Saturday that is worked"),
        (15, "day", "2026-02-02 10:00", "2026-02-25 00:00", "ends in the Spring Festival, moves to the 24th"),
        (30, "day", "2026-09-01 10:00", "2026-10-09 00:00", "ends on 1 October, moves to the 8th"),
        (60, "day", "2025-08-05 10:00", "2025-10-10 00:00", "ends on 4 October 2025, moves to the 9th"),
        (1, "workhour", "2026-03-02 09:00", "2026-03-02 10:00", "within a half-day"),
        (1, "workhour", "2026-03-02 11:30", "2026-03-02 14:30", "over noon"),
        (7, "workhour", "2026-03-02 08:30", "2026-03-02 17:30", "one whole working day"),
        (1, "workhour", "2026-03-06 18:00", "2026-03-09 09:30", "starts after Friday's close"),
        (2, "workhour", "2026-10-09 17:00", "2026-10-10 10:00", "goes on, on a Saturday that is worked"),
        (8, "workhour", "2026-02-14 09:00", "2026-02-24 10:00", "over the Spring Festival"),
        (24, "hour", "2026-02-16 10:00", "2026-02-17 10:00", "runs on holidays too"),
    ],
)
def test_limit_ends(amount: int, unit: str, start: str, end: str, why: str) -> None:
    found = clocks.due(Limit(amount, Unit(unit)), run(start), CALENDAR)
    assert found == clocks.Deadline(at(end), False, CALENDAR.version), why


@pytest.mark.parametrize(
    ("amount", "unit", "edges", "end", "why"),
    [
        (5, "workday", ["2026-03-02 09:00", "2026-03-04 10:00", "2026-03-10 10:00"], "2026-03-14 00:00",
         "3rd and 4th, the day of the pause, are used; the day of resumption is not: 11th, 12th, 13th"),
        (5, "workday", ["2026-03-02 09:00", "2026-03-04 10:00", "2026-03-04 15:00"], "2026-03-10 00:00",
         "a pause within one day changes nothing"),
        (2, "workday", ["2026-03-02 09:00", "2026-03-04 10:00", "2026-03-10 10:00"], "2026-03-11 00:00",
         "paused on the last day, in time: ends with the day of resumption"),
        (2, "workday", ["2026-03-02 09:00", "2026-03-04 10:00", "2026-03-07 10:00"], "2026-03-10 00:00",
         "so too, but resumed on a Saturday: ends with Monday"),
        (2, "workday", ["2026-03-02 09:00", "2026-03-05 00:00"], "2026-03-05 00:00",
         "paused when it was over already"),
        (10, "day", ["2026-03-02 09:00", "2026-03-04 10:00", "2026-03-20 10:00"], "2026-03-31 00:00",
         "8 days after the 20th is Saturday the 28th, moves to Monday"),
        (3, "workhour", ["2026-03-02 09:00", "2026-03-02 10:00", "2026-03-03 13:00"], "2026-03-03 16:00",
         "resumed over noon: 14:00 to 16:00"),
        (3, "hour", ["2026-03-02 09:00", "2026-03-02 10:00", "2026-03-03 13:00"], "2026-03-03 15:00", ""),
        (3, "hour", ["2026-03-02 09:00", "2026-03-02 12:00", "2026-03-03 13:00"], "2026-03-02 12:00",
         "paused at the very end: it was reached"),
    ],
)  # fmt: skip
def test_pauses_move_the_end(amount: int, unit: str, edges: list[str], end: str, why: str) -> None:
    found = clocks.due(Limit(amount, Unit(unit)), run(*edges), CALENDAR)
    assert found is not None and found.at == at(end), why


@pytest.mark.parametrize("unit", list(Unit))
def test_paused_clock_has_no_deadline_but_a_remainder(unit: Unit) -> None:
    limit = Limit(10, unit)
    intervals = run("2026-03-02 09:00", "2026-03-02 10:00")
    assert clocks.due(limit, intervals, CALENDAR) is None
    spent = 0 if unit.is_days else 3600
    later = at("2026-04-01 00:00")
    assert clocks.used(unit, intervals, later, CALENDAR) == spent
    assert clocks.remaining(limit, intervals, later, CALENDAR) == limit.size - spent


def test_provisional_only_where_unknown_days_are_asked() -> None:
    near = clocks.due(Limit(2, Unit.WORKDAY), run("2026-12-29 10:00"), CALENDAR)
    far = clocks.due(Limit(3, Unit.WORKDAY), run("2026-12-29 10:00"), CALENDAR)
    hour = clocks.due(Limit(100, Unit.HOUR), run("2026-12-29 10:00"), CALENDAR)
    assert near and not near.provisional and near.at == at("2027-01-01 00:00")
    assert far and far.provisional and far.at == at("2027-01-02 00:00")
    assert hour and not hour.provisional


def test_new_calendar_version_moves_a_provisional_deadline() -> None:
    notice = [Day(date(2027, *d), DayKind.HOLIDAY) for d in ((1, 1), (5, 1), (10, 1))]
    told = build(1, notice)
    found = clocks.due(Limit(3, Unit.WORKDAY), run("2026-12-29 10:00"), told)
    assert found == clocks.Deadline(at("2027-01-05 00:00"), False, told.version)


def test_a_set_day_ends_with_itself_even_on_a_sunday() -> None:
    deadline = clocks.until(date(2026, 3, 8), CALENDAR)
    assert (deadline.at, deadline.last_on) == (at("2026-03-09 00:00"), date(2026, 3, 8))


def test_extension_keeps_the_unit() -> None:
    assert Limit(60, Unit.DAY).extended(Limit(30, Unit.DAY)) == Limit(90, Unit.DAY)
    with pytest.raises(ValueError, match="not extended"):
        Limit(60, Unit.DAY).extended(Limit(30, Unit.WORKDAY))


@pytest.mark.parametrize(
    ("limit", "warn", "start", "yellow"),
    [
        (Limit(5, Unit.WORKDAY), Limit(1, Unit.WORKDAY), "2026-03-02 09:00", "2026-03-06 00:00"),
        (Limit(5, Unit.WORKDAY), Limit(3, Unit.DAY), "2026-03-02 09:00", "2026-03-06 00:00"),
        (Limit(5, Unit.WORKDAY), Limit(8, Unit.HOUR), "2026-03-02 09:00", "2026-03-09 16:00"),
        (
            Limit(5, Unit.WORKDAY),
            Limit(5, Unit.WORKDAY).share(Fraction(1, 5)),
            "2026-09-30 09:00",
            "2026-10-12",
        ),
        (Limit(30, Unit.DAY), Limit(1, Unit.WORKDAY), "2026-09-01 09:00", "2026-09-30 00:00"),
        (Limit(8, Unit.WORKHOUR), Limit(2, Unit.WORKHOUR), "2026-02-14 09:00", "2026-02-14 17:00"),
        (Limit(24, Unit.HOUR), Limit(1, Unit.WORKDAY), "2026-03-05 09:00", "2026-03-05 00:00"),
        (Limit(24, Unit.HOUR), Limit(1, Unit.HOUR), "2026-03-05 09:00", "2026-03-06 08:00"),
    ],
)
def test_lights(limit: Limit, warn: Limit, start: str, yellow: str) -> None:
    deadline = clocks.due(limit, run(start), CALENDAR)
    assert deadline is not None
    from_when = clocks.warn_at(deadline, warn, CALENDAR)
    tick = timedelta.resolution
    assert from_when == at(yellow)
    assert clocks.level(from_when - tick, deadline, from_when) is Level.GREEN
    assert clocks.level(from_when, deadline, from_when) is Level.YELLOW
    assert clocks.level(deadline.at - tick, deadline, from_when) is Level.YELLOW
    assert clocks.level(deadline.at, deadline, from_when) is Level.RED
    assert clocks.level(deadline.at, None, None) is Level.GREEN


@pytest.mark.parametrize(
    ("after", "late"),
    [
        (Limit(1, Unit.WORKDAY), "2026-10-09 00:00"),
        (Limit(3, Unit.WORKDAY), "2026-10-11 00:00"),
        (Limit(1, Unit.DAY), "2026-10-02 00:00"),
        (Limit(2, Unit.WORKHOUR), "2026-10-08 10:30"),
        (Limit(2, Unit.HOUR), "2026-10-01 02:00"),
    ],
)
def test_lateness_counts_from_the_last_day(after: Limit, late: str) -> None:
    deadline = clocks.due(Limit(2, Unit.WORKDAY), run("2026-09-28 10:00"), CALENDAR)
    assert deadline is not None and deadline.at == at("2026-10-01 00:00")
    assert clocks.late_at(deadline, after, CALENDAR) == at(late)


def test_a_clock_is_started_paused_and_resumed_in_turn() -> None:
    one, two, three = at("2026-03-02 09:00"), at("2026-03-03 09:00"), at("2026-03-04 09:00")
    running = clocks.started(one)
    still = clocks.paused(running, two)
    again = clocks.resumed(still, three)
    assert again == (Interval(one, two), Interval(three))
    for wrong in (
        lambda: clocks.paused(still, three),
        lambda: clocks.resumed(again, three),
        lambda: clocks.resumed(still, one),
        lambda: clocks.paused(running, one - timedelta(hours=1)),
        lambda: Interval(datetime(2026, 1, 1)),
        lambda: Limit(0, Unit.DAY),
        lambda: OfficeHours(()),
        lambda: OfficeHours(((time(9), time(12)), (time(11), time(17)))),
    ):
        with pytest.raises(ValueError):
            wrong()
