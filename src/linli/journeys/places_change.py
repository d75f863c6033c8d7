"""A community was merged, converted or moved: its organisations and its cases go with it."""

from __future__ import annotations

from linli.engines.cases import services as cases
from linli.kernel.actors import SYSTEM
from linli.registry.organisations import services as organisations
from linli.registry.places.events import PlaceChanged


def on_place_changed(event: PlaceChanged) -> None:
    """One successor takes everything over; after a split a person decides, case by case."""
    if len(event.successor_ids) == 1:
        (successor,) = event.successor_ids
        organisations.follow_place(actor=SYSTEM, place=event.place_id, successor=successor, at=event.at)
        cases.follow_place(actor=SYSTEM, place_id=event.place_id, successor_id=successor, at=event.at)
    elif event.act == "reparent":
        cases.follow_place(actor=SYSTEM, place_id=event.place_id, at=event.at)
