"""The calendar without a database: real holidays, unknown years, counting, reading a notice."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.calendar import rules
from linli.kernel.calendar.rules import Day, RowError, build
from linli.kernel.calendar.terms import DayKind, RowProblem, holiday_name

BASE = build(0, ())
LAST = max(chinese_calendar.holidays).year


@pytest.mark.parametrize(
    ("day", "kind", "name"),
    [
        (date(2026, 1, 1), DayKind.HOLIDAY, "元旦"),
        (date(2026, 1, 2), DayKind.BRIDGE, "元旦"),
        (date(2026, 1, 4), DayKind.MAKEUP, "元旦"),
        (date(2026, 2, 14), DayKind.MAKEUP, "春节"),
        (date(2026, 2, 17), DayKind.HOLIDAY, "春节"),
        (date(2026, 2, 20), DayKind.BRIDGE, "春节"),
        (date(2026, 2, 28), DayKind.MAKEUP, "春节"),
        (date(2026, 5, 9), DayKind.MAKEUP, "劳动节"),
        (date(2026, 9, 20), DayKind.MAKEUP, "国庆节"),
        (date(2026, 10, 10), DayKind.MAKEUP, "国庆节"),
        (date(2026, 3, 2), DayKind.WORKDAY, ""),
        (date(2026, 3, 7), DayKind.REST, ""),
        (date(1900, 1, 1), DayKind.WORKDAY, ""),
        (date(2200, 12, 31), DayKind.WORKDAY, ""),
    ],
)
def test_a_day_has_its_kind_and_the_name_of_its_holiday(day: date, kind: DayKind, name: str) -> None:
    found = BASE.day_kind(day)
    assert (found.kind, found.name) == (kind, name)
    assert BASE.is_workday(day) is found.is_workday


def test_every_yearly_holiday_has_a_name_in_english() -> None:
    names = {entry.name for entry in BASE.year(LAST) if entry.name}
    with override("en"):
        assert all(str(holiday_name(name)).isascii() for name in names)
        assert holiday_name("台风停工") == "台风停工"


def test_every_known_day_is_worked_as_the_library_says() -> None:
    day = BASE.known_from
    while day <= BASE.known_through:
        assert BASE.is_workday(day) is chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_the_known_years_are_those_of_the_library() -> None:
    assert (BASE.known_from, BASE.known_through) == (date(2004, 1, 1), date(LAST, 12, 31))
    assert BASE.is_known(BASE.known_through)
    assert not BASE.is_known(BASE.known_through + timedelta(days=1))
    assert not BASE.is_known(date(2003, 12, 31))


def notice(year: int) -> list[Day]:
    return [Day(date(year, month, day), DayKind.HOLIDAY) for month, day in rules.FIXED_HOLIDAYS]


def test_a_year_becomes_known_with_its_whole_notice_and_in_order() -> None:
    assert build(1, notice(LAST + 1)[:2]).known_through.year == LAST
    assert build(1, notice(LAST + 2)).known_through.year == LAST
    assert build(1, notice(LAST + 1)).known_through.year == LAST + 1
    assert build(1, notice(LAST + 2) + notice(LAST + 1)).known_through.year == LAST + 2


def test_the_office_s_table_lies_above_the_library() -> None:
    closed = Day(date(2026, 3, 3), DayKind.REST, "台风停工", "街道通知")
    calendar = build(1, [closed])
    assert calendar.day_kind(closed.day) == closed
    assert not calendar.is_workday(closed.day)
    assert calendar.version != BASE.version


def test_the_version_tells_library_number_and_content() -> None:
    one = build(1, notice(LAST + 1))
    assert one.version.startswith(f"{chinese_calendar.__version__}+1.")
    assert one.version == build(1, reversed(notice(LAST + 1))).version
    assert one.version != build(1, notice(LAST + 2)).version


tables = st.dictionaries(
    st.dates(date(2026, 12, 1), date(2027, 3, 1)), st.sampled_from(list(DayKind)), max_size=40
).map(lambda table: [Day(day, kind) for day, kind in table.items()])


@given(tables)
def test_counting_agrees_with_asking_day_by_day(table: list[Day]) -> None:
    calendar = build(1, table)
    day = date(2026, 11, 20)
    number = calendar.workdays_through(day)
    while (day := day + timedelta(days=1)) < date(2027, 3, 20):
        number += calendar.is_workday(day)
        assert calendar.workdays_through(day) == number
        if calendar.is_workday(day):
            assert calendar.nth_workday(number) == day


@given(st.dates(rules.FIRST, rules.LAST))
def test_no_day_of_three_centuries_is_refused(day: date) -> None:
    assert BASE.day_kind(day).day == day
    assert BASE.nth_workday(BASE.workdays_through(day)) <= day


def test_a_year_has_all_its_days() -> None:
    days = BASE.year(2028)
    assert (len(days), days[0].day, days[-1].day) == (366, date(2028, 1, 1), date(2028, 12, 31))
    assert sum(entry.is_workday for entry in BASE.year(2026)) == 248


def test_a_notice_is_read_with_chinese_and_iso_dates_and_words() -> None:
    rows = [
        "\ufeff日期,类型,名称",
        "2027-01-01,holiday,元旦",
        "",
        "2027/1/3，补班，元旦",
        "2027年2月5日, 调休 ,春节",
    ]
    text = "\r\n".join(rows)
    days, errors = rules.read_notice(text, "notice")
    assert errors == []
    assert days == [
        Day(date(2027, 1, 1), DayKind.HOLIDAY, "元旦", "notice"),
        Day(date(2027, 1, 3), DayKind.MAKEUP, "元旦", "notice"),
        Day(date(2027, 2, 5), DayKind.BRIDGE, "春节", "notice"),
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("2027-01-01", RowProblem.COLUMNS),
        ("2027-01-01,holiday,a,b", RowProblem.COLUMNS),
        ("2027-02-30,holiday,x", RowProblem.DATE),
        ("1899-12-31,holiday,x", RowProblem.DATE),
        ("soon,holiday,x", RowProblem.DATE),
        ("2027-01-01,feast,x", RowProblem.KIND),
        ("2027-01-01,holiday," + "x" * 101, RowProblem.NAME),
        ("2027-01-01,holiday,a\0b", RowProblem.NAME),
        ("2027-01-01,makeup,x", RowProblem.WEEKEND),
        ("2027-01-02,workday,x", RowProblem.WEEKEND),
        ("2027-05-01,holiday,x", RowProblem.TWICE),
    ],
)
def test_a_wrong_row_is_named_by_its_line(row: str, problem: RowProblem) -> None:
    days, errors = rules.read_notice(f"date,kind,name\n2027-05-01,holiday,劳动节\n{row}\n", "notice")
    assert [entry.day for entry in days] == [date(2027, 5, 1)]
    assert errors == [RowError(3, problem, row)]


@given(st.text(max_size=300))
def test_no_text_is_too_strange_to_read(text: str) -> None:
    days, errors = rules.read_notice(text, "")
    assert isinstance(days, list)
    assert all(error.problem.label for error in errors)


def test_a_field_beyond_the_reader_s_limit_is_an_error_of_its_row() -> None:
    _, errors = rules.read_notice("2027-01-01,holiday," + "x" * 200_000, "")
    assert [error.problem for error in errors] == [RowProblem.UNREADABLE]
