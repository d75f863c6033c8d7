"""Anybody tries anything, in any order, for months: what must hold of a case holds after every step."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

import pytest
from tests.town import MONDAY, Town

from linli.engines.cases import services
from linli.engines.cases.models import Case, Clock, Part
from linli.engines.cases.queries.cases import cases_visible_to, sheet
from linli.engines.cases.queries.deadlines import proof
from linli.engines.cases.rules.requests import Inputs, Upload
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.audit import queries as audit
from linli.kernel.audit.models import Entry
from linli.kernel.calendar import services as calendar
from linli.kernel.calendar.rules import Day
from linli.kernel.calendar.terms import DayKind
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import Refusal

EDITOR = Actor(user_id=1, powers=frozenset({"calendar.edit"}))
UNITS = ("组织办", "住建局", "财政分局", "社会事务局", "安堂", "北村", "南村")
OPEN, PRESENT = {"offered", "accepted"}, {"planned", "offered", "accepted", "replied"}


def hold(case: Case, at: datetime) -> None:
    """Everything that must be true of a case between two transactions."""
    parts, clocks = list(case.parts.all()), list(case.clocks.all())
    running = [clock for clock in clocks if clock.state == "running"]
    chain = Entry.objects.filter(kind="case", key=str(case.pk))
    assert case.version == chain.count() == case.steps.count()
    assert all(part.is_open == (part.stage in OPEN) for part in parts)
    assert len([part for part in parts if part.role == "lead" and part.stage in PRESENT]) <= 1
    present = [part.organisation_id for part in parts if part.stage in PRESENT]
    assert len(present) == len(set(present))
    assert case.due_at == min((clock.due_at for clock in running if clock.due_at), default=None)
    assert case.level == max((clock.level for clock in running), default=0)
    if not case.is_open:
        assert not running and not any(part.is_open for part in parts) and case.closed_at is not None
    for clock in clocks:
        assert (proof(clock).holds and proof(clock).is_same_calendar) or clock.state != "running"
        assert clock.due_at is not None or (clock.level == 0 and clock.next_at is None)
        assert clock.part is None or clock.state != "running" or clock.part.stage in PRESENT
        if clock.due_at is not None and at < clock.due_at:
            assert clock.late_steps == 0
    for part in parts:
        own = [c for c in running if c.part_id == part.pk or (c.part_id is None and part.is_open)]
        assert part.due_at == min((c.due_at for c in own if c.due_at), default=None)
        assert part.level == max((c.level for c in own), default=0)
        assert part.level < 2 or part.was_late


def inputs(random: Random, town: Town) -> Inputs:
    return Inputs(
        text=random.choice(["", "已研究", "现场查看属实", "正在办理", "完成"]),
        reason=random.choice(["", "unclear", "outside_list", "other", "tired"]),
        unit_id=random.choice([None, *(unit.pk for unit in town.units.values())]),
        days=random.choice([0, 1, 5, 15, 400, 10**9]),
        due_on=random.choice([None, date(2026, 12, 25), date(2027, 1, 8)]),
        files=[Upload("a.txt", b"x")] if random.random() < 0.1 else [],
    )


def act(random: Random, town: Town, actor: Actor, case: Case, at: datetime) -> None:
    """Mostly a move that the page offers; now and then something that it does not."""
    found = list(cases_visible_to(actor).filter(pk=case.pk))
    choices = sheet(actor, case.number).choices if found else []
    if random.random() < 0.97:  # else few stories would get anywhere
        choices = [choice for choice in choices if choice.move.name not in ("withdraw", "verify", "return")]
    kind = random.random()
    if kind < 0.05:
        services.note(actor=actor, case_id=case.pk, text="请抓紧", internal=random.random() < 0.5, at=at)
    elif kind < 0.1:
        part = random.choice(list(Part.objects.filter(case=case)))
        services.assign(actor=actor, case_id=case.pk, part_id=part.pk, user_id=5, at=at)
    elif choices and kind < 0.97:
        choice = random.choice(choices)
        part_id = choice.part.pk if choice.part else None
        services.move(
            actor=actor,
            case_id=case.pk,
            name=choice.move.name,
            part_id=part_id,
            at=at,
            inputs=inputs(random, town),
        )
    else:
        part = random.choice([None, *Part.objects.filter(case=case)])
        name = random.choice(["send", "accept", "reply", "send_back", "hand_back", "nonsense"])
        part_id = part.pk if part else None
        services.move(
            actor=actor, case_id=case.pk, name=name, part_id=part_id, at=at, inputs=inputs(random, town)
        )


@pytest.mark.parametrize("seed", range(3))
def test_whatever_people_do_a_case_stays_consistent(installed: Town, seed: int) -> None:
    random, at = Random(seed), MONDAY
    case = services.open_case(
        actor=installed.office,
        procedure="supervision.task",
        title="推进社区体育公园建设",
        area_id=installed.places["town"].pk,
        lead_id=installed.units["住建局"].pk,
        assist_ids=[installed.units["安堂"].pk, installed.units["北村"].pk],
        data={"due_on": "2026-12-11"},
        at=at,
    )
    people = [installed.office, installed.office, *(installed.clerk(unit) for unit in UNITS)]
    for step in range(90):
        at += timedelta(hours=random.choice([0, 1, 7, 40]))
        before = Case.objects.get(pk=case.pk)
        try:
            if step % 5 == 4:
                services.tick(actor=SYSTEM, at=at)
            elif step % 30 == 13:
                closed = Day(at.date() + timedelta(days=3), DayKind.REST, "", "测试")
                calendar.set_days(actor=EDITOR, days=[closed], reason="测试", at=at)
            else:
                act(random, installed, random.choice(people), before, at)
        except Refusal:
            assert Case.objects.get(pk=case.pk).version == before.version
        after = Case.objects.get(pk=case.pk)
        hold(after, min(at, after.changed_at))
    assert Case.objects.get(pk=case.pk).version > 12
    assert audit.verify() is None
    keys = list(Message.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys))
    assert not Clock.objects.filter(case=case, next_at__isnull=False).exclude(state="running").exists()
