"""What the calendar announces."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from linli.kernel.actors import Actor
from linli.kernel.events import Event


@dataclass(frozen=True, slots=True)
class DayChange:
    """`was` and `kind` are values of DayKind; the old ones are what the calendar answered before."""

    day: date
    was: str
    was_name: str
    kind: str
    name: str
    source: str


@dataclass(frozen=True, slots=True)
class CalendarChanged(Event):
    """The office's table changed: open clocks are to be computed again, and the change goes to the audit."""

    actor: Actor
    number: int
    version: str
    days: tuple[DayChange, ...]
    reason: str
    at: datetime

    def by_year(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Each touched year with the plain data of its audit entry."""
        for year, changes in groupby(self.days, key=lambda change: change.day.year):
            days = [asdict(change) | {"day": change.day.isoformat()} for change in changes]
            yield year, {"version": self.version, "number": self.number, "reason": self.reason, "days": days}
