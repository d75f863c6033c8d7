"""Who may write places."""

from __future__ import annotations

from linli.kernel.actors import Actor

from .terms import POWER


def may_edit(actor: Actor) -> bool:
    return actor.holds(POWER)
