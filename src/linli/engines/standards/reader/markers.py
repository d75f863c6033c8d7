"""The numbers that open an article, and whether one at the start of a line is meant as such.

A marker counts when it continues or starts a sequence: hard-wrapped lines also begin with `2.5万人`,
`(二)项` or a year, and those never fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from linli.engines.standards.reader.numerals import number

HARD = ("annex", "part", "chapter", "section", "article")  # strictly nested, outermost first
_REFERENCE = r"(?!\s?(?:项(?!目)|款(?!项)|条(?![件块例])|[至和或、]\s?[(第]))"
_N = r"[〇零一二三四五六七八九十百千]{1,9}"
_PATTERNS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("annex", rf"附\s{{0,4}}件\s{{0,2}}(?P<n>\d{{1,2}}|{_N})?\s{{0,2}}[:.]?$"),
        ("part", rf"第\s?(?P<n>{_N}|\d{{1,3}})\s?[编篇](?![第、，])"),
        ("chapter", rf"第\s?(?P<n>{_N}|\d{{1,3}})\s?章(?![第、,的节])"),
        ("section", rf"第\s?(?P<n>{_N}|\d{{1,3}})\s?节(?![第、,的])"),
        ("article", rf"第\s?(?P<n>{_N}|\d{{1,4}})\s?条(?:之(?P<sub>{_N}))?(?![第款项、,和至或及的所规之:])"),
        ("heading", rf"(?P<n>{_N})\s?[、.](?!\s?\()"),
        ("clause", rf"\(\s?(?P<n>{_N})\s?\){_REFERENCE}"),
        ("subnumber", rf"\(\s?(?P<n>\d{{1,3}})\s?\){_REFERENCE}"),
        ("subnumber", r"(?P<n>\d{1,3})\)"),
        ("number", r"(?P<n>\d{1,3})\s?(?:\.(?![\d%])|、(?!\d))"),
        ("circle", r"(?P<n>[①-⑳])"),
    )
)
_LABELS = {
    "part": "第{}编",
    "chapter": "第{}章",
    "section": "第{}节",
    "article": "第{}条",
    "heading": "{}",
    "clause": "({})",
    "subnumber": "({})",
    "number": "{}",
    "circle": "{}",
    "annex": "附件{}",
}
_REFERS = tuple('第前本按款项条、,(《“"和与及或')
LEAP = 5  # numbers that may be missing in a row before a marker is no longer believed


@dataclass(frozen=True, slots=True)
class Marker:
    kind: str
    number: int
    label: str
    length: int  # characters of the marker in the line


def marker_of(text: str) -> Marker | None:
    """The marker a folded line opens with, if any."""
    if text[:1] not in "附第(〇零一二三四五六七八九十百千0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳" or not text:
        return None
    for kind, pattern in _PATTERNS:
        match = pattern.match(text)
        if match is None:
            continue
        printed = match["n"] or ""
        value = ord(printed) - ord("①") + 1 if kind == "circle" else number(printed or "0")
        label = _LABELS[kind].format(printed)
        if kind == "article" and match["sub"]:
            label += f"之{match['sub']}"
        return Marker(kind, value, label, match.end())
    return None


@dataclass
class Sequences:
    """The numbers reached so far: on the path to the present place (`open`), and anywhere before (`last`)."""

    last: dict[str, int] = field(default_factory=dict)

    def believes(self, marker: Marker, *, held: int | None, firm: bool) -> bool:
        """`held`: the number this kind stands at here; `firm`: a paragraph surely begins at this line."""
        if marker.kind == "annex":
            return True
        before = self.last.get(marker.kind)
        if marker.kind == "article" and marker.label.count("之") and before == marker.number:
            return True
        base = before if held is None else held
        starts = marker.number == 1 and (held is None or firm)
        continues = base is not None and marker.number == base + 1
        if starts or continues or not firm:
            return starts or continues
        if base is None:
            return marker.kind in HARD
        return base <= marker.number <= base + LEAP


def refers_back(before: str) -> bool:
    """Whether the line before ends such that a number after it is part of a reference or a list of words."""
    return before.rstrip().endswith(_REFERS)
