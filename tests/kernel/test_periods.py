from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.periods import Period

START = date(2026, 1, 1)
DAYS = st.integers(0, 30).map(lambda n: START + timedelta(n))


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(DAYS)
    length = draw(st.none() | st.integers(1, 20))
    return Period(start, start + timedelta(length) if length else None)


def days(period: Period) -> set[date]:
    """The slow truth, within a window that is wider than anything drawn."""
    return {START + timedelta(n) for n in range(80) if period.contains(START + timedelta(n))}


def test_the_first_day_is_in_and_the_end_is_out() -> None:
    period = Period(date(2026, 1, 1), date(2026, 1, 3))
    assert [period.contains(date(2026, 1, n)) for n in (1, 2, 3)] == [True, True, False]
    assert Period(START).contains(date(9999, 12, 31))


@pytest.mark.parametrize("end", [START, START - timedelta(1)])
def test_a_period_without_a_day_is_refused(end: date) -> None:
    with pytest.raises(ValueError, match="ends after"):
        Period(START, end)


@given(periods(), periods())
def test_overlap_is_a_day_in_common(one: Period, other: Period) -> None:
    assert one.overlaps(other) == other.overlaps(one) == bool(days(one) & days(other))
