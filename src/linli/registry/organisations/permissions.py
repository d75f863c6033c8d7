"""Who may write organisations, and who may teach what a printed name means."""

from __future__ import annotations

from linli.kernel.actors import Actor

from .terms import ALIAS_POWERS, POWER


def may_edit(actor: Actor) -> bool:
    return actor.holds(POWER)


def may_remember_alias(actor: Actor) -> bool:
    return any(actor.holds(power) for power in ALIAS_POWERS)
