"""The Dayong task table on its way through the demonstration town: read in, confirmed, sent, and partly handled.

The text is made from the pack's own paraphrases, and goes the same road as a real file.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.engines.cases import services as cases
from linli.engines.cases.rules.requests import Inputs
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.clock import day_of
from linli.kernel.packs import Packs
from linli.oversight.supervision import queries, services
from linli.registry.organisations import queries as organisations
from linli.registry.organisations import services as registry
from linli.registry.places.queries import place

PACK = "dayong-2018"
DAYS_AGO = 30
DUE_IN = 60


def text_of(packs: Packs) -> str:
    """A file as an office would send it: a title, a short body, and the table."""
    pack = packs[PACK]
    document, tasks = pack.one("document"), pack.one("tasks")
    assert document is not None and tasks is not None
    lines = [
        "大涌镇城乡社区治理重点任务（演示摘要）",
        "中共大涌镇委员会",
        "2018年12月10日",
        "一、说明",
        "1.本摘要由项目自拟的任务概述组成，用于演示，不是原文。",
        "2.各单位按附件分工落实。",
        "附件:重点任务分工",
        "附件",
        "序号 |",
        "工 作 任 务 |",
        "负责单位 |",
    ]
    for task in tasks.data["tasks"]:
        if task.get("sub") != "b":
            lines.append(f"{task['no']} |")
        units, leads = task["units"], task.get("leads", {}).get("units", [])
        rest = [unit for unit in units if unit not in leads]
        printed = "，".join("、".join(group) for group in (leads, rest) if group)
        lines += [f"{task['task']['zh']}。 |", f"{printed} |"]
        if task.get("sub") == "a":
            continue
        if task.get("sub") == "b":
            lines.append("|")
    return "\n".join(lines)


def play(*, packs: Packs, area_code: str, planner: Actor, at: datetime) -> int:
    """Read the table in a month ago, send it, and let the units act since. Returns the number of cases."""
    began = at - timedelta(days=DAYS_AGO)
    aliases = [
        ("组办", ("组织办",), ""),
        ("各村(社区)", (), "committees"),
        ("各相关部门", ("政务办", "财政分局"), ""),
    ]
    for name, units, group in aliases:
        ids = [organisations.named(unit, on=day_of(at), area_code=area_code).get().pk for unit in units]
        registry.remember_alias(
            actor=planner, name=name, area=area_code, at=began, organisations=ids, group=group
        )
    document = services.read_in(
        actor=planner,
        data=text_of(packs).encode(),
        filename="重点任务分工（演示）.txt",
        at=began,
        area_id=place(area_code, on=day_of(at)).pk,
    )
    services.confirm(actor=planner, document_id=document.pk, at=began)
    due_on = day_of(began) + timedelta(days=DUE_IN)
    sent = services.send_all(actor=planner, document_id=document.pk, due_on=due_on, at=began)
    _units_act(document.pk, planner, began)
    cases.tick(actor=SYSTEM, at=at, limit=2000)
    _office_acts(document.pk, planner, began, at)
    return sent


def _office_acts(document_id: int, planner: Actor, began: datetime, at: datetime) -> None:
    """An order about the first task nobody has looked at, and a bulletin on the weeks so far."""
    tasks = queries.documents.tasks_of(queries.documents.document(planner, document_id))
    slow = next(task.case for task in tasks if task.case is not None and task.case.stage == "sent")
    services.issue_order(
        actor=planner,
        case_id=slow.pk,
        text="任务下达后长期未签收，请即签收并报送办理方案。",
        reply_due_on=day_of(at) + timedelta(days=5),
        at=at,
    )
    bulletin = services.draw_up_bulletin(
        actor=planner,
        title="城乡社区治理重点任务进展通报（演示）",
        start=day_of(began),
        end=day_of(at),
        text="各单位总体进展平稳，部分任务签收不及时，请抓紧办理。",
        at=at,
    )
    services.publish_bulletin(actor=planner, bulletin_id=bulletin.pk, at=at)


def _units_act(document_id: int, planner: Actor, began: datetime) -> None:
    """By the number of the task: some finish, some return, some are slow, some have not looked at it."""
    for task in queries.documents.tasks_of(queries.documents.document(planner, document_id)):
        case = task.case
        if case is None:
            continue
        slow = task.number % 5
        for order, part in enumerate(case.parts.select_related("organisation__area").order_by("id")):
            at = began + timedelta(days=1, hours=order % 7, minutes=task.number)
            if slow == 4 or (slow == 3 and part.role == "assist" and order % 3 == 0):
                continue
            if task.number == 25 and order == 5:
                _act(part, "return", at, reason="outside_list", text="环境整治不应由村（社区）作为责任主体。")
                continue
            _act(part, "accept", at)
            if slow == 1 or (slow == 2 and order % 2):
                _act(part, "reply", at + timedelta(days=12 + order), text="已按要求落实，材料已报送。")
        case.refresh_from_db()
        if case.stage == "checking" and task.number % 2:
            at = began + timedelta(days=27)
            cases.move(
                actor=planner,
                case_id=case.pk,
                name="verify",
                at=at,
                inputs=Inputs(text="经实地查看，情况属实。"),
            )


def _act(part: object, name: str, at: datetime, **given: str) -> None:
    unit = part.organisation  # type: ignore[attr-defined]
    actor = Actor(
        name=f"{unit.short_name or unit.name}经办人",
        organisation_id=unit.pk,
        organisation_name=unit.name,
        area_code=unit.area.code,
        powers=frozenset({"cases.handle"}),
    )
    cases.move(
        actor=actor,
        case_id=part.case_id,  # type: ignore[attr-defined]
        part_id=part.pk,  # type: ignore[attr-defined]
        name=name,
        at=at,
        inputs=Inputs(**given),  # type: ignore[arg-type]
    )
