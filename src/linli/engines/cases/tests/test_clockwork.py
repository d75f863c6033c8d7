"""Deadlines in the life of a case: extended, paused, moved by the calendar, proven."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from tests.town import MONDAY, Town

from linli.engines.cases import services
from linli.engines.cases.models import Case, Clock, Extension, Part, Step
from linli.engines.cases.queries.deadlines import proof
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.rules.teaching import TAUGHT
from linli.engines.cases.tests.test_services import act, part_of, sent, task
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.audit import queries as audit
from linli.kernel.audit.models import Entry
from linli.kernel.calendar import services as calendar
from linli.kernel.calendar.rules import Day
from linli.kernel.calendar.terms import DayKind
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import RuleBroken

EDITOR = Actor(user_id=1, powers=frozenset({"calendar.edit"}))
LATE = MONDAY + timedelta(days=5)


def office(town: Town, case: Case, name: str, *, at=MONDAY, **inputs: Any) -> Case:
    return services.move(actor=town.office, case_id=case.pk, name=name, at=at, inputs=Inputs(**inputs))


def handling(case: Case) -> Clock:
    return Clock.objects.get(case=case, name="handling")


def test_a_stored_deadline_is_proven_by_its_intervals_and_the_calendar(installed: Town) -> None:
    case = sent(installed)
    for clock in Clock.objects.filter(case=case):
        assert proof(clock).holds and proof(clock).is_same_calendar
        assert proof(clock).deadline is not None and proof(clock).deadline.at == clock.due_at
    clock = Clock.objects.filter(case=case, name="acceptance").first()
    assert clock is not None
    clock.due_at += timedelta(minutes=1)
    assert not proof(clock).holds
    clock.due_at -= timedelta(minutes=1)
    clock.intervals[0][0] = (MONDAY - timedelta(days=1)).isoformat()
    assert not proof(clock).holds
    Clock.objects.filter(pk=clock.pk).update(state="stopped", due_at=None)
    assert proof(Clock.objects.get(pk=clock.pk)).holds


def test_more_time_ends_lateness_and_the_steps_begin_anew(installed: Town) -> None:
    case = act(installed, sent(installed, assist_ids=[], data={"due_on": "2026-11-20"}), "住建局", "accept")
    services.tick(actor=SYSTEM, at=LATE)
    assert handling(case).late_steps == 1 and Case.objects.get(pk=case.pk).level == 2
    part = part_of(case, installed, "住建局")
    services.move(
        actor=installed.clerk("住建局"), case_id=case.pk, part_id=part.pk, name="ask_extension",
        at=LATE, inputs=Inputs(text="等批复", days=10),
    )  # fmt: skip
    office(installed, case, "grant_extension", at=LATE)
    assert (handling(case).late_steps, Case.objects.get(pk=case.pk).level) == (0, 0)
    assert part_of(case, installed, "住建局").was_late  # that it was is not forgotten
    told = Message.objects.filter(key__contains=":overdue:").count()
    services.tick(actor=SYSTEM, at=LATE + timedelta(days=10))
    assert handling(case).late_steps == 1
    assert Message.objects.filter(key__contains=":overdue:").count() > told


def test_more_time_that_is_over_already_repeats_no_step(installed: Town) -> None:
    case = act(installed, sent(installed, assist_ids=[], data={"due_on": "2026-11-20"}), "住建局", "accept")
    act(installed, case, "住建局", "ask_extension", days=1, text="等批复")
    services.tick(actor=SYSTEM, at=LATE + timedelta(days=2))
    steps = handling(case).late_steps
    assert steps >= 1
    office(installed, case, "grant_extension", at=LATE + timedelta(days=2))
    assert handling(case).late_steps == steps
    assert Case.objects.get(pk=case.pk).level == 2


def test_one_request_for_more_time_waits_at_a_time_and_may_be_refused(installed: Town) -> None:
    case = act(installed, sent(installed), "住建局", "accept")
    with pytest.raises(RuleBroken, match=r".+"):
        office(installed, case, "grant_extension")
    act(installed, case, "住建局", "ask_extension", days=10, text="等批复")
    with pytest.raises(RuleBroken):
        act(installed, case, "住建局", "ask_extension", days=5, text="再等")
    due = handling(case).due_at
    office(installed, case, "refuse_extension", text="按期完成")
    assert handling(case).due_at == due
    assert Extension.objects.get().state == "refused"
    act(installed, case, "住建局", "ask_extension", days=5, text="再等")
    office(installed, case, "grant_extension")
    assert handling(case).due_at == due + timedelta(days=5)


def test_what_passes_while_a_clock_is_paused_shows_when_it_goes_on(installed: Town) -> None:
    case = act(installed, sent(installed, assist_ids=[], data={"due_on": "2026-11-20"}), "住建局", "accept")
    office(installed, case, "pause", text="等批复")
    assert services.tick(actor=SYSTEM, at=LATE) == 0
    case = office(installed, case, "resume", at=LATE)
    assert case.level == 2
    assert services.tick(actor=SYSTEM, at=LATE) == 1
    assert Message.objects.filter(key__contains=":overdue:").exists()


def test_a_part_that_left_takes_its_red_light_with_it(installed: Town) -> None:
    case = sent(installed, assist_ids=[installed.units["安堂"].pk])
    services.tick(actor=SYSTEM, at=MONDAY + timedelta(days=4))
    assert Case.objects.get(pk=case.pk).level == 2
    at = MONDAY + timedelta(days=4)
    for unit, name in (("住建局", "accept"), ("安堂", "return")):
        part = part_of(case, installed, unit)
        services.move(
            actor=installed.clerk(unit), case_id=case.pk, part_id=part.pk, name=name, at=at,
            inputs=Inputs(text="不属本单位", reason="unclear" if name == "return" else ""),
        )  # fmt: skip
    assert Case.objects.get(pk=case.pk).level == 0


def test_a_new_calendar_moves_deadlines_and_says_so(installed: Town) -> None:
    """Three workdays from Monday end with Thursday; Wednesday becomes a day off: with Friday."""
    case = sent(installed)
    other = task(installed)
    before = Clock.objects.filter(case=case, name="acceptance").first()
    holiday = Day(date(2026, 11, 18), DayKind.HOLIDAY, "节", "市政府通知")
    calendar.set_days(actor=EDITOR, days=[holiday], reason="市政府通知", at=MONDAY)
    after = Clock.objects.get(pk=before.pk)
    assert after.due_at == before.due_at + timedelta(days=1)
    assert after.calendar_version != before.calendar_version and proof(after).holds
    step = Step.objects.filter(case=case).latest("id")
    assert len(step.data["recomputed"]) == 3 and step.data["calendar"] == after.calendar_version
    assert Entry.objects.get(kind="case", key=str(case.pk), act="recompute").data["moved"][0]["was"] == str(
        before.due_at
    )
    assert Part.objects.filter(case=case, due_at=after.due_at).count() == 3
    assert Case.objects.get(pk=other.pk).version == 1
    assert services.recompute(actor=SYSTEM, at=MONDAY) == 0
    assert audit.verify() is None


def test_a_new_calendar_that_moves_nothing_leaves_a_case_alone(installed: Town) -> None:
    case = sent(installed)
    far = Day(date(2026, 12, 24), DayKind.REST, "", "试")
    calendar.set_days(actor=EDITOR, days=[far], reason="试", at=MONDAY)
    assert Case.objects.get(pk=case.pk).version == case.version
    assert all(proof(clock).is_same_calendar for clock in Clock.objects.filter(case=case))


def test_a_provisional_deadline_becomes_known_with_the_notice(installed: Town) -> None:
    at = MONDAY.replace(year=2029, month=12, day=27)
    case = services.move(actor=installed.office, case_id=task(installed, at=at).pk, name="send", at=at)
    clock = Clock.objects.filter(case=case, name="acceptance").first()
    assert clock.provisional
    notice = [
        Day(date(year, month, day), DayKind.HOLIDAY, "节", "国办通知")
        for year in range(2027, 2031)
        for month, day in ((1, 1), (5, 1), (10, 1))
    ]
    calendar.set_days(actor=EDITOR, days=notice, reason="国办通知", at=at)
    assert not Clock.objects.get(pk=clock.pk).provisional


def test_a_case_that_cannot_be_looked_at_holds_up_no_other(
    installed: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = (sent(installed, data={"due_on": "2026-11-20"}) for _ in range(2))
    plain = TAUGHT.effects["cases.remind"]

    def stumble(situation: Any) -> None:
        if situation.case.pk == bad.pk:
            raise ZeroDivisionError
        plain(situation)

    monkeypatch.setitem(TAUGHT.effects, "cases.remind", stumble)
    with caplog.at_level(logging.ERROR, "linli.cases"):
        assert services.tick(actor=SYSTEM, at=LATE) == 1
    assert Case.objects.get(pk=good.pk).level == 2
    assert Case.objects.get(pk=bad.pk).version == bad.version
    assert str(bad.pk) in caplog.text


def test_a_last_day_must_be_a_day(installed: Town) -> None:
    with pytest.raises(RuleBroken) as refusal:
        task(installed, data={"due_on": "明年"})
    assert refusal.value.facts["field"] == "due_on"


def test_lateness_goes_up_the_chain_on_chinas_day(installed: Town) -> None:
    case = act(installed, sent(installed, assist_ids=[], data={"due_on": "2026-11-20"}), "住建局", "accept")
    for days in range(5, 24):
        services.tick(actor=SYSTEM, at=MONDAY + timedelta(days=days))
    told = Message.objects.filter(key__contains=":escalated:").values_list("to", flat=True)
    assert list(told) == [f"unit:{installed.units['镇政府'].pk}"]
    assert handling(case).late_steps == 5
    assert audit.verify() is None
