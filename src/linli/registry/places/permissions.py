"""Who may write places: who holds the power, within the area of the mandate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.kernel.actors import Actor

from .terms import POWER

if TYPE_CHECKING:
    from .models import Place


def may_edit(actor: Actor) -> bool:
    return actor.holds(POWER)


def may_edit_place(actor: Actor, place: Place | None) -> bool:
    """No place stands for the whole country, which only a mandate without an area reaches."""
    return may_edit(actor) and covers(actor, place)


def covers(actor: Actor, place: Place | None) -> bool:
    """Whether the place lies in the actor's area, by the chain of its parents."""
    if not actor.area_code:
        return True
    return place is not None and actor.area_code in (place.code, *place.filed_codes.values())
