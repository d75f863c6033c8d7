"""Dates a document states of itself, and what each of them dates."""

from __future__ import annotations

import re
from datetime import date

from linli.engines.standards.reader.lines import Line, fold
from linli.engines.standards.reader.numerals import number
from linli.engines.standards.reader.outline import Outline
from linli.engines.standards.reader.shapes import Dated

_N = "[〇○零一二三四五六七八九十]"
_DATE = re.compile(
    rf"(?P<y>(?:19|20)\d\d|{_N}{{4}})\s?(?:年|[-./])\s?(?P<m>\d{{1,2}}|{_N}{{1,3}})\s?(?:月|[-./])\s?(?P<d>\d{{1,2}}|{_N}{{1,3}})(?:\s?日)?(?!\d)"
)
_EFFECTIVE = re.compile(r"自\s?(?=(?:19|20|二)[^。;\n]{6,16}?\s?起\s?(?:施行|实施|执行|生效))")
_LABELLED = (
    ("released", re.compile(r"(?:制发日期|公开日期|公布日期)\s?:[\s|]*$")),
    ("issued", re.compile(r"(?:印发日期|发文日期|成文日期)\s?:[\s|]*$")),
    ("uploaded", re.compile(r"(?:发布时间|发布日期|上传时间|更新时间|时间|日期)\s?:[\s|]*$")),
)
_ACTS = (
    ("revised", re.compile(r"[^。;]{0,160}(?:修订|修正)")),
    ("approved", re.compile(r"[^。;]{0,80}批准")),
    ("adopted", re.compile(r"[^。;]{0,80}通过")),
)
_ALONE = re.compile(r"[\s()|]*$")


def dates_of(source: str, outline: Outline, *, signed_by: list[int]) -> tuple[Dated, ...]:
    """In the order of the text. `signed_by`: rows of the lines that name who signs."""
    folded = fold(source)
    around = [*outline.front[:200], *outline.tail[-200:]]
    prints = any(re.search("印发|转发", line.text) for line in outline.front[:200])
    last = {line.row for line in outline.tail}
    found: list[Dated] = []
    for line in around:
        for match in _DATE.finditer(folded, line.start, line.end):
            kind = _kind(
                folded, line, match, signed=(bool(last) and line.row in last) or line.row - 1 in signed_by
            )
            if kind == "signed" and prints and line.row not in last:
                kind = "issued"
            found.extend(_dated(match, kind) if kind else [])
    for match in _EFFECTIVE.finditer(folded):
        stated = _DATE.match(folded, match.end())
        found.extend(_dated(stated, "effective") if stated else [])
    return tuple(sorted(found, key=lambda each: (each.start, each.kind)))


def _kind(folded: str, line: Line, match: re.Match[str], *, signed: bool) -> str:
    before, after = folded[line.start : match.start()], folded[match.end() : line.end]
    for kind, label in _LABELLED:
        if label.search(before[-20:]):
            return kind
    if _ALONE.match(after) and _ALONE.match(before):
        return "signed" if signed and not before.endswith("(") else "adopted"
    if not before.strip("*# ()根据"):
        return next((kind for kind, act in _ACTS if act.match(after)), "")
    return ""


def _dated(match: re.Match[str], kind: str) -> list[Dated]:
    try:
        stated = date(_value(match["y"]), _value(match["m"]), _value(match["d"]))
    except ValueError:
        return []
    return [Dated(stated, kind, match.start(), match.end())]


def _value(printed: str) -> int:
    return number(printed.replace("○", "〇"))
