"""The office's calendar changed: the change goes to the audit, and every running clock is computed again, logged."""

from __future__ import annotations

from linli.engines.cases import services as cases
from linli.kernel.actors import SYSTEM
from linli.kernel.audit.services import record
from linli.kernel.calendar.events import CalendarChanged


def on_calendar_changed(event: CalendarChanged) -> None:
    for year, data in event.by_year():
        record(actor=event.actor, kind="calendar", key=str(year), act="set_days", data=data, at=event.at)
    cases.recompute(actor=SYSTEM, at=event.at)
