"""The working-day calendar: a year at a glance, and the change of days for those who keep it."""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.calendar import permissions, queries, services
from linli.kernel.calendar.rules import Day
from linli.kernel.calendar.terms import EDIT, DayKind, holiday_name
from linli.kernel.clock import day_of
from linli.kernel.refusals import Refusal
from linli.kernel.shell.controls import DayField
from linli.kernel.shell.gates import actor_of, members, moment, needs, refused_to

SHOWN = 12
WEEKDAYS = (
    gettext_lazy("Mo"),
    gettext_lazy("Tu"),
    gettext_lazy("We"),
    gettext_lazy("Th"),
    gettext_lazy("Fr"),
    gettext_lazy("Sa"),
    gettext_lazy("Su"),
)
KIND_LETTERS = {
    DayKind.HOLIDAY: "holiday",
    DayKind.BRIDGE: "bridge",
    DayKind.MAKEUP: "makeup",
    DayKind.REST: "rest",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in the picture of a month; `kind` is a class of the style sheet."""

    day: date
    kind: str
    label: str
    is_today: bool


class DayForm(forms.Form):
    day = DayField(label=gettext_lazy("Day"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of day"), choices=DayKind.choices)
    name = forms.CharField(label=gettext_lazy("Name of the holiday"), required=False, max_length=100)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("The notice it rests on. It stands in the history of the calendar."),
    )


class NoticeForm(forms.Form):
    source = forms.CharField(label=gettext_lazy("Notice"), max_length=200)
    text = forms.CharField(
        label=gettext_lazy("Days"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text=gettext_lazy("One day a line: date, kind, name. Such as: 2027-02-06, makeup, 春节"),
    )


@members
@require_safe
def year(request: HttpRequest, year: int | None = None) -> HttpResponse:
    today = day_of(moment())
    shown = year or today.year
    days = queries.days_of_year(shown)
    calendar = queries.work_calendar()
    context: dict[str, Any] = {
        "year": shown,
        "months": _months(shown, days, today),
        "workdays": sum(entry.is_workday for entry in days),
        "special": [
            entry for entry in days if entry.kind in (DayKind.HOLIDAY, DayKind.BRIDGE, DayKind.MAKEUP)
        ],
        "is_known": calendar.is_known(days[-1].day),
        "version": calendar.version,
        "versions": queries.versions()[:SHOWN],
        "is_untouched": queries.is_untouched(),
        "may_edit": permissions.may_edit(actor_of(request)),
        "kinds": [(kind, label) for kind, label in DayKind.choices],
        "holiday_name": holiday_name,
        "month_names": [MONTHS[number] for number in range(1, 13)],
        "weekday_names": WEEKDAYS,
    }
    return render(request, "shell/calendar/year.html", context)


def _months(year: int, days: Sequence[Day], today: date) -> list[list[list[Cell | None]]]:
    """Twelve months of weeks from Monday to Sunday."""
    weeks = Calendar(firstweekday=0)

    def cells(week: list[date], month: int) -> list[Cell | None]:
        return [_cell(day, days, today) if day.month == month else None for day in week]

    return [[cells(week, month) for week in weeks.monthdatescalendar(year, month)] for month in range(1, 13)]


def _cell(day: date, days: Sequence[Day], today: date) -> Cell:
    entry = days[day.timetuple().tm_yday - 1]
    said = f"{day.isoformat()} {DayKind(entry.kind).label} {holiday_name(entry.name)}".strip()
    return Cell(day, KIND_LETTERS.get(entry.kind, "work"), said, day == today)


@needs(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    form = DayForm(
        request.POST if request.method == "POST" else None, initial={"day": request.GET.get("day")}
    )
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        entry = Day(given["day"], DayKind(given["kind"]), given["name"], given["reason"])
        with refused_to(form):
            services.set_days(actor=actor_of(request), days=[entry], reason=given["reason"], at=moment())
            messages.success(
                request, _("The day has been set; running time limits have been computed again.")
            )
            return redirect("calendar:year", entry.day.year)
    return render(request, "shell/calendar/edit.html", {"form": form}, status=422 if form.is_bound else 200)


@needs(EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """Take in a year's notice: all of it, or nothing and the rows at fault."""
    form = NoticeForm(request.POST if request.method == "POST" else None)
    errors: Sequence[Any] = ()
    if form.is_bound and form.is_valid():
        try:
            version = services.import_notice(actor=actor_of(request), **form.cleaned_data, at=moment())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            errors = refusal.facts.get("errors", ())
        else:
            messages.success(request, _("Version %(number)s of the calendar.") % {"number": version.number})
            return redirect("calendar:now")
    context = {"form": form, "errors": errors}
    return render(request, "shell/calendar/notice.html", context, status=422 if form.is_bound else 200)
