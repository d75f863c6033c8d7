"""Which administrator may do what; areas are checked where the record is loaded."""

from __future__ import annotations

from linli.kernel.actors import SYSTEM, Actor

from .terms import CONFIGURE, GRANT


def may_keep_accounts(actor: Actor) -> bool:
    """Create and close accounts: the system administrator, and the installation itself."""
    return actor == SYSTEM or actor.holds(CONFIGURE)


def may_grant(actor: Actor) -> bool:
    """Mandates, unlocking, credentials: the security administrator, and the installation itself."""
    return actor == SYSTEM or actor.holds(GRANT)


def may_see_people(actor: Actor) -> bool:
    return may_keep_accounts(actor) or may_grant(actor)
