from __future__ import annotations

from datetime import UTC, date, datetime

from linli.kernel.clock import day_of, moment


def test_a_day_begins_at_midnight_in_china() -> None:
    assert day_of(datetime(2026, 1, 1, 15, 59, 59, tzinfo=UTC)) == date(2026, 1, 1)
    assert day_of(datetime(2026, 1, 1, 16, tzinfo=UTC)) == date(2026, 1, 2)


def test_moments_are_aware() -> None:
    assert moment().utcoffset() is not None
