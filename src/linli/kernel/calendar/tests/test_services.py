"""The office's table: who may change it, what a version is, what is announced, what goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from linli.kernel import events
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.calendar import queries, services
from linli.kernel.calendar.events import CalendarChanged
from linli.kernel.calendar.models import CalendarDay, CalendarVersion
from linli.kernel.calendar.rules import Day
from linli.kernel.calendar.terms import EDIT, DayKind, RowProblem
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken

pytestmark = pytest.mark.django_db

CLERK = Actor(user_id=1, name="赵文书", powers=frozenset({EDIT}))
AT = datetime(2026, 11, 5, 2, tzinfo=UTC)
CLOSED = Day(date(2026, 3, 3), DayKind.REST, "停电", "街道通知")
NOTICE = "date,kind,name\n2027-01-01,holiday,元旦\n2027-05-01,holiday,劳动节\n2027-10-01,holiday,国庆节\n"


@pytest.fixture
def heard() -> Iterator[list[CalendarChanged]]:
    """What was published in this test; the listener stays and goes deaf."""
    told: list[CalendarChanged] = []
    ears = [told]
    events.listen(CalendarChanged, lambda event: [ear.append(event) for ear in ears])
    yield told
    ears.clear()


def test_a_set_day_counts_at_once_and_is_announced_with_what_was(heard: list[CalendarChanged]) -> None:
    before = queries.work_calendar()
    version = services.set_days(actor=CLERK, days=[CLOSED], reason="power cut", at=AT)
    after = queries.work_calendar()
    assert version.number == 1
    assert before.is_workday(CLOSED.day)
    assert not after.is_workday(CLOSED.day)
    assert after.version != before.version
    (event,) = heard
    assert (event.actor, event.number, event.version, event.at) == (CLERK, 1, after.version, AT)
    ((year, data),) = event.by_year()
    assert year == 2026
    assert data["reason"] == "power cut"
    assert data["days"] == [
        {
            "day": "2026-03-03",
            "was": "workday",
            "was_name": "",
            "kind": "rest",
            "name": "停电",
            "source": "街道通知",
        }
    ]


def test_changes_of_two_years_are_told_year_by_year(heard: list[CalendarChanged]) -> None:
    late = Day(date(2027, 1, 4), DayKind.REST)
    services.set_days(actor=CLERK, days=[late, CLOSED], reason="two", at=AT)
    assert [year for year, _ in heard[0].by_year()] == [2026, 2027]


def test_days_that_stand_so_make_no_version(heard: list[CalendarChanged]) -> None:
    first = services.set_days(actor=CLERK, days=[CLOSED], reason="power cut", at=AT)
    again = services.set_days(actor=CLERK, days=[CLOSED], reason="again", at=AT)
    assert (again, len(heard), CalendarVersion.objects.count()) == (first, 1, 1)


def test_a_day_is_changed_back_in_a_new_version() -> None:
    services.set_days(actor=CLERK, days=[CLOSED], reason="power cut", at=AT)
    work = Day(CLOSED.day, DayKind.WORKDAY)
    version = services.set_days(actor=CLERK, days=[work], reason="came back", at=AT)
    assert version.number == 2
    assert queries.work_calendar().is_workday(CLOSED.day)
    assert [v.reason for v in queries.versions()] == ["came back", "power cut"]


@pytest.mark.parametrize("actor", [SYSTEM, Actor(user_id=2, powers=frozenset({"cases.handle"}))])
def test_nobody_without_the_power_changes_a_day(actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        services.set_days(actor=actor, days=[CLOSED], reason="x", at=AT)
    with pytest.raises(NotAllowed):
        services.import_notice(actor=actor, text=NOTICE, source="x", at=AT)
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize(
    ("days", "reason"),
    [
        ([], "x"),
        ([CLOSED], " "),
        ([CLOSED, CLOSED], "x"),
        ([Day(date(2026, 3, 3), DayKind.MAKEUP)], "x"),
        ([Day(date(1899, 3, 3), DayKind.REST)], "x"),
        ([Day(date(2026, 3, 3), DayKind.REST, "", "x" * 201)], "x"),
    ],
)
def test_wrong_days_change_nothing(days: list[Day], reason: str) -> None:
    with pytest.raises(RuleBroken):
        services.set_days(actor=CLERK, days=days, reason=reason, at=AT)
    assert not CalendarVersion.objects.exists()


def test_a_notice_makes_its_year_known() -> None:
    assert queries.work_calendar().known_through == date(2026, 12, 31)
    services.import_notice(actor=CLERK, text=NOTICE, source="notice of 2027", at=AT)
    calendar = queries.work_calendar()
    assert calendar.known_through == date(2027, 12, 31)
    assert calendar.day_kind(date(2027, 5, 1)) == Day(
        date(2027, 5, 1), DayKind.HOLIDAY, "劳动节", "notice of 2027"
    )


def test_one_wrong_row_stops_the_whole_notice_and_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        services.import_notice(actor=CLERK, text=NOTICE + "2027-13-01,holiday,x\n", source="x", at=AT)
    (error,) = refused.value.facts["errors"]
    assert (error.line, error.problem) == (5, RowProblem.DATE)
    assert not CalendarDay.objects.exists()


def test_an_empty_notice_is_refused() -> None:
    with pytest.raises(RuleBroken):
        services.import_notice(actor=CLERK, text="date,kind,name\n", source="x", at=AT)


def test_the_calendar_costs_one_query_once_it_is_known(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    services.set_days(actor=CLERK, days=[CLOSED], reason="power cut", at=AT)
    calendar = queries.work_calendar()
    with django_assert_num_queries(1):
        assert queries.work_calendar() is calendar


def test_a_rolled_back_change_leaves_no_trace_in_memory() -> None:
    other = Day(date(2026, 3, 4), DayKind.REST)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        services.set_days(actor=CLERK, days=[CLOSED], reason="lost", at=AT)
        assert not queries.work_calendar().is_workday(CLOSED.day)
        raise ZeroDivisionError
    assert queries.work_calendar().is_workday(CLOSED.day)
    services.set_days(actor=CLERK, days=[other], reason="same number", at=AT)
    calendar = queries.work_calendar()
    assert calendar.is_workday(CLOSED.day)
    assert not calendar.is_workday(other.day)


def test_a_change_by_hand_is_answered_truly_and_found() -> None:
    services.set_days(actor=CLERK, days=[CLOSED], reason="power cut", at=AT)
    told = queries.work_calendar().version
    queries._built.clear()
    CalendarDay.objects.update(kind=DayKind.WORKDAY)
    calendar = queries.work_calendar()
    assert calendar.is_workday(CLOSED.day)
    assert calendar.version != told
    assert not queries.is_untouched()
    with pytest.raises(CommandError, match="digest"):
        call_command("calendar", "check")


def test_of_two_changes_at_once_the_second_is_sent_back() -> None:
    CalendarVersion.objects.create(number=1, reason="first", at=AT, digest="")
    with pytest.raises(OutOfTurn):
        services._next_version(None, "second", AT)


def test_the_database_knows_the_kinds() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDay.objects.create(day=date(2026, 3, 3), kind="feast")


def test_a_year_beyond_the_calendar_is_not_found() -> None:
    assert len(queries.days_of_year(2200)) == 366 - 1
    with pytest.raises(NotFound):
        queries.days_of_year(2201)


def test_the_command_shows_takes_in_and_names_wrong_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "2027.csv", tmp_path / "bad.csv"
    good.write_text(NOTICE, encoding="utf-8-sig")
    bad.write_text("2027-01-01,feast,x\n", encoding="utf-8")
    call_command("calendar", "import", str(good))
    assert "known through 2027-12-31" in capsys.readouterr().out
    call_command("calendar", "show", "2027")
    shown = capsys.readouterr().out
    assert "2027-05-01,holiday,劳动节" in shown
    assert "provisional" not in shown
    call_command("calendar", "show", "2028")
    assert "provisional" in capsys.readouterr().out
    with pytest.raises(CommandError, match="1: "):
        call_command("calendar", "import", str(bad))
    with pytest.raises(CommandError):
        call_command("calendar", "import", str(tmp_path / "none.csv"))
