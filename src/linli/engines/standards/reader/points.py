"""Points counted in running text (一是 …; 二是 …): articles below the one whose text holds them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linli.engines.standards.reader.numerals import number

_D = "[一二三四五六七八九十]"
_AFTER_STOP = r"(?<=[。;:,!?])[\s*\"”’]{0,20}"
_AFTER_MARKER = r"^[^一-龥]{0,3}[一二三四五六七八九十第条\d]{0,6}[).、\s*]{1,3}"
_POINT = re.compile(
    rf"(?:{_AFTER_STOP}|{_AFTER_MARKER}|^|(?P<line>\n\s{{0,20}}))(?P<n>{_D}(?:\s{{0,2}}{_D}){{0,2}})\s{{0,2}}是"
)


@dataclass(frozen=True, slots=True)
class Point:
    number: int
    label: str
    start: int
    end: int


def points_in(folded: str, start: int, end: int, *, wrapped: bool) -> list[Point]:
    """The points of `folded[start:end]`; only rows that begin with 一是 and reach 二是 count.

    A point runs to the next of its row; the last one to the end of its line, or of the region where lines are
    hard-wrapped.
    """
    found: list[tuple[int, str, int]] = []
    for match in _POINT.finditer(folded[start:end]):
        if match["line"] is not None and wrapped:
            continue
        label = "".join(match["n"].split())
        value = number(label)
        if value == 1 or (found and value == found[-1][0] + 1):
            found.append((value, label, start + match.start("n")))
    return [
        Point(value, f"{label}是", at, _end(folded, at, nxt[2] if nxt else None, end, wrapped=wrapped))
        for (value, label, at), nxt in zip(found, [*found[1:], None], strict=False)
        if value > 1 or (nxt is not None and nxt[0] == 2)
    ]


def _end(folded: str, start: int, following: int | None, end: int, *, wrapped: bool) -> int:
    """Where this point's text stops, without the blanks before the next one."""
    stop = end if following is None else following
    line = folded.find("\n\n" if wrapped else "\n", start, stop)
    if line != -1:
        stop = line
    return start + len(folded[start:stop].rstrip(" \t\r\n*"))
