"""Who listens to what: the whole table, on one page."""

from __future__ import annotations

from linli.kernel.calendar.events import CalendarChanged
from linli.kernel.events import Event, Listener, listen
from linli.registry.places.events import PlaceChanged

from . import calendar_moves_deadlines, places_change

LISTENERS: dict[type[Event], tuple[Listener, ...]] = {
    CalendarChanged: (calendar_moves_deadlines.on_calendar_changed,),
    PlaceChanged: (places_change.on_place_changed,),
}


def connect() -> None:
    for event_type, listeners in LISTENERS.items():
        for listener in listeners:
            listen(event_type, listener)
