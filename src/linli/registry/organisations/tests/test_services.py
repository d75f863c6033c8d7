from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from linli.kernel import events
from linli.kernel.actors import SYSTEM
from linli.kernel.audit.models import Entry
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken
from linli.registry.organisations import queries, services
from linli.registry.organisations.events import AliasRemembered, OrganisationChanged
from linli.registry.places import services as places
from linli.registry.places.rules import NewPlace

from .conftest import AT, KEEPER, ON, PLANNER, READER, START, TOWN, Units


def new(**more: Any) -> Any:
    given = {"actor": KEEPER, "name": "新单位", "kind": "social", "valid_from": START, "at": AT} | more
    return services.add_organisation(**given)


def test_only_who_holds_the_power_may_write(units: Units) -> None:
    with pytest.raises(NotAllowed):
        new(actor=PLANNER)
    with pytest.raises(NotAllowed):
        services.close_organisation(actor=READER, organisation=units["women"].pk, on=ON, reason="", at=AT)


def test_a_mandate_reaches_only_its_own_area(units: Units) -> None:
    clerk = replace(KEEPER, area_code=TOWN)
    services.correct_organisation(actor=clerk, organisation=units["south"].pk, email="a@b.cn", at=AT)
    for key in ("other", "city_finance"):
        with pytest.raises(NotAllowed):
            services.correct_organisation(actor=clerk, organisation=units[key].pk, email="a@b.cn", at=AT)
    with pytest.raises(NotAllowed):
        services.correct_organisation(
            actor=clerk, organisation=units["south"].pk, area=units["other"].area_id, at=AT
        )
    with pytest.raises(NotAllowed):
        services.remember_alias(actor=PLANNER, name="组办", area="", group="choose", at=AT)


def test_a_credit_code_is_right_and_belongs_to_one_organisation(units: Units) -> None:
    assert new(credit_code=" 1137000000450218xq").credit_code == "1137000000450218XQ"
    with pytest.raises(OutOfTurn):
        new(name="另一单位", credit_code="1137000000450218XQ")
    with pytest.raises(RuleBroken) as caught:
        new(name="第三单位", credit_code="1137000000450218XP")
    assert caught.value.article == "GB 32100-2015"


def test_one_name_stands_once_in_an_area(units: Units) -> None:
    with pytest.raises(OutOfTurn):
        new(name="木棉镇妇女联合会", area=units["women"].area_id)
    assert new(name="木棉镇妇女联合会", area=units["other"].area_id).pk


def test_a_committee_cannot_be_made_part_of_a_government(units: Units) -> None:
    government, committee = units["government"].pk, units["south"].pk
    with pytest.raises(RuleBroken):
        services.correct_organisation(actor=KEEPER, organisation=committee, parent=government, at=AT)
    how: Any = {"actor": KEEPER, "source": committee, "target": government, "on": ON, "at": AT}
    with pytest.raises(RuleBroken):
        services.relate(**how, kind="subordinate_to")
    assert services.relate(**how, kind="guided_by").pk


def test_a_committee_is_led_by_its_party_organisation(units: Units) -> None:
    party = new(name="南文社区党委", kind="party", area=units["south"].area_id)
    how: Any = {"actor": KEEPER, "source": units["south"].pk, "kind": "led_by", "on": START, "at": AT}
    relation = services.relate(**how, target=party.pk)
    assert list(queries.relations_of(party, on=ON)) == [relation]
    with pytest.raises(OutOfTurn):
        services.relate(**how, target=party.pk)
    services.end_relation(actor=KEEPER, relation=relation.pk, on=ON, at=AT)
    assert not queries.relations_of(party, on=ON)


def test_an_organisation_is_not_part_of_itself(units: Units) -> None:
    office = new(name="办公室", kind="department", parent=units["government"].pk)
    with pytest.raises(RuleBroken):
        services.correct_organisation(
            actor=KEEPER, organisation=units["government"].pk, parent=office.pk, at=AT
        )
    assert queries.descendants(units["government"].pk) == (units["government"].pk, office.pk)
    with pytest.raises(OutOfTurn):
        services.close_organisation(
            actor=KEEPER, organisation=units["government"].pk, on=ON, reason="", at=AT
        )


def test_a_correction_is_audited_and_announced(units: Units) -> None:
    heard: list[OrganisationChanged] = []
    events.listen(OrganisationChanged, heard.append)
    try:
        services.correct_organisation(actor=KEEPER, organisation=units["women"].pk, email="a@b.cn", at=AT)
        services.correct_organisation(actor=KEEPER, organisation=units["women"].pk, email="a@b.cn", at=AT)
    finally:
        events._listeners[OrganisationChanged].remove(heard.append)
    assert [event.act for event in heard] == ["corrected"]
    entry = Entry.objects.get(kind="organisation", key=str(units["women"].pk), act="corrected")
    assert entry.data["before"] == {"email": ""}


def test_a_closed_organisation_leaves_the_lists_of_later_days(units: Units) -> None:
    services.close_organisation(actor=KEEPER, organisation=units["women"].pk, on=ON, reason="撤并", at=AT)
    assert units["women"] not in queries.organisations_in(TOWN, on=ON)
    assert units["women"] in queries.organisations_in(TOWN, on=date(2024, 4, 30))
    assert queries.organisation(units["women"].pk).valid_to == ON


def test_committees_are_those_of_the_area_alone(units: Units) -> None:
    assert set(queries.committees_in(TOWN, ON)) == {units["south"], units["village"]}
    assert set(queries.committees_in("", ON)) == {units["south"], units["village"], units["other"]}


def test_organisations_follow_a_place_that_became_another(units: Units) -> None:
    """The story itself (`journeys.places_change`) has already moved them; a second time moves nothing."""
    (community,) = places.convert_village(
        actor=KEEPER,
        villages=[_as_village(units["village"].area_id)],
        into=[NewPlace("442000103003", "旗北社区")],
        on=ON,
        reason="村改居",
        at=AT,
    )
    moved = services.follow_place(actor=SYSTEM, place=units["village"].area_id, successor=community.pk, at=AT)
    assert moved == 0
    assert not queries.astray(on=ON)
    assert units["village"] in queries.committees_in("442000103003", ON)


def _as_village(pk: int) -> int:
    places.correct_place(actor=KEEPER, place=pk, committee_kind="villagers", at=AT)
    return pk


def test_the_four_bodies_that_are_missing_are_named(units: Units) -> None:
    assert queries.missing_bodies("442000103001", on=ON) == ("party", "assembly", "council")


POSTS = [
    {"code": "clerk", "name": {"zh": "经办人", "en": "Clerk"}, "powers": ["cases.handle"], "rank": 50},
    {"code": "secretary", "name": "书记", "powers": ["b", "a", "a"]},
]


def test_posts_come_from_packs_and_a_second_load_changes_nothing(db: None) -> None:
    clerk, secretary = services.load_posts(actor=SYSTEM, posts=POSTS, at=AT)
    assert (clerk.name_en, secretary.powers, secretary.rank) == ("Clerk", ["a", "b"], 100)
    services.load_posts(actor=SYSTEM, posts=POSTS, at=AT)
    assert Entry.objects.filter(kind="post").count() == 2
    with pytest.raises(NotAllowed):
        services.load_posts(actor=KEEPER, posts=POSTS, at=AT)


def test_an_appointment_begins_and_ends(units: Units) -> None:
    services.load_posts(actor=SYSTEM, posts=POSTS, at=AT)
    how: Any = {"actor": KEEPER, "organisation": units["south"].pk, "starts_on": START, "at": AT}
    made = services.appoint(**how, post="clerk", person_name="周一", term="2020-2025")
    ended = services.end_appointment(actor=KEEPER, appointment=made.pk, on=ON, at=AT)
    assert ended.ends_on == ON
    assert list(queries.appointments_of(units["south"])) == [made]
    with pytest.raises(OutOfTurn):
        services.end_appointment(actor=KEEPER, appointment=made.pk, on=ON, at=AT)
    with pytest.raises(NotFound):
        services.appoint(**how, post="nobody", person_name="周一")


def test_a_printed_name_is_known_by_name_short_name_and_area(units: Units) -> None:
    match = queries.resolve_unit("妇联", area=TOWN, on=ON)
    assert (match.how, match.organisations) == ("exact", (units["women"],))
    assert queries.resolve_unit("市财政局", area=TOWN, on=ON).organisations == (units["city_finance"],)
    assert queries.resolve_unit("妇联", area="442000104000", on=ON).how == "unknown"


def test_a_near_name_is_only_suggested_until_a_person_says_so(units: Units) -> None:
    match = queries.resolve_unit("组办", area=TOWN, on=ON)
    assert (match.how, match.organisations, match.candidates) == ("suggested", (), (units["organisation"],))
    heard: list[AliasRemembered] = []
    events.listen(AliasRemembered, heard.append)
    try:
        services.remember_alias(
            actor=PLANNER, name=" 组办", area=TOWN, organisations=[units["organisation"].pk], at=AT
        )
    finally:
        events._listeners[AliasRemembered].remove(heard.append)
    assert heard[0].name == "组办"
    known = queries.resolve_unit("组办", area=TOWN, on=ON)
    assert (known.how, known.organisations) == ("alias", (units["organisation"],))
    assert queries.resolve_unit("组办", area="442000103001", on=ON).how == "alias"
    assert queries.resolve_unit("组办", area="442000104000", on=ON).how == "unknown"
    assert list(queries.search("组办", on=ON)) == [units["organisation"]]


def test_a_group_name_means_all_committees_and_a_generic_name_nobody(units: Units) -> None:
    match = queries.resolve_unit("各村（社区）", area=TOWN, on=ON)
    assert (match.how, set(match.organisations)) == ("group", {units["south"], units["village"]})
    assert queries.resolve_unit("各社区", area=TOWN, on=ON).organisations == (units["south"],)
    generic = queries.resolve_unit("各相关部门", area=TOWN, on=ON)
    assert (generic.how, generic.organisations, generic.candidates) == ("generic", (), ())


def test_for_the_whole_country_every_organisation_is_known(units: Units) -> None:
    assert queries.resolve_unit("妇联", area="", on=ON).organisations == (units["women"],)
    assert len(queries.resolve_unit("各村(社区)", area="", on=ON).organisations) == 3


def test_what_is_remembered_is_replaced_and_forgotten(units: Units) -> None:
    how: Any = {"actor": PLANNER, "name": "村居", "area": TOWN, "at": AT}
    services.remember_alias(**how, group="committees")
    assert queries.resolve_unit("村居", area=TOWN, on=ON).how == "group"
    services.remember_alias(**how, organisations=[units["south"].pk, units["village"].pk])
    match = queries.resolve_unit("村居", area=TOWN, on=ON)
    assert (match.how, len(match.organisations)) == ("alias", 2)
    services.forget_alias(**how)
    with pytest.raises(NotFound):
        services.forget_alias(**how)
    with pytest.raises(RuleBroken):
        services.remember_alias(**how, group="everyone")
    with pytest.raises(RuleBroken):
        services.remember_alias(**how, group="committees", organisations=[1])
    with pytest.raises(NotAllowed):
        services.remember_alias(**how | {"actor": READER}, group="committees")


def test_many_names_cost_no_more_questions_than_one(units: Units, django_assert_max_num_queries: Any) -> None:
    printed = ["妇联", "组办", "财政分局", "各村(社区)", "各相关部门", "渔政站"]
    with django_assert_max_num_queries(2):
        found = queries.resolve_units(printed, area=TOWN, on=ON)
    assert [found[name].how for name in printed] == [
        "exact",
        "suggested",
        "exact",
        "group",
        "generic",
        "unknown",
    ]


LIST = """名称,简称,统一社会信用代码,类型,上级单位,区划代码
社区网格服务中心,网格中心,,服务站,木棉镇综合服务中心,442000103
木棉镇综合服务中心,服务中心,1137000000450218XQ,事业单位,木棉镇人民政府,442000103
木棉镇妇女联合会,妇联,,群团组织,,442000103
坏码单位,,1137000000450218XP,社会组织,,442000103
无类单位,,,某某,,442000103
远方单位,,,社会组织,,990000
孤儿单位,,,社会组织,没有的单位,442000103
村委,,,村委会,木棉镇人民政府,442000103201
"""


def take(text: str, **more: Any) -> Any:
    how = {"actor": KEEPER, "source": "机构名录", "at": AT, "valid_from": START} | more
    return services.import_csv(data=text.encode(), **how)


def test_a_list_of_organisations_is_taken_as_far_as_it_can_be(units: Units) -> None:
    report = take(LIST)
    assert (report.created, report.updated, report.unchanged) == (2, 0, 1)
    assert [(bad.line, bad.column) for bad in report.rejected] == [
        (5, "credit_code"),
        (6, "kind"),
        (7, "area"),
        (8, "parent"),
        (9, "name"),
    ]
    centre = queries.named("网格中心", on=ON).get()
    assert centre.parent is not None and centre.parent.parent == units["government"]
    again = take(LIST)
    assert (again.created, again.updated, again.unchanged, len(again.rejected)) == (0, 0, 3, 5)


def test_a_row_is_known_again_by_its_credit_code_and_a_trial_leaves_nothing(units: Units) -> None:
    take(LIST)
    renamed = "name,kind,area,credit_code\n木棉镇便民中心,institution,442000103,1137000000450218XQ\n"
    assert take(renamed, dry_run=True).updated == 1
    assert not queries.named("木棉镇便民中心", on=ON)
    assert take(renamed).updated == 1
    closed = "name,kind,area,valid_to\n木棉镇妇女联合会,mass,442000103,2024-04-01\n"
    assert take(closed).updated == 1
    assert not queries.named("妇联", on=ON)
