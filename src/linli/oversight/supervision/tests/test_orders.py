"""督办单 by hand and by the clock, their replies, and the moves this module teaches the engine."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.town import MONDAY, Town

from linli.engines.cases import services as cases
from linli.engines.cases.models import Case, Step
from linli.engines.cases.rules.requests import Inputs
from linli.kernel.actors import SYSTEM
from linli.kernel.audit import queries as audit
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken
from linli.oversight.supervision import services
from linli.oversight.supervision.models import Order
from linli.oversight.supervision.queries import orders

FRIDAY = date(2026, 11, 20)


def planned(
    town: Town, *, due: date = FRIDAY, lead: str = "住建局", assist: tuple[str, ...] = ("安堂", "北村")
) -> Case:
    return cases.open_case(
        actor=town.office,
        procedure="supervision.task",
        title="开辟居民活动场所",
        area_id=town.places["town"].pk,
        lead_id=town.units[lead].pk,
        assist_ids=[town.units[unit].pk for unit in assist],
        data={"due_on": due.isoformat()},
        at=MONDAY,
    )


def sent(town: Town, **more: Any) -> Case:
    return cases.move(actor=town.office, case_id=planned(town, **more).pk, name="send", at=MONDAY)


def act(town: Town, case: Case, unit: str, name: str, *, at: datetime = MONDAY, **inputs: Any) -> Case:
    part = case.parts.exclude(stage__in=["returned", "withdrawn"]).get(organisation=town.units[unit])
    return cases.move(
        actor=town.clerk(unit), case_id=case.pk, part_id=part.pk, name=name, at=at, inputs=Inputs(**inputs)
    )


def by_office(town: Town, case: Case, name: str, *, at: datetime = MONDAY, **inputs: Any) -> Case:
    return cases.move(actor=town.office, case_id=case.pk, name=name, at=at, inputs=Inputs(**inputs))


def issue(town: Town, case: Case, **more: Any) -> Order:
    values = {"text": "请于周五前书面说明进展。", "reply_due_on": FRIDAY, "at": MONDAY}
    return services.issue_order(actor=town.office, case_id=case.pk, **{**values, **more})


@pytest.mark.requirement("S3-204")
def test_an_order_to_one_unit_is_numbered_sent_and_answered_once(installed: Town) -> None:
    case = sent(installed)
    before = Message.objects.count()
    order = issue(installed, case, unit_id=installed.units["安堂"].pk, accountability="逾期将约谈。")
    assert order.number == "DD440500110-20261116-0001"
    assert (order.level, order.automatic, order.reply_due_on) == (1, False, FRIDAY)
    assert order.issued_by == "组织办公室"
    told = Message.objects.order_by("id")[before:]
    assert [message.to for message in told] == [f"unit:{installed.units['安堂'].pk}"]
    for other in ("北村", "财政分局"):
        with pytest.raises(NotFound):
            services.reply_order(actor=installed.clerk(other), number=order.number, text="好", at=MONDAY)
    with pytest.raises(NotAllowed):
        services.reply_order(actor=installed.office, number=order.number, text="好", at=MONDAY)
    clerk = installed.clerk("安堂")
    with pytest.raises(RuleBroken):
        services.reply_order(actor=clerk, number=order.number, text=" ", at=MONDAY)
    answered = services.reply_order(actor=clerk, number=order.number, text="已选定地点。", at=MONDAY)
    assert answered.replied_at == MONDAY
    assert "安堂社区居民委员会" in answered.replied_by
    assert Step.objects.filter(case=case, kind="note", text__contains="已选定地点").exists()
    assert Message.objects.filter(to=f"unit:{installed.units['组织办'].pk}").count() == 1
    with pytest.raises(OutOfTurn):
        services.reply_order(actor=clerk, number=order.number, text="再回", at=MONDAY)
    assert audit.verify() is None


def test_an_order_to_all_is_answered_by_any_of_them(installed: Town) -> None:
    order = issue(installed, sent(installed))
    assert len(orders.addressees(order)) == 3
    services.reply_order(actor=installed.clerk("北村"), number=order.number, text="已办。", at=MONDAY)


def test_every_order_to_the_same_unit_is_sharper(installed: Town) -> None:
    case, unit = sent(installed), installed.units["安堂"].pk
    assert [issue(installed, case, unit_id=unit).level for _time in range(4)] == [1, 2, 3, 3]
    assert issue(installed, case, unit_id=installed.units["北村"].pk).level == 1
    assert issue(installed, case, unit_id=unit, level=2).level == 2


def test_orders_are_refused_to_strangers_and_without_what_they_need(installed: Town) -> None:
    case = sent(installed)
    with pytest.raises(NotAllowed):
        services.issue_order(
            actor=installed.clerk("安堂"), case_id=case.pk, text="x", reply_due_on=FRIDAY, at=MONDAY
        )
    for wrong in (
        {"text": " "},
        {"reply_due_on": date(2026, 11, 1)},
        {"level": 9},
        {"unit_id": installed.units["财政分局"].pk},
    ):
        with pytest.raises(RuleBroken):
            issue(installed, case, **wrong)
    assert not Order.objects.exists()


def test_lateness_writes_orders_by_itself_sharper_each_time(installed: Town) -> None:
    """Friday is the last day; one workday later every unit that is still at it has an order."""
    case = sent(installed)
    for unit in ("住建局", "安堂", "北村"):
        act(installed, case, unit, "accept")
    act(installed, case, "北村", "reply", text="已完成")
    services_at = datetime.combine(FRIDAY, MONDAY.time(), MONDAY.tzinfo)
    cases.tick(actor=SYSTEM, at=services_at + timedelta(days=1))
    assert not Order.objects.exists()
    cases.tick(actor=SYSTEM, at=services_at + timedelta(days=4))
    found = list(Order.objects.order_by("id"))
    assert {order.part.organisation_id for order in found} == {
        installed.units["住建局"].pk,
        installed.units["安堂"].pk,
    }
    assert {(order.level, order.automatic, order.issued_by) for order in found} == {(1, True, "组织办公室")}
    assert found[0].reply_due_on == date(2026, 11, 27)
    act(installed, case, "安堂", "reply", text="已完成", at=services_at + timedelta(days=5))
    cases.tick(actor=SYSTEM, at=services_at + timedelta(days=14))
    later = list(Order.objects.order_by("id"))[2:]
    assert [(order.part.organisation_id, order.level) for order in later] == [
        (installed.units["住建局"].pk, 2)
    ]
    assert audit.verify() is None


def test_units_are_added_and_released(installed: Town) -> None:
    case = sent(installed)
    finance = installed.units["财政分局"].pk
    by_office(installed, case, "add_unit", unit_id=finance)
    assert case.parts.get(organisation=finance).stage == "offered"
    with pytest.raises(RuleBroken):
        by_office(installed, case, "add_unit", unit_id=finance)
    by_office(installed, case, "release", unit_id=finance, text="不再需要")
    assert case.parts.get(organisation=finance).stage == "withdrawn"
    for unit in ("住建局", "财政分局"):
        with pytest.raises(RuleBroken):
            by_office(installed, case, "release", unit_id=installed.units[unit].pk, text="不再需要")
    assert audit.verify() is None


def test_a_task_is_called_in_only_after_its_lead_replied(installed: Town) -> None:
    case = sent(installed)
    act(installed, case, "住建局", "accept")
    with pytest.raises(RuleBroken):
        by_office(installed, case, "take_back", text="现场查看")
    act(installed, case, "住建局", "reply", text="完成")
    assert by_office(installed, case, "take_back", text="现场查看").stage == "checking"


def test_nothing_goes_out_without_a_day(installed: Town) -> None:
    case = cases.open_case(
        actor=installed.office,
        procedure="supervision.task",
        title="没有期限",
        area_id=installed.places["town"].pk,
        lead_id=installed.units["安堂"].pk,
        data={},
        at=MONDAY,
    )
    with pytest.raises(RuleBroken):
        by_office(installed, case, "send")
    assert by_office(installed, case, "send", due_on=FRIDAY).data["due_on"] == "2026-11-20"
