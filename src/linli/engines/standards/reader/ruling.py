"""Tables of a PDF page, from its ruled lines: which cell every piece of text stands in.

Coordinates are points, y upwards. A cell that spans rows is written once, in its first row; the rows below
leave it empty, which is how the task tables tell a second line under one number.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field

NEAR = 2.5  # points within which two lines are one
LEAST = 6.0  # shorter strokes are ornaments
MOST_LINES = 4_000
MOST_PAIRS = 2_000_000


@dataclass(frozen=True, slots=True)
class Fragment:
    x: float
    y: float
    text: str


@dataclass
class Rulings:
    upright: list[tuple[float, float, float]] = field(default_factory=list)  # x, low y, high y
    level: list[tuple[float, float, float]] = field(default_factory=list)  # y, left x, right x
    pen: tuple[float, float] = (0.0, 0.0)

    def draw(self, operator: bytes, operands: list[float], cm: list[float]) -> None:
        if operator == b"re" and len(operands) == 4:
            x, y, width, height = operands
            (x0, y0), (x1, y1) = _placed(x, y, cm), _placed(x + width, y + height, cm)
            self._box(min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1))
        elif len(operands) >= 2:
            point = _placed(operands[0], operands[1], cm)
            if operator == b"l":
                self._stroke(self.pen, point)
            self.pen = point

    def _box(self, left: float, right: float, low: float, high: float) -> None:
        for x in (left, right):
            self._stroke((x, low), (x, high))
        for y in (low, high):
            self._stroke((left, y), (right, y))

    def _stroke(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        (x0, y0), (x1, y1) = start, end
        if len(self.upright) + len(self.level) > MOST_LINES:
            return
        if abs(x0 - x1) < NEAR and abs(y0 - y1) > LEAST:
            self.upright.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
        elif abs(y0 - y1) < NEAR and abs(x0 - x1) > LEAST:
            self.level.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))

    def tables(self, fragments: list[Fragment]) -> str | None:
        """The page's text with its table as pipe lines; None where no table of three columns is ruled."""
        columns = _merged([x for x, _, _ in self.upright])
        if len(columns) < 4 or not self.level or len(fragments) * len(self.level) > MOST_PAIRS:
            return None
        low = min(y for _, y, _ in self.upright) - NEAR
        high = max(y for _, _, y in self.upright) + NEAR
        inside = [each for each in fragments if low <= each.y <= high and columns[0] <= each.x <= columns[-1]]
        outside = [each for each in fragments if not low <= each.y <= high]
        above = _lines([each for each in outside if each.y > high])
        below = _lines([each for each in outside if each.y < low])
        return "\n".join([*above, "", *self._rows(inside, columns), "", *below])

    def _rows(self, fragments: list[Fragment], columns: list[float]) -> list[str]:
        cells: dict[tuple[float, int], list[Fragment]] = defaultdict(list)
        edges = _merged([y for y, _, _ in self.level])
        for each in fragments:
            column = min(bisect_right(columns, each.x + NEAR) - 1, len(columns) - 2)
            cells[self._top(each, edges), max(column, 0)].append(each)
        rows = sorted({top for top, _ in cells}, reverse=True)
        return [
            "| "
            + " | ".join(_joined(cells.get((top, column), [])) for column in range(len(columns) - 1))
            + " |"
            for top in rows
        ]

    def _top(self, piece: Fragment, edges: list[float]) -> float:
        """The upper edge of the cell: the nearest line above that runs over this piece of text."""
        over = [y for y, left, right in self.level if y > piece.y and left - NEAR <= piece.x <= right + NEAR]
        if not over:
            return float("inf")
        return min(edges, key=lambda edge: abs(edge - min(over)))


def _placed(x: float, y: float, cm: list[float]) -> tuple[float, float]:
    return x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]


def _merged(places: list[float]) -> list[float]:
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > NEAR:
            merged.append(place)
    return merged


def _lines(fragments: list[Fragment]) -> list[str]:
    rows: dict[int, list[Fragment]] = defaultdict(list)
    for each in fragments:
        rows[round(each.y / NEAR)].append(each)
    return [
        "".join(each.text for each in sorted(rows[y], key=lambda each: each.x))
        for y in sorted(rows, reverse=True)
    ]


def _joined(fragments: list[Fragment]) -> str:
    return "".join(_lines(fragments)).replace("|", "\uff5c")
