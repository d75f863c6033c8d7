"""Who may change the calendar."""

from __future__ import annotations

from linli.kernel.actors import Actor
from linli.kernel.calendar.terms import EDIT


def may_edit(actor: Actor) -> bool:
    return actor.holds(EDIT)
