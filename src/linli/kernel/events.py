"""Announcing upward: a lower floor publishes facts; an upper floor may listen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """A fact that has happened. Carries ids and plain values, never model instances."""


Listener = Callable[[Any], None]
_listeners: dict[type[Event], list[Listener]] = {}


def listen(event_type: type[Event], listener: Listener) -> None:
    """Register once; registering the same listener again changes nothing."""
    known = _listeners.setdefault(event_type, [])
    if listener not in known:
        known.append(listener)


def publish(event: Event) -> None:
    """Tell every listener now, inside the caller's transaction."""
    for listener in _listeners.get(type(event), ()):
        listener(event)
