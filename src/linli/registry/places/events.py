"""What happened to places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from linli.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PlaceChanged(Event):
    """`act`: added, corrected, closed, merge, split, rename, convert, reparent, central_urban.

    `successor_ids` are the rows that replace `place_id` from `on`, empty when none does.
    """

    place_id: int
    code: str
    act: str
    on: date
    at: datetime
    successor_ids: tuple[int, ...] = ()
