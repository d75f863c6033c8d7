"""Changing the office's table of days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import events
from linli.kernel.actors import Actor
from linli.kernel.calendar import queries, rules
from linli.kernel.calendar.events import CalendarChanged, DayChange
from linli.kernel.calendar.models import CalendarDay, CalendarVersion
from linli.kernel.calendar.permissions import may_edit
from linli.kernel.calendar.rules import Day, RowError, WorkCalendar
from linli.kernel.refusals import OutOfTurn, RuleBroken, require


@transaction.atomic
def set_days(*, actor: Actor, days: Sequence[Day], reason: str, at: datetime) -> CalendarVersion:
    """Put these days into the table, as one new version. Days that already stand so change nothing."""
    require(may_edit(actor), _("You may not change the working-day calendar."))
    if not days or not reason.strip():
        raise RuleBroken(_("A change of the calendar needs days and a reason."))
    _refuse_errors(rules.problems(days))
    before = queries.work_calendar()
    standing = {entry.day: entry for entry in queries.table_days()}
    changed = sorted((entry for entry in days if standing.get(entry.day) != entry), key=lambda e: e.day)
    newest = CalendarVersion.objects.first()
    if newest and not changed:
        return newest
    version = _next_version(newest, reason, at)
    _save(changed)
    version.digest = rules.digest(queries.table_days())
    version.save(update_fields=["digest"])
    _announce(actor, version, before, changed)
    return version


@transaction.atomic
def import_notice(*, actor: Actor, text: str, source: str, at: datetime) -> CalendarVersion:
    """Read a year's notice (`date,kind,name` rows) into the table: all of it, or nothing.

    Refuses with RuleBroken, whose `facts["errors"]` are RowErrors, one per row at fault.
    """
    require(may_edit(actor), _("You may not change the working-day calendar."))
    days, errors = rules.read_notice(text, source[:200])
    _refuse_errors(errors)
    return set_days(actor=actor, days=days, reason=source, at=at)


def _refuse_errors(errors: Sequence[RowError]) -> None:
    if errors:
        message = _("Some days cannot be taken; the calendar stays as it was.")
        raise RuleBroken(message, remedy=_("Correct the rows named and try again."), errors=tuple(errors))


def _next_version(newest: CalendarVersion | None, reason: str, at: datetime) -> CalendarVersion:
    """Taken before anything is written: of two who change the calendar at once, one is sent back here."""
    number = newest.number + 1 if newest else 1
    try:
        with transaction.atomic():
            return CalendarVersion.objects.create(number=number, reason=reason[:300], at=at)
    except IntegrityError as error:
        raise OutOfTurn(
            _("Someone else has just changed the calendar."),
            remedy=_("Look at it again, then repeat your change."),
        ) from error


def _save(days: Sequence[Day]) -> None:
    CalendarDay.objects.bulk_create(
        [CalendarDay(day=e.day, kind=e.kind, name=e.name, source=e.source) for e in days],
        update_conflicts=True,
        unique_fields=["day"],
        update_fields=["kind", "name", "source"],
    )


def _announce(actor: Actor, version: CalendarVersion, before: WorkCalendar, days: Sequence[Day]) -> None:
    changes = []
    for entry in days:
        was = before.day_kind(entry.day)
        changes.append(
            DayChange(entry.day, was.kind.value, was.name, entry.kind.value, entry.name, entry.source)
        )
    events.publish(
        CalendarChanged(
            actor=actor,
            number=version.number,
            version=queries.work_calendar().version,
            days=tuple(changes),
            reason=version.reason,
            at=version.at,
        )
    )
