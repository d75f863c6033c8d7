"""The life of a case: opened, sent, accepted, returned, replied, verified; stale writes and strangers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.town import MONDAY, Town

from linli.engines.cases import services
from linli.engines.cases.models import Case, Clock, Part, Step
from linli.engines.cases.queries.cases import sheet
from linli.engines.cases.rules.requests import Inputs, Upload
from linli.kernel.actors import SYSTEM
from linli.kernel.audit import queries as audit
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken

DUE = "2026-12-31"


def task(town: Town, **more) -> Case:
    values = {
        "actor": town.office,
        "procedure": "supervision.task",
        "title": "推进社区体育公园建设",
        "area_id": town.places["town"].pk,
        "lead_id": town.units["住建局"].pk,
        "assist_ids": [town.units["安堂"].pk, town.units["北村"].pk],
        "data": {"due_on": DUE},
        "at": MONDAY,
    }
    return services.open_case(**{**values, **more})


def sent(town: Town, **more) -> Case:
    case = task(town, **more)
    return services.move(actor=town.office, case_id=case.pk, name="send", at=MONDAY)


def part_of(case: Case, town: Town, unit: str) -> Part:
    return Part.objects.get(case=case, organisation=town.units[unit])


def act(town: Town, case: Case, unit: str, name: str, *, days: int = 0, **inputs) -> Case:
    return services.move(
        actor=town.clerk(unit),
        case_id=case.pk,
        part_id=part_of(case, town, unit).pk,
        name=name,
        at=MONDAY + timedelta(hours=1),
        inputs=Inputs(days=days, **inputs),
    )


def test_a_new_case_has_a_number_planned_parts_and_no_clock(installed: Town) -> None:
    case = task(installed)
    assert case.number == "DB440500110-20261116-0001"
    assert {part.stage for part in case.parts.all()} == {"planned"}
    assert not Clock.objects.exists()
    assert task(installed).number.endswith("-0002")


def test_sending_offers_the_parts_starts_the_clocks_and_tells_the_units(installed: Town) -> None:
    case = sent(installed)
    assert case.stage == "sent"
    assert {part.stage for part in case.parts.all()} == {"offered"}
    clocks = {(c.name, c.part_id is None) for c in Clock.objects.all()}
    assert clocks == {("handling", True), ("acceptance", False)}
    assert Message.objects.count() == 3
    assert case.due_at is not None and case.due_at.isoformat() == "2026-11-19T16:00:00+00:00"


def test_the_lead_accepts_and_the_case_is_being_handled(installed: Town) -> None:
    case = act(installed, sent(installed), "住建局", "accept")
    assert case.stage == "working"


def test_all_replies_bring_the_case_to_verification_and_verifying_ends_it(installed: Town) -> None:
    case = sent(installed)
    for unit in ("住建局", "安堂", "北村"):
        act(installed, case, unit, "accept")
    for unit in ("安堂", "北村", "住建局"):
        case = act(installed, case, unit, "reply", text="已完成")
    assert case.stage == "checking"
    case = services.move(
        actor=installed.office, case_id=case.pk, name="verify", at=MONDAY, inputs=Inputs(text="现场查看属实")
    )
    assert (case.stage, case.is_open, case.closed_at) == ("verified", False, MONDAY + timedelta(hours=1))
    assert set(case.clocks.values_list("state", flat=True)) == {"stopped"}
    assert case.due_at is None
    assert audit.verify() is None


def test_a_returned_part_does_not_hold_up_the_others(installed: Town) -> None:
    case = sent(installed)
    act(installed, case, "住建局", "accept")
    act(installed, case, "安堂", "accept")
    act(installed, case, "北村", "return", reason="outside_list", text="清单之外的事项")
    act(installed, case, "安堂", "reply", text="完成")
    case = act(installed, case, "住建局", "reply", text="完成")
    assert case.stage == "checking"
    assert part_of(case, installed, "北村").was_returned


def test_a_return_needs_a_reason_from_the_list(installed: Town) -> None:
    case = sent(installed)
    with pytest.raises(RuleBroken) as refusal:
        act(installed, case, "北村", "return", text="不办")
    assert refusal.value.facts["missing"] == ["reason"]
    with pytest.raises(RuleBroken):
        act(installed, case, "北村", "return", text="不办", reason="tired")


def test_sent_back_for_rework_opens_the_parts_again(installed: Town) -> None:
    case = sent(installed, assist_ids=[])
    act(installed, case, "住建局", "accept")
    case = act(installed, case, "住建局", "reply", text="完成")
    assert case.stage == "checking"
    case = services.move(
        actor=installed.office, case_id=case.pk, name="send_back", at=MONDAY, inputs=Inputs(text="照片不清")
    )
    assert case.stage == "working"
    assert part_of(case, installed, "住建局").stage == "accepted"
    assert Clock.objects.get(case=case, name="handling").state == "running"


def test_strangers_find_nothing_and_others_moves_are_refused(installed: Town) -> None:
    case = sent(installed)
    with pytest.raises(NotFound):
        services.move(actor=installed.clerk("财政分局"), case_id=case.pk, name="send", at=MONDAY)
    with pytest.raises(NotAllowed):
        services.move(
            actor=installed.clerk("安堂"),
            case_id=case.pk,
            name="withdraw",
            at=MONDAY,
            inputs=Inputs(text="x"),
        )
    with pytest.raises(NotAllowed):
        services.move(
            actor=installed.clerk("安堂"),
            case_id=case.pk,
            part_id=part_of(case, installed, "北村").pk,
            name="accept",
            at=MONDAY,
        )


def test_a_stale_write_is_refused_and_nothing_is_lost(installed: Town) -> None:
    case = sent(installed)
    services.note(actor=installed.office, case_id=case.pk, text="请抓紧", internal=False, at=MONDAY)
    with pytest.raises(OutOfTurn) as refusal:
        services.move(
            actor=installed.office,
            case_id=case.pk,
            name="withdraw",
            at=MONDAY,
            expected_version=case.version,
            inputs=Inputs(text="撤"),
        )
    assert refusal.value.facts["version"] == case.version + 1
    assert Step.objects.filter(case=case, kind="note").count() == 1


def test_the_same_key_opens_one_case(installed: Town) -> None:
    assert task(installed, key="k1").pk == task(installed, key="k1").pk
    assert Case.objects.count() == 1


def test_fields_are_held_against_the_procedures_schema(installed: Town) -> None:
    with pytest.raises(RuleBroken) as refusal:
        task(installed, data={"number": "three"})
    assert refusal.value.facts["field"] == "number"


def test_a_part_is_passed_sideways_up_and_back(installed: Town) -> None:
    case = sent(installed, assist_ids=[])
    with pytest.raises(RuleBroken):
        act(installed, case, "住建局", "hand_over", unit_id=installed.units["南村"].pk, text="不归我管")
    act(installed, case, "住建局", "hand_over", unit_id=installed.units["财政分局"].pk, text="涉及资金")
    assert part_of(case, installed, "住建局").stage == "withdrawn"
    fresh = part_of(case, installed, "财政分局")
    assert (fresh.role, fresh.stage, fresh.previous_id) == ("lead", "offered", installed.units["住建局"].pk)
    act(installed, case, "财政分局", "hand_back", text="退回原单位")
    assert (
        Part.objects.filter(case=case, organisation=installed.units["住建局"], stage="offered").count() == 1
    )
    assert audit.verify() is None


def test_lateness_shows_by_itself_and_steps_follow(installed: Town) -> None:
    case = sent(installed, data={"due_on": "2026-11-20"})
    act(installed, case, "住建局", "accept")
    wednesday, friday_night = (
        MONDAY + timedelta(days=2, hours=14, minutes=40),
        MONDAY + timedelta(days=4, hours=14, minutes=31),
    )
    services.tick(actor=SYSTEM, at=wednesday)
    assert Case.objects.get(pk=case.pk).level == 1
    services.tick(actor=SYSTEM, at=friday_night)
    late = Case.objects.get(pk=case.pk)
    assert late.level == 2
    assert part_of(case, installed, "住建局").was_late
    before = Message.objects.count()
    assert services.tick(actor=SYSTEM, at=friday_night) == 0
    assert Message.objects.count() == before
    assert services.tick(actor=SYSTEM, at=MONDAY) == 0
    assert audit.verify() is None


def test_more_time_is_asked_and_granted(installed: Town) -> None:
    case = sent(installed)
    act(installed, case, "住建局", "accept")
    act(installed, case, "住建局", "ask_extension", days=10, text="等待规划批复")
    services.move(actor=installed.office, case_id=case.pk, name="grant_extension", at=MONDAY)
    clock = Clock.objects.get(case=case, name="handling")
    assert clock.due_at.isoformat() == "2027-01-10T16:00:00+00:00"


def test_pausing_stops_the_light_and_resuming_brings_it_back(installed: Town) -> None:
    case = act(installed, sent(installed, assist_ids=[]), "住建局", "accept")
    case = services.move(
        actor=installed.office, case_id=case.pk, name="pause", at=MONDAY, inputs=Inputs(text="等批复")
    )
    assert case.due_at is None
    case = services.move(actor=installed.office, case_id=case.pk, name="resume", at=MONDAY)
    assert case.due_at is not None


def test_the_page_of_a_case_shows_only_moves_its_reader_may_make(installed: Town) -> None:
    case = sent(installed)
    lead = {choice.move.name for choice in sheet(installed.clerk("住建局"), case.number).choices}
    assert lead == {"accept", "return", "hand_over", "hand_down", "hand_up", "hand_back"}
    office = {choice.move.name for choice in sheet(installed.office, case.number).choices}
    assert "withdraw" in office and "accept" not in office


def test_evidence_is_kept_under_its_hash(installed: Town) -> None:
    case = sent(installed)
    files = services.attach(
        actor=installed.clerk("安堂"),
        case_id=case.pk,
        uploads=[Upload("进展.txt", "已开工".encode())],
        at=MONDAY,
    )
    assert files[0].size == 9
    with pytest.raises(RuleBroken):
        services.attach(
            actor=installed.clerk("安堂"),
            case_id=case.pk,
            uploads=[Upload("x.pdf", b"MZ\x90\x00exe")],
            at=MONDAY,
        )


def test_a_reply_after_the_last_day_is_late_even_before_anyone_looked(installed: Town) -> None:
    case = sent(installed, data={"due_on": "2026-11-20"})
    act(installed, case, "住建局", "accept")
    saturday = MONDAY + timedelta(days=5)
    part = part_of(case, installed, "住建局")
    services.move(
        actor=installed.clerk("住建局"),
        case_id=case.pk,
        part_id=part.pk,
        name="reply",
        at=saturday,
        inputs=Inputs(text="完成"),
    )
    assert part_of(case, installed, "住建局").was_late


def test_a_move_without_a_target_leaves_the_case_where_it_is(installed: Town) -> None:
    case = act(installed, sent(installed), "住建局", "accept")
    act(installed, case, "住建局", "ask_extension", days=3, text="等材料")
    case = services.move(actor=installed.office, case_id=case.pk, name="grant_extension", at=MONDAY)
    step = Step.objects.filter(case=case, move="grant_extension").get()
    assert (case.stage, step.source, step.target) == ("working", "working", "working")


def test_a_case_whose_lead_returned_it_waits_for_a_new_lead(installed: Town) -> None:
    case = sent(installed, assist_ids=[installed.units["安堂"].pk])
    act(installed, case, "安堂", "accept")
    act(installed, case, "住建局", "accept")
    act(installed, case, "安堂", "reply", text="完成")
    case = act(installed, case, "住建局", "return", reason="not_competent", text="应由财政分局牵头")
    assert case.stage == "working"
    case = services.move(
        actor=installed.office,
        case_id=case.pk,
        name="reassign",
        at=MONDAY,
        inputs=Inputs(text="改派", unit_id=installed.units["财政分局"].pk),
    )
    assert part_of(case, installed, "财政分局").role == "lead"
    act(installed, case, "财政分局", "accept")
    assert act(installed, case, "财政分局", "reply", text="完成").stage == "checking"
