from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.kernel import events
from linli.kernel.areas import Level
from linli.kernel.audit import queries as audit
from linli.kernel.audit.models import Entry
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken
from linli.registry.places import queries, services
from linli.registry.places.events import PlaceChanged
from linli.registry.places.models import Place
from linli.registry.places.rules import NewPlace

from .conftest import AT, KEEPER, READER, START, add

ON = date(2024, 3, 1)
BEFORE = ON - timedelta(days=1)
Town = dict[str, Place]
HOW = {"actor": KEEPER, "on": ON, "reason": "镇政府决定", "at": AT}


def test_a_place_is_filed_under_the_chain_of_its_parents(town: Town) -> None:
    south = town["south"]
    assert south.parent == town["town"]
    assert (south.province, south.city, south.district) == ("440000000000", "442000000000", "")
    assert (south.street, south.community) == ("442000103000", "442000103001")
    assert town["grid"].community == "442000103001"
    assert [place.name for place in queries.ancestors(town["grid"])] == [
        "岭东省",
        "香山市",
        "木棉镇",
        "南文社区",
    ]


def test_only_who_holds_the_power_may_write(town: Town) -> None:
    with pytest.raises(NotAllowed):
        services.add_place(actor=READER, new=NewPlace("442000105", "新镇"), valid_from=START, at=AT)
    with pytest.raises(NotAllowed):
        services.rename(**HOW | {"actor": READER}, place=town["town"].pk, name="新名")
    with pytest.raises(NotAllowed):
        services.import_csv(actor=READER, data=b"code,name\n44,x\n", source="", at=AT)


def test_a_mandate_reaches_only_its_own_area(town: Town) -> None:
    clerk = replace(KEEPER, area_code="442000103000")
    services.rename(**HOW | {"actor": clerk}, place=town["south"].pk, name="南文新社区")
    with pytest.raises(NotAllowed):
        services.rename(**HOW | {"actor": clerk}, place=town["other"].pk, name="x")
    with pytest.raises(NotAllowed):
        services.reparent(**HOW | {"actor": clerk}, place=town["north"].pk, parent=town["other"].pk)
    with pytest.raises(NotAllowed):
        services.add_place(actor=clerk, new=NewPlace("45", "别省"), valid_from=START, at=AT)


def test_a_code_belongs_to_one_place_a_day_and_may_come_back(town: Town) -> None:
    with pytest.raises(OutOfTurn):
        add("442000103002", "又一个")
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(code="442000103002", name="x", level=5, valid_from=ON)
    services.close_place(**HOW, place=town["north"].pk)
    again = services.add_place(
        actor=KEEPER, new=NewPlace("442000103002", "新北文社区"), valid_from=date(2024, 4, 1), at=AT
    )
    assert queries.place("442000103002", on=BEFORE) == town["north"]
    assert queries.place("442000103002", on=date(2024, 4, 1)) == again
    with pytest.raises(NotFound):
        queries.place("442000103002", on=ON)


def test_a_place_needs_a_parent_of_a_higher_level(town: Town) -> None:
    with pytest.raises(RuleBroken):
        add("450000000000", "别省", parent_code="442000000000")
    with pytest.raises(RuleBroken):
        add("330100000000", "孤市")


def test_a_write_leaves_an_audit_entry_and_an_event(town: Town) -> None:
    heard: list[PlaceChanged] = []
    events.listen(PlaceChanged, heard.append)
    try:
        services.correct_place(actor=KEEPER, place=town["south"].pk, at=AT, households=2600)
        services.correct_place(actor=KEEPER, place=town["south"].pk, at=AT, households=2600)
    finally:
        events._listeners[PlaceChanged].remove(heard.append)
    assert [(event.code, event.act) for event in heard] == [("442000103001", "corrected")]
    entries = Entry.objects.filter(kind="place", key=str(town["south"].pk))
    assert [entry.act for entry in entries.order_by("sequence")] == ["added", "corrected"]
    assert entries.get(act="corrected").data["before"] == {"households": 2500}
    assert audit.head("place", str(town["south"].pk)) is not None


def test_a_rename_keeps_the_row_and_its_former_name(town: Town) -> None:
    renamed = services.rename(**HOW, place=town["town"].pk, name="木棉街道")
    assert renamed.pk == town["town"].pk
    former = queries.place("442000103000", on=BEFORE)
    assert (former.name, former.valid_to) == ("木棉镇", ON)
    assert queries.place("442000103000", on=ON).name == "木棉街道"
    assert queries.place_by_id(town["south"].pk).parent == renamed
    assert [step.kind for step in queries.history(renamed)] == ["rename"]
    again = services.rename(**HOW | {"on": date(2024, 4, 1)}, place=renamed.pk, name="木棉镇街道")
    assert [step.successor.name for step in queries.history(again)] == ["木棉镇街道", "木棉镇街道"]


@pytest.mark.parametrize("on", [START, date(2024, 5, 2)])
def test_a_change_takes_effect_between_the_start_and_today(town: Town, on: date) -> None:
    with pytest.raises(OutOfTurn):
        services.rename(**HOW | {"on": on}, place=town["town"].pk, name="木棉街道")


def test_a_town_that_moves_takes_everything_below_along(town: Town) -> None:
    district = add("442001", "东区")
    moved = services.reparent(**HOW, place=town["town"].pk, parent=district.pk)
    grid = queries.place_by_id(town["grid"].pk)
    assert (grid.district, grid.street) == ("442001000000", "442000103000")
    assert {p.pk for p in queries.places_within("442001", on=ON, level=Level.COMMUNITY)} == {
        town["south"].pk,
        town["north"].pk,
        town["village"].pk,
    }
    assert queries.place("442000103", on=BEFORE).district == ""
    assert moved.came_from.get().kind == "reparent"


def test_a_community_may_move_to_another_town_under_a_new_code(town: Town) -> None:
    moved = services.reparent(**HOW, place=town["south"].pk, parent=town["other"].pk, code="442000104001")
    assert moved.pk == town["south"].pk
    grid = queries.place_by_id(town["grid"].pk)
    assert (grid.street, grid.community) == ("442000104000", "442000104001")
    assert queries.place("442000103001", on=BEFORE).street == "442000103000"


def test_a_place_cannot_move_into_itself_or_below_a_lower_one(town: Town) -> None:
    with pytest.raises(RuleBroken):
        services.reparent(**HOW, place=town["town"].pk, parent=town["south"].pk)
    grid = add("442000103001002", "南文第二网格")
    inner = add("44200010300100201", "微网格", parent_code="442000103001002")
    with pytest.raises(RuleBroken):
        services.reparent(**HOW, place=grid.pk, parent=inner.pk)


def test_a_merger_adds_households_up_and_takes_the_grids_along(town: Town) -> None:
    one = services.merge(
        **HOW, places=[town["south"].pk, town["north"].pk], into=NewPlace("442000103001", "文社区")
    )
    assert one.households == 3400
    assert queries.place_by_id(town["grid"].pk).parent == one
    assert queries.place("442000103001", on=BEFORE) == town["south"]
    assert queries.place("442000103001", on=ON) == one
    assert {step.predecessor_id for step in queries.history(one)} == {town["south"].pk, town["north"].pk}


def test_a_split_says_where_the_places_below_go(town: Town) -> None:
    parts = [
        NewPlace("442000103001", "南文东社区"),
        NewPlace("442000103003", "南文西社区", households=1000),
    ]
    with pytest.raises(OutOfTurn):
        services.split(**HOW, place=town["south"].pk, parts=parts)
    east, west = services.split(
        **HOW, place=town["south"].pk, parts=parts, homes={"442000103001001": "442000103003"}
    )
    grid = queries.place_by_id(town["grid"].pk)
    assert (grid.parent, grid.community) == (west, "442000103003")
    assert (east.households, west.households) == (None, 1000)
    assert [step.kind for step in queries.history(queries.place_by_id(town["south"].pk))] == [
        "split",
        "split",
    ]


def test_a_village_becomes_a_community_and_keeps_its_past(town: Town) -> None:
    (community,) = services.convert_village(
        **HOW, villages=[town["village"].pk], into=[NewPlace("442000103003", "旗北社区")]
    )
    assert (community.committee_kind, community.community_type) == ("residents", "converted")
    assert community.households == 700
    step = community.came_from.get()
    assert (step.predecessor.code, step.kind) == ("442000103201", "convert")


@pytest.mark.requirement("S0-58")
def test_two_villages_become_one_community_only_with_a_reason(town: Town) -> None:
    second = add("442000103202", "旗南村", committee_kind="villagers")
    how = HOW | {"villages": [town["village"].pk, second.pk], "into": [NewPlace("442000103003", "旗社区")]}
    with pytest.raises(RuleBroken):
        services.convert_village(**how | {"reason": " "})
    assert len(services.convert_village(**how)) == 1


def test_only_villages_convert_and_only_towns_become_streets(town: Town) -> None:
    with pytest.raises(RuleBroken):
        services.convert_village(**HOW, villages=[town["south"].pk], into=[NewPlace("442000103009", "x")])
    with pytest.raises(RuleBroken):
        services.convert_town(**HOW, town=town["south"].pk, into=NewPlace("442000001", "x"))


def test_a_town_becomes_a_street_and_what_lay_in_it_lies_in_the_street(town: Town) -> None:
    street = services.convert_town(**HOW, town=town["town"].pk, into=NewPlace("442000003", "木棉街道"))
    assert queries.places_within("442000003", on=ON).count() == 5
    assert queries.place_by_id(town["grid"].pk).street == street.code


def test_a_place_closes_only_when_nothing_below_it_is_open(town: Town) -> None:
    with pytest.raises(OutOfTurn):
        services.close_place(**HOW, place=town["south"].pk)
    services.close_place(**HOW, place=town["grid"].pk)
    services.close_place(**HOW, place=town["south"].pk)
    with pytest.raises(OutOfTurn):
        services.rename(**HOW, place=town["south"].pk, name="x")


def test_a_central_urban_area_begins_and_ends_on_days(town: Town) -> None:
    how = {"actor": KEEPER, "place": town["town"].pk, "source": "城市总体规划", "at": AT}
    services.set_central_urban(**how, central=True, on=START)
    services.set_central_urban(**how, central=False, on=ON)
    assert queries.is_central_urban(town["south"], on=BEFORE)
    assert not queries.is_central_urban(town["south"], on=ON)
    assert not queries.is_central_urban(town["other"], on=BEFORE)


def test_the_tree_opens_only_the_path_and_stays_within_the_actors_area(
    town: Town, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(2):  # type: ignore[operator]
        (city,) = queries.tree_for(replace(KEEPER, area_code="442000000000"), on=ON, chosen="442000103001")
    assert [node.place.name for node in city.children] == ["木棉镇", "荔枝镇"]
    mumian, lizhi = city.children
    assert mumian.is_open and mumian.has_children and not lizhi.has_children
    assert [(n.place.name, n.is_chosen, n.has_children) for n in mumian.children] == [
        ("南文社区", True, True),
        ("北文社区", False, False),
        ("旗北村", False, False),
    ]
    (root,) = queries.tree_for(READER, on=ON, chosen="442000104000")
    assert (root.place.name, len(root.children)) == ("木棉镇", 3)


def test_search_finds_by_name_or_by_the_start_of_a_code(town: Town) -> None:
    assert [p.name for p in queries.search("文社", on=ON)] == ["南文社区", "北文社区"]
    assert [p.name for p in queries.search("4420001032", on=ON)] == ["旗北村"]
    assert not queries.search("南文", on=ON, within="442000104")
