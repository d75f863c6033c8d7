"""Each side finds its own cases, by list, by word and by page."""

from __future__ import annotations

import pytest
from tests.town import Town

from linli.engines.cases.queries import worklists
from linli.engines.cases.tests.test_services import sent, task


def test_worklists_show_each_side_its_own(installed: Town) -> None:
    case = sent(installed)
    filters = worklists.Filters()
    for unit in ("住建局", "安堂", "北村"):
        assert [row.case.pk for row in worklists.page(installed.clerk(unit), "unit", filters).rows] == [
            case.pk
        ]
    assert worklists.page(installed.clerk("财政分局"), "unit", filters).rows == []
    assert [row.case.pk for row in worklists.page(installed.office, "owned", filters).rows] == [case.pk]
    counts = worklists.counts(installed.office, ["unit", "owned", "area", "overdue", "unrouted"])
    assert counts == {"unit": 0, "owned": 1, "area": 1, "overdue": 0, "unrouted": 0}


@pytest.mark.parametrize(
    "words", ["体育", "园", "DB440500110-20261116-0001", "公园 体育", "推进社区体育公园"]
)
def test_search_finds_one_and_two_characters_words_and_numbers(installed: Town, words: str) -> None:
    case = sent(installed)
    task(installed, title="另一件事")
    found = worklists.page(installed.office, "owned", worklists.Filters(words=words)).rows
    assert [row.case.pk for row in found] == [case.pk]


def test_keyset_pages_walk_forth_and_back(installed: Town) -> None:
    for _ in range(5):
        task(installed)
    first = worklists.page(installed.office, "owned", worklists.Filters(), size=2)
    second = worklists.page(installed.office, "owned", worklists.Filters(), size=2, after=first.next)
    third = worklists.page(installed.office, "owned", worklists.Filters(), size=2, after=second.next)
    ids = [row.case.pk for page in (first, second, third) for row in page.rows]
    assert len(ids) == len(set(ids)) == 5
    assert third.next == "" and first.previous == ""
    back = worklists.page(installed.office, "owned", worklists.Filters(), size=2, before=third.previous)
    assert [row.case.pk for row in back.rows] == [row.case.pk for row in second.rows]


@pytest.mark.parametrize("token", ["x", "====", "MjAyNg", "\u4f53", "MjAyNi0wMS0wMXxh"])
def test_a_token_that_somebody_changed_means_the_first_page(installed: Town, token: str) -> None:
    case = task(installed)
    for given in ({"after": token}, {"before": token}):
        page = worklists.page(installed.office, "owned", worklists.Filters(), **given)
        assert [row.case.pk for row in page.rows] == [case.pk]
