"""Drawing of stages and arrows as SVG, with a layout of our own.

Stages stand below each other; an arrow to the very next one runs straight down, longer ways down run at the
right, ways back up at the left, each in a lane of its own. Labels stand in the gaps between stages.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from unicodedata import east_asian_width

BOX, PAD, LINE, GAP, SIZE = 230, 10, 20, 48, 14
LANE_GAP, FOLD, MARGIN, HEAD = 18, 118, 16, 34
FONT = "system-ui, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"


@dataclass(frozen=True, slots=True)
class Arrow:
    """One or more stages lead to `target`; `labels` are lines of text."""

    sources: tuple[str, ...]
    target: str
    labels: tuple[str, ...]


@dataclass(slots=True)
class Ladder:
    """Stages in order with their titles, what else is said in each box, and the arrows between them."""

    title: str
    stages: dict[str, str]
    ends: frozenset[str]
    notes: dict[str, list[str]] = field(default_factory=dict)
    arrows: list[Arrow] = field(default_factory=list)


@dataclass(slots=True)
class Way:
    """An arrow on the paper: rows of its ends, side (0 straight, 1 right, -1 left), lane, lines of label."""

    sources: list[int]
    target: int
    lines: list[str]
    side: int = 0
    lane: int = 0

    @property
    def top(self) -> int:
        return min(*self.sources, self.target)

    @property
    def bottom(self) -> int:
        return max(*self.sources, self.target)

    @property
    def gap(self) -> int:
        """The gap between rows (named by the row above it) in which the label stands."""
        return (self.top + self.bottom - 1) // 2

    @property
    def width(self) -> int:
        return max((width_of(line) for line in self.lines), default=0) + LANE_GAP


def width_of(text: str) -> int:
    """Pixels a line needs: a Chinese character is as wide as it is high."""
    return sum(SIZE if east_asian_width(char) in "WFA" else SIZE * 3 // 5 for char in text)


def folded(text: str, width: int) -> list[str]:
    """Lines that fit, broken between any two Chinese characters, but at spaces where there are some."""
    lines, line = [], ""
    for char in text:
        if line and width_of(line + char) > width:
            cut = line.rfind(" ") if char.isascii() else -1
            lines.append(line[:cut] if cut > 0 else line)
            line = line[cut + 1 :] if cut > 0 else ""
        line += char
    return [*lines, line] if line else lines


def svg(ladders: Sequence[Ladder], title: str) -> str:
    """Ladders below each other. Colours are attributes, so a style sheet may choose others."""
    papers = [Paper(ladder) for ladder in ladders]
    width = max((paper.width for paper in papers), default=BOX) + 2 * MARGIN
    parts, y = [], MARGIN
    for paper in papers:
        inside = "".join(paper.drawn())
        parts.append(f'<g transform="translate({(width - paper.width) // 2},{y})">{inside}</g>')
        y += paper.height + 2 * MARGIN
    name = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" aria-label="{name}" '
        f'width="{width}" height="{y}" viewBox="0 0 {width} {y}" font-family="{FONT}" '
        f'font-size="{SIZE}"><title>{name}</title>'
        f'<rect class="drawing-paper" width="{width}" height="{y}" fill="#fff"/>{"".join(parts)}</svg>'
    )


class Paper:
    """Where everything of one ladder stands."""

    def __init__(self, ladder: Ladder) -> None:
        self.ladder = ladder
        self.rows = list(ladder.stages)
        self.notes = [
            [line for note in ladder.notes.get(row, ()) for line in folded(note, BOX - 2 * PAD)]
            for row in self.rows
        ]
        self.ways = [self._way(arrow) for arrow in ladder.arrows]
        self.lanes = {side: self._in_lanes(side) for side in (1, -1)}
        self.left = sum(self.lanes[-1])
        self.width = self.left + BOX + sum(self.lanes[1])
        self.tops: list[int] = []
        y = HEAD
        for row, notes in enumerate(self.notes):
            self.tops.append(y)
            y += self._box_height(notes) + self._gap_height(row)
        self.height = y

    @staticmethod
    def _box_height(notes: list[str]) -> int:
        return 2 * PAD + LINE * (1 + len(notes))

    def _gap_height(self, row: int) -> int:
        if row == len(self.rows) - 1:
            return 0
        lines = [len(way.lines) for way in self.ways if way.gap == row]
        return max(GAP, LINE * max(lines, default=0) + 22)

    def _way(self, arrow: Arrow) -> Way:
        sources, target = [self.rows.index(name) for name in arrow.sources], self.rows.index(arrow.target)
        way = Way(sources, target, [line for label in arrow.labels for line in folded(label, FOLD)])
        if target > max(sources):
            way.side = 0 if sources == [target - 1] else 1
        else:
            way.side = -1
        return way

    def _in_lanes(self, side: int) -> list[int]:
        """Short ways in the inner lanes; returns the width of each lane."""
        lanes: list[list[Way]] = []
        for way in sorted((w for w in self.ways if w.side == side), key=lambda w: (w.bottom - w.top, w.top)):
            free = (n for n, lane in enumerate(lanes) if all(_apart(way, other) for other in lane))
            way.lane = next(free, len(lanes))
            if way.lane == len(lanes):
                lanes.append([])
            lanes[way.lane].append(way)
        return [max(way.width for way in lane) for lane in lanes]

    def _lane_x(self, way: Way) -> int:
        widths = self.lanes[way.side]
        off = sum(widths[: way.lane]) + widths[way.lane] // 2 + LANE_GAP // 2
        return self.left + BOX + off if way.side > 0 else self.left - off

    def _port(self, row: int, way: Way, incoming: bool) -> int:
        """The height at which a way touches a box, so that lines of one side do not cross near it."""
        ports = [(w, True) for w in self.ways if w.side == way.side and w.target == row]
        ports += [(w, False) for w in self.ways if w.side == way.side and row in w.sources]
        comes_first = way.side > 0
        ports.sort(key=lambda p: (p[1] != comes_first, p[0].lane if p[1] == comes_first else -p[0].lane))
        step = self._box_height(self.notes[row]) / (len(ports) + 1)
        return self.tops[row] + round(step * (ports.index((way, incoming)) + 1))

    def drawn(self) -> Iterator[str]:
        yield _text(
            self.width // 2 if not self.left else self.left + BOX // 2,
            16,
            self.ladder.title,
            "title",
            bold=True,
        )
        for way in self.ways:
            yield from self._straight(way) if way.side == 0 else self._round(way)
        for row, name in enumerate(self.rows):
            yield from self._box(row, name)

    def _box(self, row: int, name: str) -> Iterator[str]:
        y, is_end = self.tops[row], name in self.ladder.ends
        height = self._box_height(self.notes[row])
        look = ("end", "#ebeff3", "#47525f") if is_end else ("stage", "#e4eefb", "#175cb5")
        yield (
            f'<rect class="drawing-{look[0]}" x="{self.left}" y="{y}" width="{BOX}" height="{height}" '
            f'rx="{height // 2 if is_end and height < 50 else 8}" fill="{look[1]}" '
            f'stroke="{look[2]}" stroke-width="1.5"/>'
        )
        middle = self.left + BOX // 2
        yield _text(
            middle, y + PAD + 15, self.ladder.stages[name] + (" ■" if is_end else ""), "name", bold=True
        )
        for n, line in enumerate(self.notes[row], start=1):
            yield _text(middle, y + PAD + 15 + LINE * n, line, "note")

    def _straight(self, way: Way) -> Iterator[str]:
        x = self.left + BOX // 2
        top = self.tops[way.sources[0]] + self._box_height(self.notes[way.sources[0]])
        bottom = self.tops[way.target]
        yield f'<path class="drawing-line" d="M{x} {top}V{bottom - 7}" {STROKE}/>' + _head(x, bottom, 0, 1)
        y = (top + bottom - 6 - LINE * (len(way.lines) - 1)) // 2 + 5
        for n, line in enumerate(way.lines):
            yield _text(x + 8, y + LINE * n, line, "label", anchor="start")

    def _round(self, way: Way) -> Iterator[str]:
        lane, edge = self._lane_x(way), self.left + BOX if way.side > 0 else self.left
        end = self._port(way.target, way, True)
        farthest = way.top if way.side > 0 else way.bottom
        for source in way.sources:
            rest = f"V{end}H{edge + 7 * way.side}" if source == farthest else ""
            start = self._port(source, way, False)
            yield f'<path class="drawing-line" d="M{edge} {start}H{lane}{rest}" {STROKE}/>'
        yield _head(edge, end, -way.side, 0)
        above = self.tops[way.gap] + self._box_height(self.notes[way.gap])
        middle = (above + self.tops[way.gap + 1]) // 2
        height = LINE * len(way.lines)
        yield (
            f'<rect class="drawing-paper" x="{lane - way.width // 2 + 4}" y="{middle - height // 2}" '
            f'width="{way.width - 8}" height="{height}" fill="#fff"/>'
        )
        for n, line in enumerate(way.lines):
            yield _text(lane, middle - height // 2 + 15 + LINE * n, line, "label")


STROKE = 'fill="none" stroke="#546273" stroke-width="1.5"'


def _apart(one: Way, two: Way) -> bool:
    return one.bottom < two.top or two.bottom < one.top


def _head(x: int, y: int, right: int, down: int) -> str:
    """An arrow's head with its point at (x, y)."""
    back_x, back_y = x - 8 * right, y - 8 * down
    wide_x, wide_y = 4 * down, 4 * abs(right)
    points = f"{x},{y} {back_x - wide_x},{back_y - wide_y} {back_x + wide_x},{back_y + wide_y}"
    return f'<polygon class="drawing-head" points="{points}" fill="#546273"/>'


def _text(x: int, y: int, text: str, kind: str, *, anchor: str = "middle", bold: bool = False) -> str:
    weight = ' font-weight="600"' if bold else ""
    fill = "#546273" if kind == "note" else "#1b2633"
    look = f'class="drawing-{kind}" text-anchor="{anchor}" fill="{fill}"{weight}'
    return f'<text x="{x}" y="{y}" {look}>{escape(text)}</text>'
