"""The tree of articles, of both numberings: 第X章/第X节/第X条/(一) of laws and 一、/(一)/1./(1) of policies.

An id is the path of printed labels, brackets half-width, 條 as 条: `二/4`, `五/(十四)`,
`三/(一)/2`, `第三章/第十二条/(二)`, `附件/一`. Numbering may restart or run on across headings: the path
says where an article stands, the label what is printed. A label that comes again at one place gets `#2`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from linli.engines.standards.reader.lines import Line
from linli.engines.standards.reader.markers import HARD, Marker, Sequences, marker_of, refers_back
from linli.engines.standards.reader.shapes import Unreadable

MAX_PARTS = 20_000
OPEN_HEADING = 60  # a heading without a full stop is no longer than this
_SENTENCE = re.compile(r"[。!?;:]")
_DATE_LINE = re.compile(
    r"[\d〇○零一二三四五六七八九十]{4}\s?年\s?[\d一二三四五六七八九十]{1,3}\s?月\s?[\d一二三四五六七八九十]{1,3}\s?日\s*\|?$"
)
_ANNEX_LIST = re.compile(r"附\s?件\s?\d{0,2}\s?:")
_ANNEX_ENTRY = re.compile(r"\d{1,2}\s?[.、]")


@dataclass
class Node:
    """An article in the making."""

    kind: str
    number: int
    id: str
    level: int
    start: int
    end: int
    parent: Node | None
    first_child: int | None = None
    paragraphs: list[int] = field(default_factory=list)
    lead: str = ""  # folded text so far, as long as it may still be a heading


@dataclass
class Outline:
    """The nodes in the order of the text, and the lines before the first and after the last of them."""

    nodes: list[Node]
    front: list[Line]
    tail: list[Line]


class _Builder:
    def __init__(self, *, wrapped: bool) -> None:
        self.wrapped = wrapped
        self.nodes: list[Node] = []
        self.path: list[Node] = []
        self.current: Node | None = None
        self.sequences = Sequences()
        self.within = {
            ("heading", "clause"),
            ("heading", "number"),
            ("clause", "subnumber"),
            ("number", "subnumber"),
        }
        self.ids: dict[str, int] = {}

    def read(self, line: Line, before: Line | None) -> None:
        firm = not self.wrapped or line.after_blank or before is None or before.closed
        marker = marker_of(line.text)
        if marker is not None and self._opens(marker, before, firm=firm):
            self._open(marker, line)
        elif self.current is not None:
            self._continue(line, firm=firm)

    def _opens(self, marker: Marker, before: Line | None, *, firm: bool) -> bool:
        held = next((node.number for node in reversed(self.path) if node.kind == marker.kind), None)
        if not firm and (before is None or refers_back(before.text) or not self._may_be_heading()):
            return False
        return self.sequences.believes(marker, held=held, firm=firm)

    def _may_be_heading(self) -> bool:
        """Whether the text since the last marker is a heading: short, without the end of a sentence."""
        if self.current is None:
            return True
        return len(self.current.lead) <= OPEN_HEADING and _SENTENCE.search(self.current.lead) is None

    def _open(self, marker: Marker, line: Line) -> None:
        self._climb(marker.kind)
        parent = self.path[-1] if self.path else None
        path = f"{parent.id}/{marker.label}" if parent else marker.label
        times = self.ids[path] = self.ids.get(path, 0) + 1
        node = Node(
            kind=marker.kind,
            number=marker.number,
            id=path if times == 1 else f"{path}#{times}",
            level=len(self.path) + 1,
            start=line.start,
            end=line.end,
            parent=parent,
            paragraphs=[line.start],
            lead=line.text[marker.length :],
        )
        if parent is not None and parent.first_child is None:
            parent.first_child = line.start
        self.nodes.append(node)
        if len(self.nodes) > MAX_PARTS:
            raise Unreadable(
                "too_many_parts", "The text seems to hold more than 20,000 articles; split the document."
            )
        self.path.append(node)
        self.sequences.last[marker.kind] = marker.number
        self._reach(node, line)

    def _climb(self, kind: str) -> None:
        """Leave the articles that end where one of this kind begins."""
        if kind in HARD:
            while self.path and not (
                self.path[-1].kind in HARD and HARD.index(self.path[-1].kind) < HARD.index(kind)
            ):
                self.path.pop()
            if kind == "annex":
                self.sequences = Sequences()
            return
        if any(node.kind == kind for node in self.path):
            while self.path.pop().kind != kind:
                pass
            return
        while self.path and (kind, self.path[-1].kind) in self.within:
            self.path.pop()
        if self.path and self.path[-1].kind not in HARD:
            self.within.add((self.path[-1].kind, kind))

    def _continue(self, line: Line, *, firm: bool) -> None:
        node = self.current
        assert node is not None
        begins = line.after_blank or not self.wrapped
        article = next((each for each in reversed(self.path) if each.kind == "article"), None)
        if article is not None and node is not article and begins and firm:
            while self.path[-1] is not article:
                self.path.pop()
            node = article
        if begins:
            node.paragraphs.append(line.start)
        if len(node.lead) <= OPEN_HEADING:
            node.lead += line.text
        self._reach(node, line)

    def _reach(self, node: Node, line: Line) -> None:
        self.current = node
        up: Node | None = node
        while up is not None:
            up.end = line.end
            up = up.parent


def outline_of(lines: list[Line], *, wrapped: bool) -> Outline:
    """Raises Unreadable for more than 20,000 articles."""
    builder = _Builder(wrapped=wrapped)
    skipped = _contents_table(lines)
    before: Line | None = None
    front: list[Line] = []
    tail: list[Line] = []
    for segment in _segments(lines):
        kept = len(segment) - _closing(segment)
        for place, line in enumerate(segment):
            if place >= kept:
                builder.current = None
                tail.append(line)
            elif line.row not in skipped and not line.text.startswith("<!--"):
                builder.read(line, before)
                if not builder.nodes:
                    front.append(line)
            before = line
    return Outline(builder.nodes, front, tail if builder.nodes else [])


def _segments(lines: list[Line]) -> Iterator[list[Line]]:
    """The main text and each annex: a part is closed by its own signature and leavings."""
    segment: list[Line] = []
    for line in lines:
        marker = marker_of(line.text) if line.text.startswith("附") else None
        if marker is not None and segment:
            yield segment
            segment = []
        segment.append(line)
    if segment:
        yield segment


def _closing(segment: list[Line]) -> int:
    """How many lines at the end are signature, list of annexes, page numbers and leavings of a web page."""
    count = _annex_list(segment)
    while count < len(segment):
        line = segment[-1 - count]
        if line.remains:
            count += 1
        elif _DATE_LINE.match(line.text.strip("()")) and count + 1 < len(segment):
            count += 1 + _signatories(segment[: len(segment) - count - 1])
        else:
            break
    return 0 if count == len(segment) else count


def _signatories(segment: list[Line]) -> int:
    count = 0
    for line in reversed(segment[-6:]):
        if (line.closed and not line.remains) or len(line.text) > 30 or marker_of(line.text) is not None:
            break
        count += 1
    return count


def _annex_list(segment: list[Line]) -> int:
    """Lines from `附件:…` on, when nothing but entries, signature and leavings follow within a few lines."""
    for back in range(1, min(len(segment), 30) + 1):
        line = segment[-back]
        if _ANNEX_LIST.match(line.text):
            return back
        if line.closed and not line.remains and not _ANNEX_ENTRY.match(line.text):
            return 0
    return 0


def _contents_table(lines: list[Line]) -> set[int]:
    """Rows of a table of contents: from 目录 until its first entry comes again, as the text itself."""
    for place, line in enumerate(lines[:200]):
        if line.text.replace(" ", "") == "目录" and place + 1 < len(lines):
            first = marker_of(lines[place + 1].text)
            for again in range(place + 2, min(len(lines), place + 400)):
                there = marker_of(lines[again].text)
                if (
                    first is not None
                    and there is not None
                    and (there.kind, there.label) == (first.kind, first.label)
                ):
                    return {each.row for each in lines[place:again]}
            return {line.row}
    return set()
