from __future__ import annotations

import pytest

from linli.registry.organisations import rules
from linli.registry.organisations.rules import names
from linli.registry.organisations.rules.names import Named
from linli.registry.organisations.terms import Kind


def test_a_credit_code_is_checked_by_its_last_character() -> None:
    assert rules.is_credit_code("1137000000450218XQ")
    assert not rules.is_credit_code("1137000000450218XP")
    assert not rules.is_credit_code("1137000000450281XQ")
    assert not rules.is_credit_code("113700000045021OXQ")
    assert not rules.is_credit_code("1137000000450218X")


@pytest.mark.parametrize("committee", ["residents_committee", "villagers_committee", "sub_committee"])
@pytest.mark.parametrize("authority", ["government", "department", "street_office"])
def test_a_committee_is_subordinate_to_no_authority(committee: str, authority: str) -> None:
    assert rules.relation_problem("subordinate_to", committee, authority) == "committee_not_subordinate"
    assert rules.part_problem(committee, authority) == "committee_not_subordinate"
    assert rules.relation_problem("guided_by", committee, authority) is None
    assert rules.relation_problem("subordinate_to", "department", "government") is None


def test_a_committee_is_led_by_the_party_organisation() -> None:
    assert rules.relation_problem("led_by", "residents_committee", "party") is None
    assert rules.relation_problem("led_by", "residents_committee", "department") == "committee_led_by_party"


def test_a_station_is_led_and_supervised_by_the_committee() -> None:
    assert rules.relation_problem("led_by", "station", "residents_committee") is None
    assert rules.relation_problem("supervised_by", "station", "villagers_committee") is None


def test_a_community_has_four_bodies_and_six_sub_committees() -> None:
    assert rules.missing_bodies(["party", "villagers_committee", "station"]) == ("assembly", "council")
    assert rules.missing_bodies(["party", "residents_committee", "assembly", "council"]) == ()
    assert rules.missing_sub_committees(["mediation", "culture", "environment"]) == (
        "social_security",
        "public_order",
        "public_health",
        "population",
    )


@pytest.mark.parametrize(
    ("printed", "group"),
    [
        ("各村(社区)", "committees"),
        ("各村（社区）", "committees"),
        ("各村、社区", "committees"),
        ("全镇各村(居)", "committees"),
        ("各社区", "residents_committees"),
        ("各社区居委会", "residents_committees"),
        ("各村委会", "villagers_committees"),
        ("各相关部门", "choose"),
        ("有关部门和单位", "choose"),
        ("各职能部门", "choose"),
        ("相关单位", "choose"),
        ("社会事务局", ""),
        ("村镇建设办", ""),
        ("社区服务中心", ""),
    ],
)
def test_a_printed_name_stands_for_a_group_by_its_words(printed: str, group: str) -> None:
    assert names.group_of(printed) == group


def test_one_name_has_one_spelling() -> None:
    assert names.plain(" 村（居） 委会 ") == "村(居)委会"
    assert names.plain("“两委”") == "两委"


STEMS = {"财政分局": "财政", "财政局": "财政", "组织办公室": "组织", "司法所": "司法", "局": "局"}


@pytest.mark.parametrize(("name", "stem"), STEMS.items())
def test_a_stem_leaves_out_what_says_only_office(name: str, stem: str) -> None:
    assert names.stem(name) == stem


KNOWN = [
    Named(1, "木棉镇财政分局", "财政分局", 0),
    Named(2, "香山市财政局", "市财政局", 2),
    Named(3, "木棉镇妇女联合会", "妇联", 0),
    Named(4, "南文社区妇联", "妇联", -1),
    Named(5, "组织办公室", "组织办", 0),
]


def test_the_nearest_area_goes_first() -> None:
    assert [one.id for one in names.exact("妇联", KNOWN)] == [3]
    assert [one.id for one in names.exact("市财政局", KNOWN)] == [2]
    below = [Named(7, "甲", "妇联", -1), Named(8, "乙", "妇联", -1)]
    assert [one.id for one in names.exact("妇联", below)] == [7, 8]


def test_near_names_are_suggested_best_first() -> None:
    assert names.near("财政局", KNOWN)[:2] == (1, 2)
    assert names.near("组办", KNOWN) == (5,)
    assert names.near("渔政站", KNOWN) == ()


@pytest.mark.requirement("S1-28")
def test_organisations_of_a_community_have_their_kinds() -> None:
    assert {"party", "residents_committee", "villagers_committee", "mass", "intermediary"} <= set(Kind.values)
    assert Kind.INTERMEDIARY not in rules.SELF_GOVERNING
