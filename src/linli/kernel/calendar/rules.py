"""Which days are working days. Pure: the base is the library's table, the office's own lies above it.

The base comes from the State Council's yearly notices on public holidays, as `chinesecalendar` holds them.
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from types import MappingProxyType

import chinese_calendar

from linli.kernel.calendar.terms import KIND_WORDS, DayKind, RowProblem

FIRST, LAST = date(1900, 1, 1), date(2200, 12, 31)
WORKING = frozenset({DayKind.WORKDAY, DayKind.MAKEUP})
FIXED_HOLIDAYS = ((1, 1), (5, 1), (10, 1))
NAME_LENGTH, SOURCE_LENGTH = 100, 200
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar; `name` is the Chinese name of its holiday, `source` the notice it rests on."""

    day: date
    kind: DayKind
    name: str = ""
    source: str = ""

    @property
    def is_workday(self) -> bool:
        return self.kind in WORKING


@dataclass(frozen=True, slots=True)
class RowError:
    """`line` counts from 1, the heading included; 0 where there is no file."""

    line: int
    problem: RowProblem
    value: str


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Immutable. Answers for every day from 1900 to 2200; outside `known_from..known_through` it guesses
    Monday to Friday, and what rests on such a day is provisional (暂估)."""

    version: str
    known_from: date
    known_through: date
    days: Mapping[date, Day]
    _ordinals: list[int] = field(init=False, repr=False)
    _shifts: list[int] = field(init=False, repr=False)
    _counts: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Between two days that differ from the plain week, counting is arithmetic: keep only those days."""
        ordinals: list[int] = []
        shifts = [0]
        for found in sorted(self.days.values(), key=lambda entry: entry.day):
            shift = found.is_workday - (found.day.weekday() < 5)
            if shift:
                ordinals.append(found.day.toordinal())
                shifts.append(shifts[-1] + shift)
        counts = [_weekdays_through(n) + shifts[i + 1] for i, n in enumerate(ordinals)]
        object.__setattr__(self, "_ordinals", ordinals)
        object.__setattr__(self, "_shifts", shifts)
        object.__setattr__(self, "_counts", counts)

    def is_known(self, day: date) -> bool:
        return self.known_from <= day <= self.known_through

    def is_workday(self, day: date) -> bool:
        found = self.days.get(day)
        return day.weekday() < 5 if found is None else found.is_workday

    def day_kind(self, day: date) -> Day:
        """The day with its kind and, within a holiday or its make-up days, the holiday's name."""
        return self.days.get(day) or Day(day, DayKind.WORKDAY if day.weekday() < 5 else DayKind.REST)

    def workdays_through(self, day: date) -> int:
        """How many working days lie up to and including `day`: only differences and order mean anything."""
        ordinal = day.toordinal()
        return _weekdays_through(ordinal) + self._shifts[bisect_right(self._ordinals, ordinal)]

    def nth_workday(self, number: int) -> date:
        """The inverse: the first day through which there are `number` working days."""
        index = bisect_left(self._counts, number)
        if index < len(self._counts) and self._counts[index] == number and self._is_makeup(index):
            return date.fromordinal(self._ordinals[index])
        weeks, weekday = divmod(number - self._shifts[index] - 1, 5)
        return date.fromordinal(weeks * 7 + weekday + 1)

    def _is_makeup(self, index: int) -> bool:
        return self._shifts[index + 1] > self._shifts[index]

    def year(self, year: int) -> tuple[Day, ...]:
        """Every day of the year, in order."""
        first = date(year, 1, 1)
        length = (date(year + 1, 1, 1) - first).days
        return tuple(self.day_kind(first + timedelta(days=n)) for n in range(length))


def _weekdays_through(ordinal: int) -> int:
    """Mondays to Fridays since day 1 of the proleptic calendar, which is a Monday."""
    weeks, rest = divmod(ordinal, 7)
    return 5 * weeks + min(rest, 5)


@cache
def base_days() -> Mapping[date, Day]:
    """What the library knows. It tells days off in lieu from holidays, but not which weekend day of a holiday
    is the statutory day itself: both are HOLIDAY, and both move a deadline (Civil Code, article 203)."""
    source = f"chinesecalendar {chinese_calendar.__version__}"

    def day(found: date, kind: DayKind, english: str) -> Day:
        return Day(found, kind, chinese_calendar.Holiday(english).chinese, source)

    days = {d: day(d, DayKind.HOLIDAY, name) for d, name in chinese_calendar.holidays.items()}
    days |= {d: day(d, DayKind.BRIDGE, name) for d, name in chinese_calendar.in_lieu_days.items()}
    days |= {d: day(d, DayKind.MAKEUP, name) for d, name in chinese_calendar.workdays.items()}
    return MappingProxyType(days)


def build(number: int, table: Iterable[Day]) -> WorkCalendar:
    """The calendar of table version `number`; its version also names the library and the table's content."""
    above = {entry.day: entry for entry in table}
    days = {**base_days(), **above}
    return WorkCalendar(
        version=f"{chinese_calendar.__version__}+{number}.{digest(above.values())[:8]}",
        known_from=date(min(base_days()).year, 1, 1),
        known_through=date(_last_known_year(days), 12, 31),
        days=MappingProxyType(days),
    )


def _last_known_year(days: Mapping[date, Day]) -> int:
    """A year is known once its notice is in the table: it then holds the three holidays whose date the law
    fixes (Measures on Holidays of National Annual Festivals and Memorial Days, article 2)."""
    year = max(base_days()).year
    while all(
        (found := days.get(date(year + 1, month, day))) and found.kind is DayKind.HOLIDAY
        for month, day in FIXED_HOLIDAYS
    ):
        year += 1
    return year


def digest(table: Iterable[Day]) -> str:
    """SHA-256, in hex, of the table's content in the order of days."""
    ordered = sorted(table, key=lambda entry: entry.day)
    text = "\n".join(f"{e.day.isoformat()},{e.kind.value},{e.name},{e.source}" for e in ordered)
    return sha256(text.encode()).hexdigest()


def problems(days: Iterable[Day]) -> list[RowError]:
    """Why these days cannot be set; empty if they can."""
    found, seen = [], set()
    for entry in days:
        problem = RowProblem.TWICE if entry.day in seen else _problem(entry)
        seen.add(entry.day)
        if problem:
            found.append(RowError(0, problem, entry.day.isoformat()))
    return found


def _problem(entry: Day) -> RowProblem | None:
    if not FIRST <= entry.day <= LAST:
        return RowProblem.DATE
    text = entry.name + entry.source
    if len(entry.name) > NAME_LENGTH or len(entry.source) > SOURCE_LENGTH or not text.isprintable():
        return RowProblem.NAME
    is_weekend = entry.day.weekday() > 4
    wrong = DayKind.WORKDAY if is_weekend else DayKind.MAKEUP
    return RowProblem.WEEKEND if entry.kind is wrong else None


def read_notice(text: str, source: str) -> tuple[list[Day], list[RowError]]:
    """`date,kind,name` rows -> days and errors by line. Takes ISO and Chinese dates, kinds by code or Chinese
    word; a heading and empty lines are passed over."""
    days: dict[date, Day] = {}
    errors: list[RowError] = []
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff").replace("，", ","), newline=""))
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells) or (rows.line_num == 1 and cells[0].lower() in ("date", "日期")):
                continue
            entry = _read_row(cells, source)
            problem = entry if isinstance(entry, RowProblem) else _problem(entry)
            if isinstance(entry, Day) and entry.day in days:
                problem = RowProblem.TWICE
            if problem:
                errors.append(RowError(rows.line_num, problem, ",".join(row)))
            elif isinstance(entry, Day):
                days[entry.day] = entry
    except csv.Error as error:
        errors.append(RowError(rows.line_num, RowProblem.UNREADABLE, str(error)))
    return list(days.values()), errors


def _read_row(cells: list[str], source: str) -> Day | RowProblem:
    if len(cells) not in (2, 3):
        return RowProblem.COLUMNS
    name = cells[2] if len(cells) == 3 else ""
    kind = KIND_WORDS.get(cells[1]) or next((k for k in DayKind if k.value == cells[1].lower()), None)
    if kind is None:
        return RowProblem.KIND
    try:
        match = _DATE.fullmatch(cells[0])
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    return Day(day, kind, name, source) if day else RowProblem.DATE
