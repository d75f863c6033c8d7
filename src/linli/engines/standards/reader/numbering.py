"""Word's automatic numbers, written out, so that 一、(一) from list styles read like typed ones."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

from linli.engines.standards.reader.numerals import chinese

Level = tuple[str, str, int]  # number format, text such as "(%1)", first number
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
}


@dataclass
class Numbering:
    """The counters of one document; `label` must be asked for every paragraph once, in order."""

    levels: dict[tuple[str, int], Level] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    styles: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    @classmethod
    def of(cls, document: Any) -> Numbering:
        numbering = cls()
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return numbering
        for abstract in root.iterchildren(qn("w:abstractNum")):
            for level in abstract.iterchildren(qn("w:lvl")):
                place = (abstract.get(qn("w:abstractNumId")), int(level.get(qn("w:ilvl"))))
                numbering.levels[place] = (
                    _value(level, "w:numFmt", "decimal"),
                    _value(level, "w:lvlText", ""),
                    int(_value(level, "w:start", "1")),
                )
        for number in root.iterchildren(qn("w:num")):
            numbering.lists[number.get(qn("w:numId"))] = _value(number, "w:abstractNumId", "")
        for style in document.styles.element.iterchildren(qn("w:style")):
            place_ = _place(style)
            if place_ is not None:
                numbering.styles[style.get(qn("w:styleId"))] = place_
        return numbering

    def label(self, paragraph: Any) -> str:
        """The number Word shows before this paragraph; empty for none and for bullets."""
        properties = paragraph.find(qn("w:pPr"))
        if properties is None:
            return ""
        place = _place(paragraph) or self.styles.get(_value(properties, "w:pStyle", ""))
        if place is None or place[0] == "0":
            return ""
        abstract, depth = self.lists.get(place[0], ""), place[1]
        level = self.levels.get((abstract, depth))
        if level is None or level[0] in ("bullet", "none"):
            return ""
        counts = self.counts[abstract]
        counts[depth] = counts.get(depth, level[2] - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        return re.sub(r"%([1-9])", lambda match: self._printed(abstract, int(match[1]) - 1), level[1][:40])

    def _printed(self, abstract: str, depth: int) -> str:
        form, _, first = self.levels.get((abstract, depth), ("decimal", "", 1))
        value = self.counts[abstract].get(depth, first)
        return chinese(value) if form in _CHINESE else str(value)


def _value(parent: Any, tag: str, default: str) -> str:
    child = parent.find(qn(tag))
    return default if child is None else str(child.get(qn("w:val"), default))


def _place(holder: Any) -> tuple[str, int] | None:
    number = holder.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
    if number is None or number.find(qn("w:numId")) is None:
        return None
    return _value(number, "w:numId", "0"), int(_value(number, "w:ilvl", "0"))
