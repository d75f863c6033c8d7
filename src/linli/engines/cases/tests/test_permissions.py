"""Who may what: every service and every person, in one table. Lists and pages show the same cases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests.town import MONDAY, Town

from linli.engines.cases import permissions, services
from linli.engines.cases.models import Case
from linli.engines.cases.queries import worklists
from linli.engines.cases.queries.cases import case as case_of
from linli.engines.cases.queries.cases import cases_visible_to, sheet
from linli.engines.cases.rules.requests import Inputs, Upload
from linli.engines.cases.tests.test_services import part_of, sent, task
from linli.kernel.actors import ANYONE, SYSTEM, Actor
from linli.kernel.refusals import NotFound, Refusal, RuleBroken

HANDLE, OVERSEE, ROUTE = permissions.HANDLE, permissions.OVERSEE, permissions.ROUTE


def people(town: Town) -> dict[str, Actor]:
    return {
        "office": town.office,
        "lead": town.clerk("住建局"),
        "assistant": town.clerk("安堂"),
        "other unit": town.clerk("财政分局"),
        "overseer": town.actor("镇政府", HANDLE, OVERSEE),
        "router": town.actor("镇政府", OVERSEE, ROUTE),
        "overseer elsewhere": town.actor("南村", HANDLE, OVERSEE, ROUTE, area="440500111000"),
        "system administrator": town.actor("社会事务局", "system.configure"),
        "registry administrator": town.actor("社会事务局", "accounts.manage", "organisations.edit"),
        "auditor": town.actor("社会事务局", "audit.read"),
        "anyone": ANYONE,
    }


def on_part(unit: str, name: str, **inputs: Any) -> Callable[[Town, Case, Actor], Any]:
    def doing(town: Town, case: Case, actor: Actor) -> None:
        part = part_of(case, town, unit)
        services.move(
            actor=actor, case_id=case.pk, part_id=part.pk, name=name, at=MONDAY, inputs=Inputs(**inputs)
        )

    return doing


def on_case(name: str, **inputs: Any) -> Callable[[Town, Case, Actor], Any]:
    return lambda town, case, actor: services.move(
        actor=actor, case_id=case.pk, name=name, at=MONDAY, inputs=Inputs(**inputs)
    )


ACTS: dict[str, Callable[[Town, Case, Actor], Any]] = {
    "open": lambda town, case, actor: task(town, actor=actor),
    "see": lambda town, case, actor: sheet(actor, case.number),
    "note": lambda town, case, actor: services.note(
        actor=actor, case_id=case.pk, text="好", internal=False, at=MONDAY
    ),
    "attach": lambda town, case, actor: services.attach(
        actor=actor, case_id=case.pk, uploads=[Upload("a.txt", b"x")], at=MONDAY
    ),
    "relate": lambda town, case, actor: services.relate(
        actor=actor, case_id=case.pk, other_number=task(town).number, kind="related", at=MONDAY
    ),
    "withdraw": on_case("withdraw", text="撤"),
    "accept as lead": on_part("住建局", "accept"),
    "accept as assistant": on_part("安堂", "accept"),
    "assign lead's part": lambda town, case, actor: services.assign(
        actor=actor, case_id=case.pk, part_id=part_of(case, town, "住建局").pk, user_id=3, at=MONDAY
    ),
    "route": lambda town, case, actor: services.route_again(
        actor=actor, case_id=unrouted(case).pk, lead_id=town.units["住建局"].pk, at=MONDAY
    ),
    "replace routes": lambda town, case, actor: services.replace_routes(
        actor=actor, procedure="x", rows=[], source="试", at=MONDAY
    ),
    "install": lambda town, case, actor: services.install(
        actor=actor, data={"name": "x.y", "version": 1, "stages": {}}, at=MONDAY
    ),
    "draft": lambda town, case, actor: services.save_draft(
        actor=actor, procedure="supervision.task", content={}, at=MONDAY
    ),
}
# One column a person, in the order of `people`: + allowed, 3 forbidden, 4 not found.
TABLE = {
    "open":                "+3333333333",
    "see":                 "+++4++44444",
    "note":                "+++4++44444",
    "attach":              "+++4++44444",
    "relate":              "+444++44444",
    "withdraw":            "+334334" + "4444",
    "accept as lead":      "3+34334" + "4444",
    "accept as assistant": "33+4334" + "4444",
    "assign lead's part":  "3+34334" + "4444",
    "route":               "+4444+44444",
    "replace routes":      "+3333++3333",
    "install":             "3333333+333",
    "draft":               "++++++++++3",
}  # fmt: skip


def unrouted(case: Case) -> Case:
    Case.objects.filter(pk=case.pk).update(is_routed=False)
    case.parts.filter(role="lead").update(stage="withdrawn", is_open=False)
    return case


@pytest.mark.parametrize("act", list(ACTS))
def test_every_service_asks_who_is_there(installed: Town, act: str) -> None:
    told = ""
    for actor in people(installed).values():
        case = sent(installed, assist_ids=[installed.units["安堂"].pk])
        version = case.version
        try:
            ACTS[act](installed, case, actor)
            told += "+"
        except Refusal as refusal:
            told += {403: "3", 404: "4"}.get(refusal.status, f"?{refusal.status}")
            assert Case.objects.get(pk=case.pk).version == version
    assert told == TABLE[act]


def test_lists_and_pages_show_the_same_cases(installed: Town) -> None:
    areas = {"town": None, "an": None, "nan": None, "city": None}
    for key in areas:
        place = installed.places[key].pk
        for unit in ("住建局", "南村"):
            sent(installed, area_id=place, lead_id=installed.units[unit].pk, assist_ids=[])
        task(installed, area_id=place)
    everyone = people(installed) | {
        "country": Actor(user_id=1, powers=frozenset({OVERSEE})),
        "city": Actor(user_id=1, area_code="440500000000", powers=frozenset({OVERSEE})),
        "community": Actor(user_id=1, area_code="440500110001", powers=frozenset({OVERSEE})),
        "grid": Actor(user_id=1, area_code="440500110001001", powers=frozenset({OVERSEE})),
        "country in a unit": Actor(
            user_id=1, organisation_id=installed.units["南村"].pk, powers=frozenset({OVERSEE})
        ),
        "system": SYSTEM,
    }
    seen = {}
    for name, actor in everyone.items():
        listed = set(cases_visible_to(actor).values_list("number", flat=True))
        for case in Case.objects.all():
            try:
                case_of(actor, case.number)
                shown = True
            except NotFound:
                shown = False
            assert shown == (case.number in listed), (name, case)
        seen[name] = len(listed)
    assert seen["country"] == seen["system"] == seen["country in a unit"] == Case.objects.count() == 12
    assert (seen["city"], seen["overseer"], seen["community"], seen["grid"], seen["anyone"]) == (
        12,
        6,
        3,
        0,
        0,
    )


def test_no_list_opens_to_a_capacity_that_has_none(installed: Town) -> None:
    sent(installed)
    for name in ("system administrator", "registry administrator", "auditor", "anyone"):
        actor = people(installed)[name]
        assert worklists.worklists_of(actor) == []
        for each in worklists.WORKLISTS:
            assert worklists.page(actor, each, worklists.Filters()).rows == []
        assert set(worklists.counts(actor, list(worklists.WORKLISTS)).values()) == {0}


def test_an_overseer_sees_the_late_cases_of_the_unit_outside_the_area_too(installed: Town) -> None:
    case = sent(installed, area_id=installed.places["nan"].pk)
    Case.objects.filter(pk=case.pk).update(level=2)
    case.parts.update(level=2)
    for actor in (installed.office, installed.clerk("住建局"), people(installed)["overseer elsewhere"]):
        assert [row.case.pk for row in worklists.page(actor, "overdue", worklists.Filters()).rows] == [
            case.pk
        ]
    assert worklists.page(installed.clerk("财政分局"), "overdue", worklists.Filters()).rows == []


def test_an_internal_note_stays_with_its_unit_and_the_office(installed: Town) -> None:
    case = sent(installed)
    services.note(actor=installed.clerk("住建局"), case_id=case.pk, text="内部", internal=True, at=MONDAY)
    services.note(actor=installed.clerk("住建局"), case_id=case.pk, text="公开", internal=False, at=MONDAY)
    for actor, notes in (
        (installed.clerk("住建局"), {"内部", "公开"}),
        (installed.office, {"内部", "公开"}),
        (people(installed)["overseer"], {"内部", "公开"}),
        (installed.clerk("安堂"), {"公开"}),
    ):
        assert {step.text for step in sheet(actor, case.number).steps if step.kind == "note"} == notes


def test_a_key_belongs_to_whoever_used_it_first(installed: Town) -> None:
    task(installed, key="k")
    with pytest.raises(RuleBroken):
        task(installed, key="k", actor=installed.actor("组织办", "supervision.plan", user=99))


def test_a_draft_is_seen_and_discarded_by_its_writer_only(installed: Town) -> None:
    mine, other = installed.clerk("住建局"), installed.clerk("安堂")
    draft = services.save_draft(actor=mine, procedure="p", content={"a": 1}, at=MONDAY)
    again = services.save_draft(actor=mine, procedure="p", content={"a": 2}, at=MONDAY, draft_id=draft.pk)
    assert again.pk == draft.pk
    theirs = services.save_draft(actor=other, procedure="p", content={"a": 3}, at=MONDAY, draft_id=draft.pk)
    assert theirs.pk != draft.pk
    with pytest.raises(NotFound):
        services.discard_draft(actor=other, draft_id=draft.pk)
    services.discard_draft(actor=mine, draft_id=draft.pk)
