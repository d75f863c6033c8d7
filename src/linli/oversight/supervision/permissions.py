"""Who reads documents in, sends tasks out, orders and reports: the office that holds `supervision.plan`."""

from __future__ import annotations

from linli.engines.cases.permissions import HANDLE, OVERSEE
from linli.kernel.actors import Actor

from .models import Bulletin, Order, PolicyDocument
from .terms import PLAN


def may_plan(actor: Actor) -> bool:
    return office(actor) is not None


def office(actor: Actor) -> int | None:
    """The organisation that plans through this actor; None for everyone else."""
    return actor.organisation_id if actor.holds(PLAN) else None


def may_edit(actor: Actor, thing: PolicyDocument | Bulletin) -> bool:
    """The office that owns a document or a bulletin, and no other."""
    return may_plan(actor) and thing.owner_id == actor.organisation_id


def sees_all_units(actor: Actor) -> bool:
    """On the board: the planning office and who oversees the area; others see their own line."""
    return actor.holds(PLAN) or actor.holds(OVERSEE)


def may_reply(actor: Actor, order: Order, unit_ids: set[int]) -> bool:
    """`unit_ids`: whom the order is addressed to."""
    return actor.holds(HANDLE) and actor.organisation_id in unit_ids and order.replied_at is None
