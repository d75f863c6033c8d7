"""Supervision orders: the office's own, and those a unit has to answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.permissions import HANDLE, OVERSEE
from linli.engines.cases.queries.cases import cases_visible_to
from linli.engines.cases.terms import PRESENT_PART_STAGES
from linli.kernel.actors import Actor
from linli.kernel.refusals import NotFound
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import Order

if TYPE_CHECKING:
    from linli.engines.cases.models import Case


def orders_visible_to(actor: Actor) -> QuerySet[Order]:
    """Of cases one may see; a unit that only handles sees those addressed to it, not its neighbours'."""
    rows = Order.objects.filter(case__in=cases_visible_to(actor))
    unit = actor.organisation_id
    if actor.holds(OVERSEE) or unit is None:
        return rows
    mine = Q(part__organisation=unit) | Q(part__isnull=True) | Q(case__owner=unit)
    return rows.filter(mine)


def listed(actor: Actor, *, waiting: bool = False) -> QuerySet[Order]:
    """Newest first; `waiting`: only those without a reply."""
    rows = orders_visible_to(actor).select_related("case", "part__organisation")
    return (rows.filter(replied_at=None) if waiting else rows).order_by("-id")


def order(actor: Actor, number: str) -> Order:
    rows = orders_visible_to(actor).select_related("case__owner", "case__area", "part__organisation")
    found = rows.filter(number=number).first()
    if found is None:
        raise NotFound(_("There is no such order."))
    return found


def addressees(of: Order) -> dict[int, str]:
    """Organisations that have to answer: the part's unit, or everyone who has a part in the case."""
    if of.part is not None:
        return {of.part.organisation_id: of.part.organisation.name}
    return dict(units_in(of.case))


def overdue(actor: Actor, *, on: date) -> int:
    """How many orders of this office are past their day without a reply."""
    rows = Order.objects.filter(case__owner=actor.organisation_id, replied_at=None, reply_due_on__lt=on)
    return rows.count() if permissions.may_plan(actor) else 0


def to_answer(actor: Actor) -> int:
    """How many orders wait for this unit's reply."""
    if not actor.holds(HANDLE) or actor.organisation_id is None or permissions.may_plan(actor):
        return 0
    return orders_visible_to(actor).filter(replied_at=None).count()


def units_in(case: Case) -> list[tuple[int, str]]:
    """(organisation id, name) of those an order can go to: everyone the case was sent to."""
    rows = case.parts.filter(stage__in=PRESENT_PART_STAGES).exclude(stage="planned").order_by("id")
    return list(rows.values_list("organisation_id", "organisation__name"))
