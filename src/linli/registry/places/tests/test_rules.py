from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from linli.kernel.areas import Level
from linli.registry.places import rules
from linli.registry.places.rules import tables
from linli.registry.places.rules.rows import HEADINGS, REQUIRED, parsed
from linli.registry.places.rules.tables import BadCell, BadTable


def row(**values: str) -> tables.Row:
    whole = {"code": "442000103001", "name": "南文社区"} | values
    return tables.Row(2, {name: tables.clean(cell) for name, cell in whole.items()}, [])


def read(text: str, encoding: str = "utf-8") -> tables.Table:
    return tables.read(text.encode(encoding), headings=HEADINGS, required=REQUIRED)


@pytest.mark.parametrize(
    ("level", "parent", "allowed"),
    [
        (Level.PROVINCE, None, True),
        (Level.STREET, None, False),
        (Level.STREET, Level.CITY, True),
        (Level.COMMUNITY, Level.COMMUNITY, False),
        (Level.DISTRICT, Level.STREET, False),
        (Level.GRID, Level.COMMUNITY, True),
        (Level.GRID, Level.GRID, True),
    ],
)
def test_a_parent_stands_above(level: Level, parent: Level | None, allowed: bool) -> None:
    assert rules.may_stand_below(level, parent) is allowed


def test_a_place_is_filed_under_its_parent_and_not_under_its_digits() -> None:
    above = rules.filed("442000104000", Level.STREET, {"province": "44", "city": "4420"})
    filed = rules.filed("442000103001", Level.COMMUNITY, above)
    assert filed["street"] == "442000104000"
    assert filed["community"] == "442000103001"
    assert filed["district"] == ""


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("442000103001", "residents"),
        ("442000103199", "residents"),
        ("442000103200", "villagers"),
        ("442000103399", "villagers"),
        ("442000103400", "residents"),
        ("442000103500", "villagers"),
        ("442000103601", "none"),
        ("442000103000", "none"),
    ],
)
def test_the_committee_is_proposed_by_the_last_three_digits(code: str, kind: str) -> None:
    assert rules.proposed_committee(code) == kind


def test_size_warns_within_the_tolerance_that_is_passed_in() -> None:
    low, high = rules.around(3000, Fraction(1, 5))
    assert (low, high) == (2400, 3600)
    assert rules.around(1000, Fraction(1, 3)) == (667, 1333)
    assert rules.size_finding(2399, low=low, high=high) == "size_below"
    assert rules.size_finding(2400, low=low, high=high) is None
    assert rules.size_finding(3601, low=low, high=high) == "size_above"
    assert rules.size_finding(None, low=low, high=high) is None


@pytest.mark.requirement("S0-58")
def test_one_village_becomes_one_community_or_a_reason_is_given() -> None:
    assert not rules.conversion_needs_reason(1, 1)
    assert rules.conversion_needs_reason(2, 1)
    assert rules.conversion_needs_reason(1, 2)


def test_a_change_takes_effect_after_the_start_and_not_in_the_future() -> None:
    since, today = date(2020, 1, 1), date(2024, 5, 1)
    assert rules.effect_problem(date(2024, 5, 1), since=since, today=today) is None
    assert rules.effect_problem(date(2024, 5, 2), since=since, today=today) == "effect_in_future"
    assert rules.effect_problem(since, since=since, today=today) == "effect_before_start"


def test_periods_are_half_open() -> None:
    a, b, c = date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)
    assert not rules.overlaps(a, b, b, c)
    assert rules.overlaps(a, None, b, c)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_table_is_read_in_every_encoding_offices_use(encoding: str) -> None:
    table = read(
        "12位代码,名 称,上级代码(可空),备注\n442000103001,南文社区䶮,\n\n442000103002,安堂社区,,x\n", encoding
    )
    assert [r.values["code"] for r in table.rows] == ["442000103001", "442000103002"]
    assert table.rows[0].values["name"] == "南文社区䶮"
    assert [r.line for r in table.rows] == [2, 4]
    assert table.unknown == ["备注"]


def test_characters_that_gb18030_2022_moved_land_where_fonts_have_them() -> None:
    table = tables.read(b"code,name\n442000103001,\xfeY\n", headings=HEADINGS, required=REQUIRED)
    assert table.rows[0].values["name"] == "\u9fb4"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b" \n", "file_empty"),
        (b"PK\x03\x04rest", "file_is_spreadsheet"),
        (b"\x81", "file_encoding"),
        ("名称\n南文".encode(), "columns_missing"),
    ],
)
def test_a_file_that_is_no_table_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(BadTable) as caught:
        tables.read(data, headings=HEADINGS, required=REQUIRED)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("values", "column", "reason"),
    [
        ({"code": "4.42E+11"}, "code", "code_scientific"),
        ({"code": "4420001030"}, "code", "code_length"),
        ({"code": "粤442000"}, "code", "code_digits_only"),
        ({"code": "002000"}, "code", "code_province"),
        ({"parent": "1.5e+11"}, "parent", "code_scientific"),
        ({"name": "[已撤销]"}, "name", "name_missing"),
        ({"level": "street"}, "level", "level_differs"),
        ({"households": "三千"}, "households", "bad_number"),
        ({"valid_from": "2024-02-30"}, "valid_from", "bad_date"),
        ({"valid_from": "2024-02-01", "valid_to": "2024-02-01"}, "valid_to", "ends_before_start"),
        ({"committee_kind": "街道办"}, "committee_kind", "unknown_word"),
    ],
)
def test_a_bad_cell_names_its_column_and_reason(values: dict[str, str], column: str, reason: str) -> None:
    with pytest.raises(BadCell) as caught:
        parsed(row(**values))
    assert (caught.value.column, caught.value.reason) == (column, reason)


def test_a_row_is_understood_in_chinese_and_english() -> None:
    one = parsed(
        row(
            code="'442000103201",
            name="　旗北村 [已撤销]",
            parent="442000103",
            level="村(社区)",
            settlement_class="村庄",
            committee_kind="村民委员会",
            community_type="农村社区",
            households="1,203户",
            valid_from="2001年3月1日",
            valid_to="20240501",
        )
    )
    assert one.place.code == "442000103201"
    assert one.place.parent_code == "442000103000"
    assert (one.place.name, one.is_closed) == ("旗北村", True)
    assert one.place.settlement_class == "220"
    assert (one.place.committee_kind, one.place.community_type) == ("villagers", "rural")
    assert one.place.households == 1203
    assert (one.valid_from, one.valid_to) == (date(2001, 3, 1), date(2024, 5, 1))


def test_a_table_that_is_sent_back_holds_no_formula() -> None:
    data = tables.write(["name"], [["=1+1"], [None], [7]])
    assert data.decode("utf-8-sig").split() == ["name", "'=1+1", '""', "7"]
