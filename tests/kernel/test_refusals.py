from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy, override

from linli.kernel import refusals
from linli.kernel.refusals import NotAllowed, Refusal, RuleBroken, require


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("NotAllowed", 403, "not_allowed"),
        ("NotFound", 404, "not_found"),
        ("OutOfTurn", 409, "out_of_turn"),
        ("TooLarge", 413, "too_large"),
        ("RuleBroken", 422, "rule_broken"),
    ],
)
def test_each_no_has_a_status_and_a_stable_code(name: str, status: int, code: str) -> None:
    refusal = getattr(refusals, name)("no")
    assert isinstance(refusal, Refusal)
    assert (refusal.status, refusal.code) == (status, code)


def test_the_language_is_that_of_whoever_reads_it() -> None:
    """Raised by a job in English, read by a clerk in Chinese."""
    with override("en"):
        refusal = RuleBroken(gettext_lazy("Monday"), remedy=gettext_lazy("Tuesday"))
        assert str(refusal) == "Monday Tuesday"
    with override("zh-hans"):
        assert str(refusal) == "星期一 星期二"


def test_facts_and_article_are_kept_for_machines() -> None:
    refusal = RuleBroken("no", article="dayong-2018 五/20", missing=["text"])
    assert (refusal.article, refusal.facts) == ("dayong-2018 五/20", {"missing": ["text"]})
    assert str(refusal) == "no"


def test_require_stops_or_lets_pass() -> None:
    require(True, "never said")
    with pytest.raises(NotAllowed) as stopped:
        require(False, "stop", needs="cases.open")
    assert stopped.value.facts == {"needs": "cases.open"}
