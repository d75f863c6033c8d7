"""What supervision teaches the case engine; the flow itself stands in the procedure `supervision.task`."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.engines.cases.rules.teaching import effect, guard
from linli.engines.cases.services import Situation
from linli.engines.cases.terms import PRESENT_PART_STAGES
from linli.kernel.clock import day_of
from linli.kernel.refusals import RuleBroken

from .services.orders import write_order
from .terms import AUTOMATIC_REPLY_WORKDAYS

if TYPE_CHECKING:
    from linli.engines.cases.models import Part


@guard("supervision.due_known")
def due_known(situation: Situation) -> None:
    """No task goes out without a day: one of its own, or one given with the sending."""
    if not (situation.case.data.get("due_on") or situation.inputs.due_on):
        raise RuleBroken(
            _("The task has no due day yet."),
            remedy=_("Send it from its document, with a day."),
            field="due_on",
        )


@effect("supervision.set_due")
def set_due(situation: Situation) -> None:
    """A day given with the sending becomes the task's own; a mere project default is marked as one."""
    given = situation.inputs.due_on
    if given is not None and not situation.case.data.get("due_on"):
        basis = str(situation.inputs.fields.get("due_basis", ""))
        situation.case.data = {**situation.case.data, "due_on": given.isoformat(), "due_basis": basis}


@guard("supervision.lead_replied")
def lead_replied(situation: Situation) -> None:
    """A task can be called in for verification once its lead unit has replied."""
    lead = situation.lead
    if lead is None or lead.stage != "replied":
        raise RuleBroken(
            _("The lead unit has not replied yet."),
            remedy=_("Wait for its reply, or issue a supervision order."),
        )


@effect("supervision.release_unit")
def release_unit(situation: Situation) -> None:
    """An assisting unit need not do its part any more; a lead is replaced by passing on, never released."""
    unit_id = situation.inputs.unit_id
    assert unit_id is not None  # the move needs it
    part = _present(situation, unit_id)
    if part is None:
        raise RuleBroken(_("That unit has no part in this case."), field="unit")
    if part.role == "lead":
        raise RuleBroken(
            _("The lead unit cannot be released."), remedy=_("It may pass the task on to another unit.")
        )
    situation.set_stage(part, "withdrawn")
    situation.tell([unit_id], situation.case.title, what="released")


@effect("supervision.order")
def order(situation: Situation) -> None:
    """督办单 by hand: to the unit that was named, else to all."""
    inputs, part = situation.inputs, None
    if inputs.unit_id is not None:
        part = _present(situation, inputs.unit_id)
        if part is None:
            raise RuleBroken(_("That unit has no part in this case."), field="unit")
    write_order(
        situation,
        part,
        text=inputs.text,
        reply_due_on=inputs.due_on or _reply_day(situation),
        level=int(inputs.fields.get("level") or 0),
        accountability=str(inputs.fields.get("accountability") or ""),
    )


@effect("supervision.order_late")
def order_late(situation: Situation) -> None:
    """Time is up: every unit that is still at it gets an order, sharper each time."""
    late = [situation.part] if situation.part else [part for part in situation.parts if part.is_open]
    for part in late:
        write_order(
            situation,
            part,
            text=_("The task is overdue. Finish it and reply, or say what stands in the way."),
            reply_due_on=_reply_day(situation),
            automatic=True,
        )


def _present(situation: Situation, unit_id: int) -> Part | None:
    parts = (part for part in situation.parts if part.stage in PRESENT_PART_STAGES)
    return next((part for part in parts if part.organisation_id == unit_id), None)


def _reply_day(situation: Situation) -> date:
    calendar = situation.calendar
    return calendar.nth_workday(calendar.workdays_through(day_of(situation.at)) + AUTOMATIC_REPLY_WORKDAYS)
