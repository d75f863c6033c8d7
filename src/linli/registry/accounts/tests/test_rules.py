from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from linli.kernel.periods import Period
from linli.registry.accounts.rules import Held, Objection, classes_of, is_too_old, mixes, objection

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))
APRIL = Period(date(2026, 4, 1))
SYS, SEC, AUD = {"system.configure"}, {"security.grant"}, {"audit.read"}
CASES, READS = {"cases.handle", "places.edit"}, {"cases.read"}
OTHER = {"places.edit"}


def held(
    powers: set[str], *, post: int = 1, area: int | None = None, period: Period = MARCH, user: int = 7
) -> Held:
    return Held(user, post, 1, area, period, frozenset(powers))


@pytest.mark.parametrize(
    ("granter", "new", "others", "expected"),
    [
        (1, held(CASES), [], None),
        (None, held(SEC), [], None),
        (7, held(OTHER), [], Objection.SELF),
        (7, held(SEC), [], Objection.SELF),
        (1, held(SYS | CASES), [], Objection.MIXED_POST),
        (1, held(SYS | SEC), [], Objection.MIXED_POST),
        (1, held(SEC), [held(SYS, post=2)], Objection.SECOND_ADMINISTRATION),
        (1, held(SEC), [held(AUD, post=2)], Objection.SECOND_ADMINISTRATION),
        (1, held(AUD), [held(SYS, post=2)], Objection.SECOND_ADMINISTRATION),
        (1, held(AUD, post=3), [held(AUD, post=2)], None),
        (1, held(SEC), [held(SYS, post=2, period=APRIL)], None),
        (1, held(SYS), [held(CASES, post=2)], Objection.ADMINISTRATOR_WITH_CASES),
        (1, held(READS), [held(AUD, post=2)], Objection.ADMINISTRATOR_WITH_CASES),
        (1, held(READS), [held(AUD, post=2, period=APRIL)], None),
        (1, held(OTHER), [held(AUD, post=2)], None),
        (1, held(CASES), [held(CASES)], Objection.TWICE),
        (1, held(CASES), [held(CASES, area=5)], None),
        (1, held(CASES), [held(CASES, period=APRIL)], None),
    ],
)
def test_who_may_be_given_what(
    granter: int | None, new: Held, others: list[Held], expected: Objection | None
) -> None:
    """The three administrations stay apart from each other, from cases, and from oneself."""
    assert objection(granter, new, others) is expected


@pytest.mark.parametrize(
    ("powers", "expected"),
    [
        (SYS, False),
        (CASES, False),
        (SYS | OTHER, False),
        (SYS | AUD, True),
        (SEC | {"cases.read"}, True),
        (set(), False),
    ],
)
def test_posts_that_mix(powers: set[str], expected: bool) -> None:
    assert mixes(powers) is expected


@pytest.mark.parametrize(
    ("password", "expected"),
    [("", 0), ("abc", 1), ("abC", 2), ("abC1", 3), ("abC1-", 4), ("灯油", 1), ("灯a1", 3)],
)
def test_classes(password: str, expected: int) -> None:
    assert classes_of(password) == expected


def test_passwords_expire_only_where_a_number_of_days_is_set() -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    assert not is_too_old(now - timedelta(days=1000), 0, now)
    assert not is_too_old(now - timedelta(days=90), 90, now)
    assert is_too_old(now - timedelta(days=91), 90, now)
    assert is_too_old(None, 90, now)
