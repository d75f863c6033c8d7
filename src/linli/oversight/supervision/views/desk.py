"""What supervision puts on people's desks."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import Actor
from linli.kernel.clock import day_of, moment
from linli.kernel.shell.desks import Card, Figure
from linli.oversight.supervision.queries import orders
from linli.oversight.supervision.terms import PLAN


def _waiting() -> str:
    return f"{reverse('supervision:orders')}?waiting=on"


def to_answer(actor: Actor) -> Figure | None:
    count = orders.to_answer(actor)
    return Figure(count, _("Orders to answer"), _waiting(), "red") if count else None


def unanswered(actor: Actor) -> Figure | None:
    count = orders.overdue(actor, on=day_of(moment()))
    return Figure(count, _("Orders without a reply in time"), _waiting(), "red") if count else None


CARDS = (
    Card("supervision.to_answer", "clock-exclamation", to_answer, "cases.handle", 40),
    Card("supervision.unanswered", "clock-exclamation", unanswered, PLAN, 41),
)
