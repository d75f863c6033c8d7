"""What holds for every input: spans nest, wrapping and script change nothing, only Unreadable is raised."""

from __future__ import annotations

import random
from io import BytesIO

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from linli.engines.standards.reader import Reading, Unreadable, find, read
from linli.engines.standards.reader.numerals import chinese

from .samples import LAW, OPINION, shared

TO_TRADITIONAL, TO_SIMPLIFIED = OpenCC("s2t"), OpenCC("t2s")
PIECES = st.sampled_from(
    [
        *("一、", "二、", "(一)", "（二）", "1.", "2.", "(1)", "3、", "①", "第一章 ", "第一条 ", "第二条"),
        *(
            "一是",
            "二是",
            "。",
            ",",
            ";",
            ":",
            "\n",
            "\n\n",
            "\r\n",
            "\f",
            "\u3000",
            "**",
            "# ",
            "*",
            "《",
            "》",
        ),
        *("附件\n", "附件:", "序号|任务|单位\n", "1|", "|", "目录\n", "2018年12月10日", "2.5万人"),
        *("[2012]6号", "意见", "社区工作", "关于", "人民政府", "自2021年1月1日起施行", "通过"),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join)
SENTENCES = st.lists(
    st.sampled_from(
        [
            "服务2.5万人",
            "覆盖1000～3000户",
            "按照第(二)项办理",
            "于2018年完成",
            "推进社区建设",
            "依照第三条规定",
            "3、4月份完成",
        ]
    ),
    min_size=1,
    max_size=5,
).map(lambda parts: ",".join(parts) + "。")
QUICK = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def opinions(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A policy of headings, clauses and numbers, which restart or run on; with the ids it must give."""
    restart, lines, ids, serial = draw(st.booleans()), ["关于推进社区建设的意见"], list[str](), 0
    for heading in range(1, draw(st.integers(1, 4)) + 1):
        ids.append(chinese(heading))
        lines.append(f"{chinese(heading)}、加强社区建设工作")
        serial = 0 if restart else serial
        for _ in range(draw(st.integers(0, 4))):
            serial += 1
            ids.append(f"{chinese(heading)}/({chinese(serial)})")
            lines.append(f"({chinese(serial)})推进落实。{draw(SENTENCES)}")
    return "\n".join(lines), ids


def wrapped(text: str, seed: int) -> str:
    """Every paragraph broken at random places, as scanners and mail programs do."""
    chance = random.Random(seed)
    lines: list[str] = []
    for line in text.split("\n"):
        while len(line) > 12 and "|" not in line:
            width = chance.randint(12, 40)
            lines.append(line[:width])
            line = line[width:]
        lines.append(line)
    return "\n".join(lines)


def ids(reading: Reading) -> list[tuple[str, int, str]]:
    return [(each.id, each.number, each.kind) for each in reading.articles]


def held(reading: Reading) -> None:
    length, outer = len(reading.source), list[tuple[int, int, int]]()
    assert len({each.id for each in reading.articles}) == len(reading.articles)
    assert [each.start for each in reading.articles] == sorted(each.start for each in reading.articles)
    for each in reading.articles:
        assert 0 <= each.start < each.end <= length
        while outer and outer[-1][2] >= each.level:
            outer.pop()
        if outer:
            assert outer[-1][0] <= each.start and each.end <= outer[-1][1]
        outer.append((each.start, each.end, each.level))
        assert find(reading, each.id) == each
        assert "".join(each.text.split())[:1] in reading.source[each.start : each.end]
    for spans in (reading.dates, reading.cites):
        assert all(0 <= each.start < each.end <= length for each in spans)
    reading.as_dict()


def attempt(data: bytes) -> Reading | None:
    try:
        return read(data)
    except Unreadable as refusal:
        assert refusal.reason_code and refusal.message
        return None


@QUICK
@given(TEXTS)
def test_any_text_gives_ordered_nested_spans(text: str) -> None:
    reading = attempt(text.encode("utf-8", "ignore"))
    if reading is not None:
        held(reading)


@QUICK
@given(st.binary(max_size=400) | st.binary(max_size=200).map(lambda tail: b"%PDF-1.4\n" + tail))
def test_any_bytes_give_a_reading_or_a_refusal(data: bytes) -> None:
    attempt(data)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_word_files_give_a_reading_or_a_refusal(data: st.DataObject) -> None:
    buffer = BytesIO()
    document = docx.Document()
    document.add_paragraph("一、要求")
    document.save(buffer)
    damaged = bytearray(buffer.getvalue())
    for _ in range(data.draw(st.integers(1, 20))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    attempt(bytes(damaged))


@QUICK
@given(opinions(), st.integers(0, 1000))
def test_wrapping_does_not_change_the_articles(made: tuple[str, list[str]], seed: int) -> None:
    text, expected = made
    plain, broken = read(text.encode()), read(wrapped(text, seed).encode())
    assert [each.id for each in plain.articles] == expected
    assert ids(broken) == ids(plain)
    assert [each.text.replace("\n", "") for each in broken.articles] == [
        each.text.replace("\n", "") for each in plain.articles
    ]


@QUICK
@given(opinions())
def test_script_does_not_change_the_articles(made: tuple[str, list[str]]) -> None:
    text, expected = made
    assert [each.id for each in read(TO_TRADITIONAL.convert(text).encode()).articles] == expected


@pytest.mark.parametrize("text", [OPINION, LAW], ids=["opinion", "law"])
def test_script_does_not_change_made_up_documents(text: str) -> None:
    assert ids(read(TO_TRADITIONAL.convert(text).encode())) == ids(read(text.encode()))


@pytest.mark.parametrize(
    "path",
    [
        "policies/dayong-2018.txt",
        "policies/district-committees-opinion.txt",
        "policies/shandong-reply-2018.txt",
        "policies/wuhan-2012-6.txt",
        "policies/linyi-survey.txt",
        "laws/residents-committee-law-2026.md",
        "laws/personal-information-protection-law-2021.md",
    ],
)
def test_real_documents_hold_when_wrapped_and_in_the_other_script(path: str) -> None:
    reading = read(shared(path).read_bytes())
    held(reading)
    for convert in (TO_TRADITIONAL.convert, TO_SIMPLIFIED.convert):
        assert ids(read(convert(reading.source).encode())) == ids(reading)
    for seed in range(5):
        broken = read(wrapped(reading.source, seed).encode())
        assert ids(broken) == ids(reading)
        assert [task.units for task in broken.tasks] == [task.units for task in reading.tasks]
