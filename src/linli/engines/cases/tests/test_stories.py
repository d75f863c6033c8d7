"""Passing on, routing, relating, failing: what a case goes through beside its plain way."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.town import MONDAY, START, Town

from linli.engines.cases import services
from linli.engines.cases.models import Attachment, Case, Counter, Part, ProcedureVersion, Route, Step
from linli.engines.cases.queries import procedures, worklists
from linli.engines.cases.queries.cases import cases_visible_to, sheet
from linli.engines.cases.queries.search import matching
from linli.engines.cases.rules.requests import Inputs, Upload
from linli.engines.cases.rules.teaching import TAUGHT
from linli.engines.cases.tests.test_services import act, part_of, sent, task
from linli.engines.cases.tests.test_soundness import GOOD
from linli.kernel.actors import SYSTEM
from linli.kernel.audit import queries as audit
from linli.kernel.audit.models import Entry
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import NotFound, OutOfTurn, RuleBroken
from linli.registry.organisations.models import Organisation

ROUTED = {
    **GOOD,
    "name": "test.routed",
    "routed": True,
    "opening": ["cases.offer"],
    "opened_with": "cases.handle",
}
ROUTED = {
    **ROUTED,
    "moves": [{**ROUTED["moves"][0], "guards": [], "effects": ["cases.new_lead"]}, *GOOD["moves"][1:]],
}
ROUTED["clocks"] = {}


@pytest.fixture
def routed(installed: Town) -> Town:
    services.install(actor=SYSTEM, data=ROUTED, at=MONDAY)
    return installed


def matter(town: Town, **more: Any) -> Case:
    return task(town, **{"procedure": "test.routed", "lead_id": None, "assist_ids": [], **more})


def live(case: Case) -> dict[str, tuple[str, str]]:
    found = Part.objects.filter(case=case, stage__in=["planned", "offered", "accepted", "replied"])
    return {part.organisation.short_name: (part.role, part.stage) for part in found}


def test_up_down_and_back_and_nothing_goes_to_and_fro_for_ever(installed: Town) -> None:
    units, case = installed.units, sent(installed, assist_ids=[])
    act(installed, case, "住建局", "hand_down", unit_id=units["安堂"].pk, text="属地办理")
    assert live(case) == {"安堂": ("lead", "offered")}
    act(installed, case, "安堂", "hand_up", unit_id=units["镇政府"].pk, text="超出能力")
    assert live(case) == {"镇政府": ("lead", "offered")}
    act(installed, case, "镇政府", "hand_back", text="请先行处置")
    back = Part.objects.get(case=case, organisation=units["安堂"], stage="offered")
    assert back.previous_id == units["住建局"].pk  # not 镇政府: that would go to and fro
    services.move(
        actor=installed.clerk("安堂"), case_id=case.pk, part_id=back.pk, name="hand_back", at=MONDAY,
        inputs=Inputs(text="仍退回"),
    )  # fmt: skip
    last = Part.objects.get(case=case, organisation=units["住建局"], stage="offered")
    assert last.previous_id is None
    with pytest.raises(RuleBroken):
        services.move(
            actor=installed.clerk("住建局"), case_id=case.pk, part_id=last.pk, name="hand_back", at=MONDAY,
            inputs=Inputs(text="退"),
        )  # fmt: skip
    assert audit.verify() is None


def test_a_case_goes_to_no_unit_that_is_gone_or_never_was(installed: Town) -> None:
    gone = Organisation.objects.create(
        name="旧局", kind="department", area=installed.places["town"], parent=installed.units["镇政府"],
        valid_from=START, valid_to=MONDAY.date() - timedelta(days=9),
    )  # fmt: skip
    case = sent(installed, assist_ids=[])
    for unit in (gone.pk, 99_999_999):
        with pytest.raises(NotFound):
            act(installed, case, "住建局", "hand_over", unit_id=unit, text="转")
        with pytest.raises(NotFound):
            task(installed, lead_id=unit)
        with pytest.raises(NotFound):
            task(installed, assist_ids=[unit])
    assert live(case) == {"住建局": ("lead", "offered")}


def test_a_unit_has_one_part_at_a_time(installed: Town) -> None:
    case = sent(installed)
    with pytest.raises(RuleBroken):
        act(installed, case, "安堂", "hand_up", unit_id=installed.units["住建局"].pk, text="x")


def test_the_table_routes_and_what_it_cannot_route_waits_for_a_person(routed: Town) -> None:
    rows = [{"category": "facility", "area_code": "440500110", "organisation_id": routed.units["住建局"].pk}]
    services.replace_routes(actor=SYSTEM, procedure="test.routed", rows=rows, source="试", at=MONDAY)
    case = matter(routed, category="facility.lamp", area_id=routed.places["an"].pk)
    assert live(case) == {"住建局": ("lead", "offered")} and case.route["why"] == "most_specific"
    lost = matter(routed, category="environment")
    assert not lost.is_routed and lost.route["why"] == "no_row" and live(lost) == {}
    assert [row.case.pk for row in worklists.page(routed.office, "unrouted", worklists.Filters()).rows] == [
        lost.pk
    ]
    with pytest.raises(RuleBroken):
        services.route_again(actor=routed.office, case_id=lost.pk, at=MONDAY)
    rows.append({"category": "environment", "organisation_id": routed.units["社会事务局"].pk})
    services.replace_routes(actor=SYSTEM, procedure="test.routed", rows=rows, source="试", at=MONDAY)
    assert Route.objects.count() == 2
    services.route_again(actor=routed.office, case_id=lost.pk, at=MONDAY)
    assert live(lost) == {"社会事务局": ("lead", "offered")}
    with pytest.raises(OutOfTurn):
        services.route_again(actor=routed.office, case_id=lost.pk, at=MONDAY)
    assert audit.verify() is None


def test_a_person_may_give_an_unrouted_case_to_a_unit_that_assists_already(routed: Town) -> None:
    lost = matter(routed, assist_ids=[routed.units["安堂"].pk])
    services.route_again(actor=routed.office, case_id=lost.pk, lead_id=routed.units["安堂"].pk, at=MONDAY)
    assert live(lost) == {"安堂": ("lead", "offered")}


def test_a_bad_area_code_leaves_the_table_as_it_was(routed: Town) -> None:
    good = [{"organisation_id": routed.units["住建局"].pk}]
    services.replace_routes(actor=SYSTEM, procedure="p", rows=good, source="试", at=MONDAY)
    bad = [*good, {"area_code": "4405x", "organisation_id": routed.units["住建局"].pk}]
    with pytest.raises(RuleBroken):
        services.replace_routes(actor=SYSTEM, procedure="p", rows=bad, source="试", at=MONDAY)
    assert Route.objects.count() == 1


def test_a_new_lead_releases_the_former_one(routed: Town) -> None:
    case = matter(routed, lead_id=routed.units["住建局"].pk)
    services.move(
        actor=routed.office,
        case_id=case.pk,
        name="go",
        at=MONDAY,
        inputs=Inputs(unit_id=routed.units["财政分局"].pk),
    )
    assert live(case) == {"财政分局": ("lead", "offered")}
    assert part_of(case, routed, "住建局").stage == "withdrawn"
    assert Message.objects.filter(to=f"unit:{routed.units['住建局'].pk}", key__contains="released").exists()


def test_a_failing_effect_leaves_no_trace(installed: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    case = task(installed)
    before = (
        Counter.objects.get().last,
        Message.objects.count(),
        Entry.objects.count(),
        Step.objects.count(),
    )

    def stumble(situation: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setitem(TAUGHT.effects, "cases.offer", stumble)
    upload = Upload("a.txt", b"x")
    with pytest.raises(ZeroDivisionError):
        services.move(
            actor=installed.office, case_id=case.pk, name="send", at=MONDAY, inputs=Inputs(files=[upload])
        )
    services.install(actor=SYSTEM, data=ROUTED, at=MONDAY)
    after_install = Entry.objects.count()
    with pytest.raises(ZeroDivisionError):
        matter(installed)
    assert (
        Counter.objects.get().last,
        Message.objects.count(),
        after_install - 1,
        Step.objects.count(),
    ) == before
    assert Case.objects.get().version == 1 and Entry.objects.count() == after_install
    assert not Attachment.objects.exists()
    monkeypatch.undo()
    assert task(installed).number.endswith("-0002")


def test_a_running_case_stays_on_its_version(installed: Town) -> None:
    first = deepcopy(GOOD) | {
        "name": "test.plain",
        "opening": [],
        "clocks": {},
        "opened_with": "supervision.plan",
    }
    first["moves"][0] |= {"guards": [], "effects": []}
    services.install(actor=SYSTEM, data=first, at=MONDAY)
    old = task(installed, procedure="test.plain")
    second = deepcopy(first) | {"version": 2}
    second["moves"][0]["to"] = "end"
    assert services.install(actor=SYSTEM, data=second, at=MONDAY)
    assert not services.install(actor=SYSTEM, data=second, at=MONDAY)
    new = task(installed, procedure="test.plain")
    assert (old.procedure_version, new.procedure_version) == (1, 2)
    for case, stage in ((old, "at"), (new, "end")):
        services.move(actor=installed.office, case_id=case.pk, name="go", at=MONDAY)
        assert Case.objects.get(pk=case.pk).stage == stage
    with pytest.raises(RuleBroken):
        services.install(actor=SYSTEM, data=first | {"title": {"zh": "别的"}}, at=MONDAY)
    assert ProcedureVersion.objects.filter(name="test.plain").count() == 2
    assert procedures.current("test.plain").version == 2


def test_relations_and_sub_cases_are_of_cases_one_may_see(installed: Town) -> None:
    case, other = sent(installed), task(installed)
    services.relate(
        actor=installed.office, case_id=case.pk, other_number=f" {other.number} ", kind="follows", at=MONDAY
    )
    version = Case.objects.get(pk=case.pk).version
    services.relate(
        actor=installed.office, case_id=case.pk, other_number=other.number, kind="follows", at=MONDAY
    )
    assert Case.objects.get(pk=case.pk).version == version  # nothing new, nothing written
    for number, kind, error in ((case.number, "related", RuleBroken), (other.number, "twin", RuleBroken)):
        with pytest.raises(error):
            services.relate(
                actor=installed.office, case_id=case.pk, other_number=number, kind=kind, at=MONDAY
            )
    child = task(installed, parent_id=case.pk)
    assert child.parent_id == case.pk and sheet(installed.office, child.number).case.parent == case
    stranger = installed.actor("财政分局", "supervision.plan", "cases.handle")
    with pytest.raises(NotFound):
        task(installed, actor=stranger, parent_id=case.pk)


def test_somebody_is_put_in_charge_and_finds_it_on_the_own_list(installed: Town) -> None:
    case = sent(installed)
    part = part_of(case, installed, "住建局")
    clerk = installed.clerk("住建局", user=77)
    services.assign(actor=clerk, case_id=case.pk, part_id=part.pk, user_id=77, at=MONDAY)
    assert [row.case.pk for row in worklists.page(clerk, "mine", worklists.Filters()).rows] == [case.pk]
    services.assign(actor=clerk, case_id=case.pk, part_id=part.pk, user_id=None, at=MONDAY)
    assert worklists.page(clerk, "mine", worklists.Filters()).rows == []


@pytest.mark.parametrize(
    "words",
    ["'", '"', "' OR 1=1 --", "a & | !", "体育*", "(", "NEAR(a b)", "keys:体", "^体", "-体", "\\", ":*",
     "<->", "%", "_", "𬳽", "x" * 5000, "体" * 5000, "\u200b", "AND OR NOT", "{体}",
     "体;DROP TABLE cases_case"],
)  # fmt: skip
def test_whatever_is_typed_into_the_search_is_only_searched(installed: Town, words: str) -> None:
    sent(installed)
    list(matching(cases_visible_to(installed.office), words))
    worklists.page(installed.office, "owned", worklists.Filters(words=words))
    worklists.count(installed.office, "owned", worklists.Filters(words=words))


@pytest.mark.parametrize("words", ["體育", "体育", "𬳽", "王𬳽"])
def test_either_script_and_rare_characters_are_found(installed: Town, words: str) -> None:
    case = task(installed, title="推进社区体育公园建设", text="联系人王𬳽")
    task(installed, title="推進別的", text="联系人王骁")
    assert [each.pk for each in matching(cases_visible_to(installed.office), words)] == [case.pk]


def queries_of(doing: Any) -> int:
    with CaptureQueriesContext(connection) as captured:
        doing()
    return len([each for each in captured if "SAVEPOINT" not in each["sql"]])


def test_budgets_of_statements(routed: Town) -> None:
    rows = [{"organisation_id": routed.units["住建局"].pk}]
    services.replace_routes(actor=SYSTEM, procedure="test.routed", rows=rows, source="试", at=MONDAY)
    matter(routed)  # the first one reads the procedure
    task(routed)
    assert queries_of(lambda: matter(routed, key="a")) <= 15
    assert queries_of(lambda: task(routed, key="b")) <= 15
    case = sent(routed)
    assert queries_of(lambda: act(routed, case, "住建局", "accept")) <= 12
    assert queries_of(lambda: act(routed, case, "住建局", "report", text="进展")) <= 12
    for _ in range(20):
        sent(routed)
    for name in worklists.WORKLISTS:
        for actor in (routed.office, routed.clerk("住建局")):
            assert queries_of(lambda: worklists.page(actor, name, worklists.Filters(words="体育"))) <= 2  # noqa: B023
            assert queries_of(lambda: worklists.counts(actor, worklists.worklists_of(actor))) <= 1  # noqa: B023
    assert queries_of(lambda: sheet(routed.office, case.number)) <= 8
