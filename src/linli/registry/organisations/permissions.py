"""Who may write organisations and teach what a printed name means, within the area of the mandate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.kernel.actors import Actor
from linli.registry.places.permissions import covers

from .terms import ALIAS_POWERS, POWER

if TYPE_CHECKING:
    from linli.registry.places.models import Place


def may_edit(actor: Actor) -> bool:
    return actor.holds(POWER)


def may_edit_in(actor: Actor, area: Place | None) -> bool:
    """No area stands for the whole country."""
    return may_edit(actor) and covers(actor, area)


def may_remember_alias(actor: Actor) -> bool:
    return any(actor.holds(power) for power in ALIAS_POWERS)
