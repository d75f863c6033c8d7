"""Kinds of days, names of public holidays, and what may be wrong with a row of a notice."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EDIT = "calendar.edit"


class DayKind(TextChoices):
    """What a day is for those who work office weeks; people work on WORKDAY and MAKEUP only.

    HOLIDAY is a day off within a public holiday, BRIDGE a weekday off that is paid for by a MAKEUP day.
    """

    WORKDAY = "workday", _("Working day")
    REST = "rest", _("Rest day")
    HOLIDAY = "holiday", _("Public holiday")
    BRIDGE = "bridge", _("Day off in lieu")
    MAKEUP = "makeup", _("Make-up working day")


KIND_WORDS: Mapping[str, DayKind] = {
    "工作日": DayKind.WORKDAY,
    "休息日": DayKind.REST,
    "节假日": DayKind.HOLIDAY,
    "放假": DayKind.HOLIDAY,
    "调休": DayKind.BRIDGE,
    "补班": DayKind.MAKEUP,
    "上班": DayKind.MAKEUP,
}

HOLIDAY_NAMES: Mapping[str, Promise] = {
    "元旦": _("New Year's Day"),
    "春节": _("Spring Festival"),
    "清明": _("Tomb-sweeping Day"),
    "劳动节": _("Labour Day"),
    "端午": _("Dragon Boat Festival"),
    "中秋": _("Mid-autumn Festival"),
    "国庆节": _("National Day"),
}


def holiday_name(name: str) -> str | Promise:
    """A holiday's name in the reader's language; any other name stays as it was typed."""
    return HOLIDAY_NAMES.get(name, name)


class RowProblem(TextChoices):
    """Why a row of a notice, or a day to be set, cannot stand."""

    COLUMNS = "columns", _("A row has a date, a kind and a name")
    DATE = "date", _("Not a date between 1900 and 2200")
    KIND = "kind", _("Not a kind of day")
    NAME = "name", _("The name or source is too long, or has characters that cannot be shown")
    TWICE = "twice", _("This date stands in the list twice")
    WEEKEND = "weekend", _("A make-up working day falls on a weekend, a plain working day never does")
    UNREADABLE = "unreadable", _("This is not a table of comma-separated values")
