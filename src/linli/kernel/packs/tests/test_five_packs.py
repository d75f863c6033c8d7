"""The five documents shipped with the platform: sound, complete, equal to the answer keys where these lie."""

from __future__ import annotations

import os
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from linli.kernel import packs
from linli.kernel.packs import documents

HOME = Path(__file__).resolve().parents[5]
KEYS = HOME.parent / "shared" / "requirements"
NAMES = {
    "S0": "wuhan-2012",
    "S1": "linyi-2002",
    "S2": "district-committees",
    "S3": "dayong-2018",
    "S4": "shandong-2018",
}


@pytest.fixture(scope="module")
def read() -> packs.Packs:
    found = packs.load([HOME / "packs"])
    return packs.Packs({name: found[name] for name in NAMES.values()}, found.findings)


@pytest.fixture(scope="module")
def keys() -> Path:
    if not KEYS.is_dir():
        if os.environ.get("CI"):
            pytest.fail("the answer keys are not beside the repository")
        pytest.skip("the answer keys are not beside the repository")
    return KEYS


def answers(path: Path) -> Any:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def citations(printed: str) -> list[str]:
    """`五(十四)、六(十九)`, `二、一是`, `三(一)2`, `四/15; 附件 row 28` -> citations as packs spell them."""
    found = []
    for part in re.split(r"[;、]\s*(?=[一二三四五六七题前附二]+[(/ ]|附件|题|前)", printed):
        text = (
            re.sub(r"附件 row (\d+).*", r"附件/\1", part.strip()).replace("、", "/").replace("題頭", "题头")
        )
        text = text.replace("五/22 closing", "结尾").replace(" paragraph", "").removesuffix(" 等")
        text = re.sub(r"^([一二三四五六七])\(", r"\1/(", text)
        found.append(re.sub(r"\)(?=[0-9一二三四])", ")/", text))
    return found


def test_the_shipped_packs_are_sound() -> None:
    """`linli packs check` asks the same with the kinds of all modules; here only the built-in ones."""
    read = packs.load([HOME / "packs"])
    built_in = ("document", "lists", "tasks", "parameters")
    others = "no kind of pack file"
    assert [finding for finding in read.findings if others not in finding.message] == []
    five = [pack for pack in read if pack.name in NAMES.values()]
    assert len(five) == 5
    for pack in five:
        for kind in built_in:
            for file in pack.files.get(kind, ()):
                assert list(packs.kinds.kind(kind).check(file, read)) == []


@pytest.mark.parametrize("name", NAMES.values())
def test_headings_are_short_and_every_label_speaks_both_languages(read: packs.Packs, name: str) -> None:
    for article in read[name].one("document").data["articles"]:
        assert 1 <= len(article["zh"]) <= 24
        assert article["en"].isascii()


@pytest.mark.parametrize(
    ("name", "numbering", "last"),
    [
        ("wuhan-2012", r"[一二三四五六七]/\(.+\)$", 24),
        ("dayong-2018", r"[一二三四五]/\d+$", 22),
        ("district-committees", r".*/\(.\)$", 10),
        ("linyi-2002", r"二/.是$", 5),
        ("shandong-2018", r".*/\(.\)$", 12),
    ],
)
def test_the_numbered_articles_are_all_in_the_index(
    read: packs.Packs, name: str, numbering: str, last: int
) -> None:
    ids = [article["id"] for article in read[name].one("document").data["articles"]]
    assert sum(bool(re.match(numbering, each)) for each in ids) == last


@pytest.mark.requirement("S0-01")
def test_wuhan_is_a_binding_opinion_of_two_issuers(read: packs.Packs) -> None:
    data = read["wuhan-2012"].one("document").data
    assert [issuer["zh"] for issuer in data["issuers"]] == ["中共武汉市委", "武汉市人民政府"]
    assert (data["number"], data["binding"], data["area"]["level"]) == ("武发[2012]6号", True, "city")
    assert {date["kind"]: date["on"] for date in data["dates"]}["adopted"] == "2012-02-15"


@pytest.mark.requirement("S0-03", "S2-02", "S3-02")
def test_upper_documents_are_links_with_a_level(read: packs.Packs) -> None:
    levels = {
        name: [upper["level"] for upper in read[name].one("document").data["rests_on"]]
        for name in ("wuhan-2012", "district-committees", "dayong-2018")
    }
    assert levels == {
        "wuhan-2012": ["country", "province"],
        "district-committees": ["city"],
        "dayong-2018": ["country", "province", "city"],
    }


@pytest.mark.requirement("S1-01")
def test_linyi_is_advice_without_number_day_and_issuer(read: packs.Packs) -> None:
    data = read["linyi-2002"].one("document").data
    assert (data["kind"], data["binding"], data["number"], data["issuers"]) == (
        "survey-report",
        False,
        None,
        [],
    )
    assert documents.force(read["linyi-2002"]) == (None, None)


@pytest.mark.requirement("S2-01", "S2-04")
def test_the_district_keeps_upload_time_redactions_and_script(read: packs.Packs) -> None:
    data = read["district-committees"].one("document").data
    assert [date["kind"] for date in data["dates"]] == ["uploaded"]
    assert documents.force(read["district-committees"]) == (None, None)
    assert data["script"] == "hant"
    assert sum("*" in upper["number"] for upper in data["cites"]) == 4


@pytest.mark.requirement("S3-01")
def test_dayong_has_no_number_and_an_assumed_commencement(read: packs.Packs) -> None:
    data = read["dayong-2018"].one("document").data
    assert data["number"] is None
    assert {date["kind"]: date["basis"] for date in data["dates"]} == {
        "issued": "printed",
        "in-force": "assumed",
    }


@pytest.mark.requirement("S4-01")
def test_shandong_keeps_signature_and_release_apart(read: packs.Packs) -> None:
    dates = {date["kind"]: date["on"] for date in read["shandong-2018"].one("document").data["dates"]}
    assert dates == {"signed": "2018-07-24", "released": "2018-12-25"}


@pytest.mark.requirement("S3-69", "S3-27", "S3-33")
def test_unnamed_lists_stay_empty_and_the_body_list_wins(read: packs.Packs) -> None:
    lists = {each["id"]: each for each in read["dayong-2018"].one("lists").data["lists"]}
    assert (lists["party-standards"]["printed"], lists["party-standards"]["items"]) == (4, [])
    assert (lists["openness-campaign"]["printed"], lists["openness-campaign"]["items"]) == (5, [])
    assert len(lists["activity-fields"]["items"]) == 11


def test_lists_equal_the_answer_key(read: packs.Packs, keys: Path) -> None:
    enumerations = answers(keys / "standards-wuhan-linyi-district.yaml")["enumerations"]
    assert len(enumerations) == 60
    for source in ("S0", "S1", "S2"):
        ours = read[NAMES[source]].one("lists").data["lists"]
        theirs = [each for each in enumerations if each["id"].startswith(f"ENUM-{source}")]
        for our, their in zip(ours, theirs, strict=True):
            assert our["items"] == their["items"]
            assert (our["count"], our["open"]) == (their["count"], their["open_list"])
            assert our["articles"] == citations(their["article"])


@pytest.mark.requirement("S3-218", "S3-219", "S3-220")
def test_tasks_equal_the_answer_key(read: packs.Packs, keys: Path) -> None:
    theirs = answers(keys / "tasks-dayong-2018.yaml")
    ours = read["dayong-2018"].one("tasks").data["tasks"]
    assert len(ours) == 40
    for our, their in zip(ours, theirs["tasks"], strict=True):
        assert (our["no"], our.get("sub")) == (their["no"], their["sub"])
        assert our["units"] == their["units"]
        assert our.get("leads", {"units": None})["units"] == their["units_before_first_comma_inferred_lead"]
        assert our["articles"] == citations(their["body_article"] or "") or not their["body_article"]
        assert our["task"]["zh"] not in their["task"], "a paraphrase, not a copy"
    assert Counter(unit for our in ours for unit in our["units"]) == theirs["unit_index"]


def test_every_cited_article_is_in_the_index(read: packs.Packs, keys: Path) -> None:
    missing = set()
    for name in ("standards-wuhan-linyi-district.yaml", "standards-dayong-shandong.yaml"):
        for standard in answers(keys / name)["standards"]:
            source = re.search(r"S\d", standard["id"]).group()
            known = documents.articles(read[NAMES[source]])
            missing |= {(source, each) for each in citations(standard["article"]) if each not in known}
    assert missing == set()
