from __future__ import annotations

from datetime import date

import pytest

from linli.kernel.refusals import RuleBroken
from linli.registry.places import queries, services
from linli.registry.places.models import Place
from linli.registry.places.rules.tables import ImportReport
from linli.registry.places.services import imports

from .conftest import AT, KEEPER, START

ON = date(2024, 5, 1)


def take(text: str, **more: object) -> ImportReport:
    how = {"actor": KEEPER, "source": "民政局名单", "at": AT, "valid_from": START} | more
    return services.import_csv(data=text.encode("gb18030"), **how)  # type: ignore[arg-type]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.created, report.updated, report.unchanged, len(report.rejected)


LIST = """代码,名称,上级代码,城乡分类代码,户数
442000103001,南文社区,,111,2500
4420001030011,坏代码,,,
442000103,木棉镇,,121,
442000103001001,第一网格,,,
4.42E+11,舍入,,,
44,岭东省,,,
442000103201,旗北村,442000999,220,
4420,香山市,,,
442000103001,重复,,,
"""


def test_a_list_in_any_order_is_taken_as_far_as_it_can_be(db: None) -> None:
    report = take(LIST)
    assert counts(report) == (6, 0, 0, 3)
    assert [(bad.line, bad.column, bad.reason) for bad in report.rejected] == [
        (6, "code", "code_scientific"),
        (8, "parent", "parent_unknown"),
        (10, "code", "repeated"),
    ]
    south = queries.place("442000103001", on=ON)
    assert (south.street, south.settlement_class, south.committee_kind) == (
        "442000103000",
        "111",
        "residents",
    )
    assert (south.source, south.valid_from) == ("民政局名单", START)


def test_the_rejected_rows_come_back_as_they_came_with_reasons(db: None) -> None:
    lines = imports.error_table(take(LIST)).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("代码,名称,上级代码,城乡分类代码,户数,")
    assert lines[1].startswith("4.42E+11,舍入,,,,6,code,")


def test_the_same_list_again_changes_nothing_and_a_trial_leaves_nothing(db: None) -> None:
    trial = take(LIST, dry_run=True)
    assert (counts(trial), trial.dry_run) == ((6, 0, 0, 3), True)
    assert not Place.objects.exists()
    take(LIST)
    assert counts(take(LIST)) == (0, 0, 6, 3)


def test_a_later_start_is_a_change_with_history_and_the_rest_a_correction(db: None) -> None:
    take(LIST)
    report = take(
        "code,name,parent,households,valid_from\n"
        "442000103001,南文新社区,,2500,2024-01-01\n"
        "442000103,木棉镇,,1203,\n"
        "442000104,荔枝镇,,,\n"
    )
    assert counts(report) == (1, 2, 0, 0)
    assert queries.place("442000103001", on=date(2023, 12, 31)).name == "南文社区"
    assert queries.place("442000103001", on=ON).name == "南文新社区"
    assert queries.place("442000103", on=START).households == 1203
    moved = take("code,name,parent,valid_from\n442000103001,南文社区,442000104,2024-02-01\n")
    assert counts(moved) == (0, 1, 0, 0)
    assert queries.place("442000103001001", on=ON).street == "442000104000"
    back = take("code,name,parent\n442000103001,南文社区,442000103\n")
    assert counts(back) == (0, 1, 0, 0)
    assert queries.place("442000103001001", on=ON).street == "442000103000"


def test_a_closed_mark_closes_the_place(db: None) -> None:
    take(LIST)
    report = take(
        "code,name,valid_to\n442000103001001,第一网格[已撤销],2024-04-01\n442000103009,无名[已撤销],\n"
    )
    assert counts(report) == (0, 1, 0, 1)
    assert report.rejected[0].reason == "closed_needs_dates"
    assert not queries.places_within("442000103001001", on=ON)


def test_a_file_that_is_no_list_is_refused_as_a_whole(db: None) -> None:
    with pytest.raises(RuleBroken):
        take("名称\n南文\n")
