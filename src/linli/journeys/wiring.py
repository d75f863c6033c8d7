"""Who listens to what: the whole table, on one page."""

from __future__ import annotations

from linli.kernel.events import Event, Listener, listen

LISTENERS: dict[type[Event], tuple[Listener, ...]] = {}


def connect() -> None:
    for event_type, listeners in LISTENERS.items():
        for listener in listeners:
            listen(event_type, listener)
