from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.engines.cases import services as cases
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.services.numbering import next_number
from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.clock import day_of
from linli.kernel.outbox.services import Letter, send
from linli.kernel.refusals import NotAllowed, OutOfTurn, RuleBroken, require
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import Order
from linli.oversight.supervision.queries import orders as queries
from linli.oversight.supervision.rules.orders import next_level
from linli.oversight.supervision.terms import ORDER_PREFIX, OrderLevel

if TYPE_CHECKING:
    from linli.engines.cases.models import Part


@transaction.atomic
def issue_order(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    reply_due_on: date,
    at: datetime,
    unit_id: int | None = None,
    level: int | None = None,
    accountability: str = "",
) -> Order:
    """督办单 to one unit of the case, or to all. Without `level`, it is one sharper each time.

    It is the case's own move `urge`, so who may and when is the procedure's to say.
    """
    require(permissions.may_plan(actor), _("Your present capacity does not issue orders."))
    fields = {"level": level or 0, "accountability": accountability.strip()}
    inputs = Inputs(text=text, unit_id=unit_id, due_on=reply_due_on, fields=fields)
    cases.move(actor=actor, case_id=case_id, name="urge", inputs=inputs, at=at)
    found = Order.objects.filter(case=case_id).order_by("-id").first()
    assert found is not None
    return found


def write_order(
    situation: cases.Situation,
    part: Part | None,
    *,
    text: str,
    reply_due_on: date,
    level: int = 0,
    accountability: str = "",
    automatic: bool = False,
) -> Order:
    """Number and keep an order within a move or a late step, and tell the units (doors: `issue_order`)."""
    case, at = situation.case, situation.at
    if reply_due_on < day_of(at):
        raise RuleBroken(_("The day to reply by lies in the past."), field="due_on")
    if level and level not in OrderLevel.values:
        raise RuleBroken(_("There are three levels of orders."), field="level")
    before = Order.objects.filter(case=case.pk, part=part).count()
    order = Order.objects.create(
        number=next_number(ORDER_PREFIX, case.area.code, day_of(at)),
        case=case,
        part=part,
        level=level or next_level(before),
        automatic=automatic,
        text=text.strip(),
        accountability=accountability,
        reply_due_on=reply_due_on,
        issued_at=at,
        issued_by=case.owner.name if automatic and case.owner else situation.actor.organisation_name,
    )
    data = {"number": order.number, "case": case.number, "level": order.level, "automatic": automatic}
    record(actor=situation.actor, kind="order", key=str(order.pk), act="issue", data=data, at=at, first=True)
    told = [part] if part else [each for each in situation.parts if each.is_open]
    subject = _("Supervision order %(number)s: %(title)s") % {"number": order.number, "title": case.title}
    situation.letters += [
        _letter(
            f"unit:{each.organisation_id}", subject, f"{order.number}:{each.organisation_id}", order, text
        )
        for each in told
    ]
    return order


@transaction.atomic
def reply_order(*, actor: Actor, number: str, text: str, at: datetime) -> Order:
    """The unit's one reply; it stands in the case's timeline too, and the supervising office is told."""
    order = queries.order(actor, number)
    if connection.features.has_select_for_update:
        Order.objects.select_for_update().get(pk=order.pk)
        order.refresh_from_db(fields=["replied_at"])
    if order.replied_at is not None:
        raise OutOfTurn(_("This order has been answered already."), remedy=_("Look at the reply."))
    if not permissions.may_reply(actor, order, set(queries.addressees(order))):
        raise NotAllowed(_("The unit to which the order is addressed answers it."))
    if not text.strip():
        raise RuleBroken(_("Say what was done."), field="text")
    order.reply, order.replied_at = text.strip(), at
    order.replied_by = f"{actor.organisation_name} {actor.name}".strip()[:200]
    order.save()
    record(actor=actor, kind="order", key=str(order.pk), act="reply", data={"number": order.number}, at=at)
    said = _("Reply to supervision order %(number)s: %(text)s") % {
        "number": order.number,
        "text": order.reply,
    }
    cases.note(actor=actor, case_id=order.case_id, text=said, internal=False, at=at)
    letter = _letter(f"unit:{order.case.owner_id}", said, f"{order.number}:reply", order)
    send(actor=actor, letters=[letter], at=at)
    return order


def _letter(to: str, subject: str, key: str, order: Order, body: str = "") -> Letter:
    return Letter("inbox", to, subject[:200], key, body, f"/supervision/orders/{order.number}/")
