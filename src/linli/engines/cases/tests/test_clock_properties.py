"""Any calendar, any pauses, any moment: the fast clock against the one that walks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from linli.engines.cases.rules import clocks
from linli.engines.cases.rules.clocks import Interval, Limit, Unit
from linli.engines.cases.rules.worktime import OFFICE_HOURS, ZONE, OfficeHours
from linli.engines.cases.tests import clock_oracle as oracle
from linli.kernel.calendar.rules import Day, WorkCalendar, build
from linli.kernel.calendar.terms import DayKind

FIRST = date(2025, 12, 20)
days_around = st.integers(0, 120).map(lambda n: FIRST + timedelta(days=n))


def _set(day: date, off: bool) -> Day:
    kinds = (DayKind.HOLIDAY, DayKind.HOLIDAY) if off else (DayKind.WORKDAY, DayKind.MAKEUP)
    return Day(day, kinds[day.weekday() > 4])


calendars = st.dictionaries(days_around, st.booleans(), max_size=40).map(
    lambda table: build(1, [_set(day, off) for day, off in table.items()])
)
office_hours = st.sampled_from(
    [
        OFFICE_HOURS,
        OfficeHours(((time(9), time(17)),)),
        OfficeHours(((time(0), time(0, 20)), (time(23), time(23, 59)))),
    ]
)


@st.composite
def timelines(draw: st.DrawFn, longest: int) -> list[Interval]:
    """Minutes from a moment near a new year, with up to five pauses, long and within a day."""
    moment = datetime(2025, 12, 25, tzinfo=UTC) + timedelta(minutes=draw(st.integers(0, 60 * 24 * 60)))
    gaps = draw(
        st.lists(
            st.one_of(st.integers(0, 300), st.integers(0, longest), st.integers(0, 24).map(lambda n: n * 60)),
            max_size=10,
        )
    )
    if draw(st.booleans()):
        moment = datetime.combine(moment.astimezone(ZONE).date(), time(), ZONE)
    edges = [moment]
    for gap in gaps:
        edges.append(edges[-1] + timedelta(minutes=gap))
    ends: list[datetime | None] = [*edges[1::2], *([None] if len(edges) % 2 else [])]
    return [Interval(start, end) for start, end in zip(edges[::2], ends, strict=True)]


@settings(max_examples=300, deadline=None)
@given(st.sampled_from([Unit.WORKDAY, Unit.DAY]), st.integers(1, 40), timelines(10 * 24 * 60), calendars)
def test_days_end_where_the_slow_clock_ends(
    unit: Unit, amount: int, intervals: list[Interval], calendar: WorkCalendar
) -> None:
    limit = Limit(amount, unit)
    found = clocks.due(limit, intervals, calendar)
    assert (found and found.at) == oracle.due_by_days(limit, intervals, calendar)


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([Unit.WORKHOUR, Unit.HOUR]),
    st.integers(1, 20),
    timelines(2 * 24 * 60),
    calendars,
    office_hours,
)
def test_hours_end_where_the_slow_clock_ends(
    unit: Unit, amount: int, intervals: list[Interval], calendar: WorkCalendar, hours: OfficeHours
) -> None:
    limit = Limit(amount, unit)
    found = clocks.due(limit, intervals, calendar, hours)
    horizon = found.at + timedelta(minutes=2) if found else datetime(2030, 1, 1, tzinfo=UTC)
    assert (found and found.at) == oracle.due_by_minutes(limit, intervals, calendar, hours, horizon)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(list(Unit)),
    timelines(6 * 24 * 60),
    calendars,
    st.integers(0, 40 * 24 * 60),
    st.integers(0, 3000),
)
def test_used_never_shrinks_and_agrees_with_the_slow_clock(
    unit: Unit, intervals: list[Interval], calendar: WorkCalendar, minutes: int, more: int
) -> None:
    now = intervals[0].start + timedelta(minutes=minutes)
    spent = clocks.used(unit, intervals, now, calendar)
    assert 0 <= spent <= clocks.used(unit, intervals, now + timedelta(minutes=more), calendar)
    if unit.is_days:
        assert spent == oracle.used_days(unit, intervals, now, calendar)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(list(Unit)),
    st.integers(1, 60),
    timelines(6 * 24 * 60),
    calendars,
    st.integers(1, 500_000),
)
def test_longer_limits_later_starts_and_pauses_never_end_earlier(
    unit: Unit, amount: int, intervals: list[Interval], calendar: WorkCalendar, seconds: int
) -> None:
    limit = Limit(amount, unit)
    found = clocks.due(limit, intervals, calendar)
    assume(found is not None and clocks.is_running(intervals))
    assert found is not None
    longer = clocks.due(limit.extended(Limit(1, unit)), intervals, calendar)
    assert longer is not None and longer.at >= found.at
    later = clocks.due(limit, clocks.started(intervals[0].start + timedelta(seconds=seconds)), calendar)
    unpaused = clocks.due(limit, clocks.started(intervals[0].start), calendar)
    assert later is not None and unpaused is not None and unpaused.at <= min(later.at, found.at)
    assert found.at > intervals[0].start
    assert clocks.used(unit, intervals, found.at, calendar) >= limit.size


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([Unit.WORKHOUR, Unit.HOUR]),
    st.integers(1, 300),
    st.integers(0, 10**13),
    calendars,
    office_hours,
)
def test_seconds_used_at_the_deadline_are_the_limit(
    unit: Unit, amount: int, microseconds: int, calendar: WorkCalendar, hours: OfficeHours
) -> None:
    """Exact to the microsecond, whenever the clock starts: one tick earlier a second is still missing."""
    intervals = clocks.started(datetime(2025, 12, 20, tzinfo=UTC) + timedelta(microseconds=microseconds))
    found = clocks.due(Limit(amount, unit), intervals, calendar, hours)
    assert found is not None
    assert clocks.used(unit, intervals, found.at, calendar, hours) == amount * 3600
    assert clocks.used(unit, intervals, found.at - timedelta.resolution, calendar, hours) == amount * 3600 - 1


@given(
    st.sampled_from(list(Unit)), st.integers(1, 400), st.datetimes(datetime(1900, 1, 2), datetime(2199, 1, 1))
)
def test_no_date_is_too_far(unit: Unit, amount: int, start: datetime) -> None:
    calendar = build(0, ())
    deadline = clocks.due(Limit(amount, unit), clocks.started(start.replace(tzinfo=ZONE)), calendar)
    assert deadline is not None
    assert clocks.warn_at(deadline, Limit(2, unit), calendar) < deadline.at
