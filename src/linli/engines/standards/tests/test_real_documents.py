"""The documents the project was built for: every article, every task, the dates they state."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from opencc import OpenCC
from ruamel.yaml import YAML

from linli.engines.standards.reader import Reading, find, read
from linli.engines.standards.reader.numerals import chinese

from .samples import shared

POLICIES = [
    "dayong-2018",
    "district-committees-opinion",
    "linyi-survey",
    "shandong-reply-2018",
    "wuhan-2012-6",
]
LAWS = {  # counted by hand: first and last 条, chapters
    "binzhou-grid-2021": (1, 18, 0),
    "civil-code-271-287-owners": (271, 287, 1),
    "peoples-mediation-law-2010": (1, 35, 6),
    "personal-information-protection-law-2021": (1, 74, 8),
    "residents-committee-law-2026": (1, 50, 7),
    "villagers-committee-law-2025": (1, 50, 7),
}
NUMERALS = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]


def policy(name: str) -> Reading:
    return read(shared(f"policies/{name}.txt").read_bytes(), filename=f"{name}.txt")


def ids(reading: Reading) -> list[str]:
    return [article.id for article in reading.articles]


@pytest.mark.parametrize("name", LAWS)
def test_laws_give_every_article_once_and_in_order(name: str) -> None:
    first, last, chapters = LAWS[name]
    reading = read(shared(f"laws/{name}.md").read_bytes())
    articles = [each for each in reading.articles if each.kind == "article"]
    assert [each.number for each in articles] == list(range(first, last + 1))
    assert [each.id.split("/")[-1] for each in articles] == [
        f"第{chinese(n)}条" for n in range(first, last + 1)
    ]
    assert sum(each.kind == "chapter" for each in reading.articles) == chapters


def test_items_and_paragraphs_of_laws_stand_in_their_article() -> None:
    reading = read(shared("laws/civil-code-271-287-owners.md").read_bytes())
    items = [each.id for each in reading.articles if each.kind == "clause"]
    assert items == [f"第二百七十八条/({n})" for n in NUMERALS[:9]]
    second = find(reading, "第278条第二款")
    assert second is not None and second.text.startswith("业主共同决定事项") and len(second.text) > 100
    sixth = find(reading, "第二百七十八条第六项")
    assert sixth is not None and sixth.text == "（六）筹集建筑物及其附属设施的维修资金；"


@pytest.mark.requirement("S3-218")
@pytest.mark.requirement("S3-219")
@pytest.mark.requirement("S3-220")
def test_dayong_annex_gives_forty_tasks_with_units_as_printed() -> None:
    key = YAML(typ="safe").load(shared("requirements/tasks-dayong-2018.yaml"))["tasks"]
    tasks = policy("dayong-2018").tasks
    assert [(t.number, t.sub, t.text, list(t.units), t.units_raw, list(t.inferred_leads)) for t in tasks] == [
        (
            k["no"],
            k["sub"],
            k["task"],
            k["units"],
            k["units_raw"],
            k["units_before_first_comma_inferred_lead"] or [],
        )
        for k in key
    ]
    assert len(tasks) == 40 and not any(task.leads for task in tasks)
    sixth = next(task for task in tasks if task.number == 6)
    assert len(sixth.units) == 12 and {"妇联", "经信局"} <= set(sixth.units)


def test_dayong_tasks_point_to_the_body_article_they_came_from() -> None:
    key = YAML(typ="safe").load(shared("requirements/tasks-dayong-2018.yaml"))["tasks"]
    said = [
        (task.suggested_article, (row["body_article"] or "").split("; "))
        for task, row in zip(policy("dayong-2018").tasks, key, strict=True)
    ]
    assert sum(given in wanted for given, wanted in said if given) >= 36
    assert sum(given is not None and given not in wanted for given, wanted in said) <= 1


def test_dayong_numbers_run_on_across_headings() -> None:
    spans = {"一": (1, 3), "二": (4, 7), "三": (8, 13), "四": (14, 19), "五": (20, 22)}
    wanted = [
        one for head, (a, b) in spans.items() for one in [head, *(f"{head}/{n}" for n in range(a, b + 1))]
    ]
    assert ids(policy("dayong-2018")) == [*wanted, "附件"]


def test_wuhan_clauses_run_on_across_headings() -> None:
    spans = {
        "一": (1, 3),
        "二": (4, 6),
        "三": (7, 10),
        "四": (11, 13),
        "五": (14, 17),
        "六": (18, 20),
        "七": (21, 24),
    }
    wanted = [
        one
        for head, (a, b) in spans.items()
        for one in [head, *(f"{head}/({chinese(n)})" for n in range(a, b + 1))]
    ]
    assert ids(policy("wuhan-2012-6")) == wanted


def test_district_numbers_restart_under_every_clause() -> None:
    wanted = ["一", "二", "二/(一)", "二/(二)", "二/(三)", "三"]
    for clause, count in zip("一二三四", (4, 3, 2, 2), strict=True):
        wanted += [f"三/({clause})", *(f"三/({clause})/{n}" for n in range(1, count + 1))]
    assert ids(policy("district-committees-opinion")) == [*wanted, "四", "四/(一)", "四/(二)", "四/(三)"]


def test_linyi_points_in_hard_wrapped_text() -> None:
    reading = policy("linyi-survey")
    first = [f"一/{n}是{again}" for again in ("", "#2") for n in "一二三"]
    wanted = [
        "一",
        *first,
        "二",
        *(f"二/{n}是" for n in "一二三四五"),
        "三",
        *(f"三/({n})" for n in "一二三四五"),
    ]
    assert ids(reading) == wanted
    point = find(reading, "二、四是")
    assert point is not None and "\n" not in point.text and point.text.startswith("四是发展社区服务")
    assert "1000~3000户" in find(reading, "二、一是").text  # type: ignore[union-attr]


def test_shandong_points_inside_clauses() -> None:
    counts = {"一": [3, 0, 0, 3, 2, 3], "二": [4, 4, 3, 4, 4, 3]}
    wanted = []
    for head, points in counts.items():
        wanted.append(head)
        for clause, count in zip(NUMERALS, points, strict=False):
            wanted += [f"{head}/({clause})", *(f"{head}/({clause})/{n}是" for n in NUMERALS[:count])]
    assert ids(policy("shandong-reply-2018")) == wanted


@pytest.mark.parametrize("name", ["wuhan-linyi-district", "dayong-shandong"])
def test_every_citation_of_the_standards_resolves(name: str) -> None:
    rows = YAML(typ="safe").load(shared(f"requirements/standards-{name}.yaml"))["standards"]
    files = {
        "S0": "wuhan-2012-6",
        "S1": "linyi-survey",
        "S2": "district-committees-opinion",
        "S3": "dayong-2018",
        "S4": "shandong-reply-2018",
    }
    readings = {key: policy(file) for key, file in files.items()}
    lost = []
    for row in rows:
        source = re.search(r"S[0-4]", row["id"])
        for cited in re.split(r"[;；]\s*|(?<=\))、", str(row["article"])):
            if "附件" not in cited and source and find(readings[source[0]], cited) is None:
                lost.append((source[0], cited))
    assert lost == []


def test_wuhan_front_matter() -> None:
    reading = policy("wuhan-2012-6")
    assert reading.title == "中共武汉市委武汉市人民政府关于进一步加强城乡社区建设的意见"
    assert (reading.number, reading.issuers) == ("武发[2012]6号", ("中共武汉市委", "武汉市人民政府"))
    assert {(each.date, each.kind) for each in reading.dates} == {
        (date(2012, 2, 15), "adopted"),
        (date(2013, 4, 8), "uploaded"),
    }
    assert [each.number for each in reading.cites if each.number] == ["中办发[2010]27号", "鄂发[2011]26号"]
    assert reading.record["下一条"] == "武汉市城市房屋租赁管理办法" and reading.record["作者"] == "yqxiao"
    assert "上一条" in reading.record and "上一条" not in reading.articles[-1].text


def test_district_opinion_is_an_upload_and_script_does_not_matter() -> None:
    reading = policy("district-committees-opinion")
    assert (reading.title, reading.issuers, reading.number) == ("社區居委會和村委會管理意見", (), "")
    assert [(each.date, each.kind) for each in reading.dates] == [(date(2022, 11, 24), "uploaded")]
    simplified = read(OpenCC("t2s").convert(reading.source).encode())
    assert ids(simplified) == ids(reading)
    assert find(reading, "三(三)2") == find(reading, "三（三）2") and find(reading, "三(三)2") is not None


def test_district_cites_redacted_numbers_in_both_bracket_styles() -> None:
    cites = [each for each in policy("district-committees-opinion").cites if each.number]
    assert [each.number for each in cites] == [
        "*政發〔20*〕35號",
        "*委發〔20*〕30號",
        "*委發〔20*〕24號",
        "*政發[20*]14號",
    ]
    assert cites[-1].key == "*政发〔20*〕14号" and all(each.redacted for each in cites)


def test_dayong_and_linyi_front_matter() -> None:
    dayong, linyi = policy("dayong-2018"), policy("linyi-survey")
    assert dayong.title == "大涌镇关于加强和完善城乡社区治理的实施意见"
    assert dayong.issuers == ("中共大涌镇委员会",)
    assert [(each.date, each.kind) for each in dayong.dates] == [(date(2018, 12, 10), "issued")]
    assert linyi.title == "关于加快全市城市社区建设工作情况调查报告"
    assert (linyi.number, linyi.issuers, linyi.dates) == ("", (), ())
    assert [each.number for each in linyi.cites if each.number] == ["临发[2001]26号"]


@pytest.mark.requirement("S4-01")
def test_shandong_catalogue_record_keeps_the_signed_and_the_released_date() -> None:
    reply = policy("shandong-reply-2018")
    assert {(each.date, each.kind) for each in reply.dates} == {
        (date(2018, 12, 25), "released"),
        (date(2018, 7, 24), "signed"),
    }
    assert reply.record["索引号"] == "1137000000450218XQ/2018-00527"
    assert (reply.record["主办单位"], reply.record["组配分类"]) == ("山东省民政厅", "建议提案")
    assert reply.issuers == ("山东省民政厅",)


@pytest.mark.parametrize("name", POLICIES)
def test_readings_are_json_and_offsets_hold(name: str) -> None:
    reading = policy(name)
    plain = json.loads(json.dumps(reading.as_dict(), ensure_ascii=False))
    assert "source" not in plain and len(plain["articles"]) == len(reading.articles)
    for article in reading.articles:
        held = "".join(reading.source[article.start : article.end].split())
        assert "".join(article.text.split()) == held


@pytest.mark.parametrize("name", POLICIES)
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_give_the_same_articles(name: str, encoding: str) -> None:
    source = policy(name).source
    again = read(source.encode(encoding))
    assert [each.text for each in again.articles] == [each.text for each in policy(name).articles]
