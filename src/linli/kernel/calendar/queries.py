"""The calendar in force, and its history."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.calendar import rules
from linli.kernel.calendar.models import CalendarDay, CalendarVersion
from linli.kernel.calendar.rules import Day, WorkCalendar
from linli.kernel.calendar.terms import DayKind
from linli.kernel.refusals import NotFound

_EMPTY = (0, rules.digest(()))
_built: dict[tuple[int, str], WorkCalendar] = {}


def work_calendar() -> WorkCalendar:
    """The calendar of the newest version: one small query, and the table itself only when it is a new one.

    Keyed by content too: a number that a rolled-back transaction had used may come back with other days.
    """
    version = CalendarVersion.objects.values_list("number", "digest").first() or _EMPTY
    if version in _built:
        return _built[version]
    table = table_days()
    calendar = rules.build(version[0], table)
    if rules.digest(table) == version[1]:  # else written to between the two reads, or by hand: do not keep it
        _built.clear()
        _built[version] = calendar
    return calendar


def table_days() -> list[Day]:
    """The office's own table, in the order of days."""
    rows = CalendarDay.objects.values_list("day", "kind", "name", "source")
    return [Day(day, DayKind(kind), name, source) for day, kind, name, source in rows]


def days_of_year(year: int) -> tuple[Day, ...]:
    """Every day of a year from 1900 to 2200, with its kind; NotFound for any other year."""
    if not rules.FIRST.year <= year <= rules.LAST.year:
        raise NotFound(_("The calendar goes from 1900 to 2200."), year=year)
    return work_calendar().year(year)


def versions() -> QuerySet[CalendarVersion]:
    """The changes of the table, newest first."""
    return CalendarVersion.objects.all()


def is_untouched() -> bool:
    """Whether the table is what its last version left; False after a change by hand."""
    digest = CalendarVersion.objects.values_list("digest", flat=True).first() or _EMPTY[1]
    return rules.digest(table_days()) == digest
