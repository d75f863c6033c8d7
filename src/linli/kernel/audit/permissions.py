from __future__ import annotations

from linli.kernel.actors import Actor

AUDIT_READ = "audit.read"


def may_read(actor: Actor) -> bool:
    return actor.holds(AUDIT_READ)
