"""Drawings: every stage and move of every procedure is on them, within the paper, and nothing is markup."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from linli.engines.cases.rules.drawing import as_svg, as_text, ladder_of
from linli.engines.cases.rules.ladders import Paper, folded, width_of
from linli.engines.cases.rules.procedure import Procedure, compile_procedure
from linli.kernel import packs
from linli.kernel.labels import say

PROCEDURES = [compile_procedure(file.data) for file in packs.load().of_kind("procedures")]
LANGUAGES = ("zh-hans", "zh-hant", "en")


def texts_of(svg: str) -> str:
    found = [
        element.text or "" for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")
    ]
    return "".join(found).replace(" ", "")


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_stage_and_every_move_is_drawn_and_told(procedure: Procedure, language: str) -> None:
    drawn, told = texts_of(as_svg(procedure, language)), as_text(procedure, language)
    for title in [
        *(stage.title for stage in procedure.stages.values()),
        *(move.title for move in procedure.moves),
    ]:
        assert say(title, language).replace(" ", "") in drawn
        assert say(title, language) in told


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_drawn_beyond_the_paper(procedure: Procedure, language: str) -> None:
    root = ElementTree.fromstring(as_svg(procedure, language))
    width, height = int(root.get("width", 0)), int(root.get("height", 0))
    for group in (element for element in root if element.tag.endswith("}g")):
        left, top = map(int, re.findall(r"-?\d+", group.get("transform", "")))
        for path in (element for element in group if element.tag.endswith("}path")):
            for kind, text in re.findall(r"([MHV])([\d. -]+)", path.get("d", "")):
                numbers = [int(number) for number in text.split()]
                xs = numbers[:1] if kind in "MH" else []
                ys = numbers[1:] if kind == "M" else numbers if kind == "V" else []
                assert all(0 <= left + x <= width for x in xs) and all(0 <= top + y <= height for y in ys)


@pytest.mark.parametrize("procedure", PROCEDURES, ids=lambda procedure: procedure.name)
def test_two_arrows_of_one_side_never_share_a_lane_at_the_same_height(procedure: Procedure) -> None:
    for on in ("case", "part"):
        ways = Paper(ladder_of(procedure, on, "zh-hans")).ways
        for one in ways:
            for two in ways:
                if one is not two and one.side == two.side != 0 and one.lane == two.lane:
                    assert one.bottom < two.top or two.bottom < one.top


def test_labels_from_packs_are_text() -> None:
    nasty = {"zh": "<script>alert(1)</script>&", "en": "x"}
    procedure = replace(
        PROCEDURES[0], title=nasty, moves=tuple(replace(m, title=nasty) for m in PROCEDURES[0].moves)
    )
    svg = as_svg(procedure, "zh-hans")
    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_lines_fit_and_lose_no_word() -> None:
    text = "Issue a supervision order to the responsible unit 发督办单给责任单位"
    lines = folded(text, 118)
    assert all(width_of(line) <= 118 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
