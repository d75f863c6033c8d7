"""The table of tasks (重点任务分工): rows of number, task and responsible units, in pipe-separated cells.

Cells may stand on one line (`| 1 | … | … |`) or, as web pages leave them, each on a line of its own. A line
without a number below a numbered one is a second task under the same number: rows then carry a, b, ….
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from linli.engines.standards.reader.lines import fold
from linli.engines.standards.reader.shapes import Task, Unreadable

MAX_TASKS = 5_000
LONGEST_CELL = 5_000
_FIRST_COLUMN = re.compile(r"序[ \t]{0,4}号|编[ \t]{0,4}号|项[ \t]{0,4}次")
_NUMBER = re.compile(r"\(?(\d{1,4})[).、]?$")
_HEAD = {
    "number": re.compile(r"序号|编号|项次"),
    "leads": re.compile(r"(?:牵头|主办|主责)(?:单位|部门)"),
    "units": re.compile(r"(?:负责|责任|承办|配合|参与|协办|参加|落实)?(?:单位|部门)"),
    "task": re.compile(r"任务|事项|内容|工作|举措|措施|要求"),
}
_SEPARATORS = "、,;。/\n"
_OPENING, _CLOSING = "([〔【《“", ")]〕】》”"


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    start: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A table's row by role; cells that a merged one covers are empty."""

    number: str
    task: Cell
    units: str
    leads: str
    others: dict[str, str]


def tasks_of(source: str) -> tuple[Task, ...]:
    """All tasks of all tables with a column of tasks and one of units; raises Unreadable beyond 5,000."""
    tasks: list[Task] = []
    folded = fold(source)
    breaks = [match.start() for match in re.finditer("\n", source)]
    for columns, rows in _tables(source, folded):
        numbered = _numbered([_row(cells, columns) for cells in rows])
        tasks.extend(
            _task(bisect_left(breaks, row.task.start) + 1, number, sub, row) for number, sub, row in numbered
        )
        if len(tasks) > MAX_TASKS:
            raise Unreadable(
                "too_many_parts", "The text seems to hold more than 5,000 tasks; split the document."
            )
    return tuple(tasks)


def _tables(source: str, folded: str) -> Iterator[tuple[list[tuple[str, str]], list[list[Cell]]]]:
    """Each table as its columns (role, printed title) and its rows of cells."""
    at = 0
    while (found := _FIRST_COLUMN.search(folded, at)) is not None:
        start = folded.rfind("\n", at, found.start()) + 1 or at
        end = folded.find("\n", start)
        end = at = len(folded) if end == -1 else end
        if end - start > LONGEST_CELL:
            continue
        bar = folded[start:end].lstrip().startswith("|")
        in_one_line = folded[start:end].strip(" |\r").count("|") >= 2
        if in_one_line:
            header = _cells(source, folded, start, end, bar=bar)
        else:
            header, _ = _stream(source, folded, start, most=8)
        columns = _columns(header)
        if not columns:
            continue
        if in_one_line:
            rows, at = _lines_of_cells(source, folded, end + 1, bar=bar)
        else:
            cells, at = _stream(source, folded, start, most=MAX_TASKS * 8)
            rows = _stream_rows(cells[len(columns) :], len(columns))
        yield columns, [row for row in rows if [cell.text for cell in row] != [title for _, title in columns]]


def _cells(source: str, folded: str, start: int, end: int, *, bar: bool) -> list[Cell]:
    """The cells of one line; `bar`: the table draws a bar before its first column."""
    text = folded[start:end]
    inner_start = start + len(text) - len(text.lstrip().removeprefix("|") if bar else text)
    inner_end = start + len(text.rstrip().removesuffix("|"))
    cells, at = [], inner_start
    for piece in folded[inner_start : max(inner_start, inner_end)].split("|"):
        cells.append(Cell(source[at : at + len(piece)].strip(), at + len(piece) - len(piece.lstrip())))
        at += len(piece) + 1
    return cells


def _lines_of_cells(source: str, folded: str, start: int, *, bar: bool) -> tuple[list[list[Cell]], int]:
    rows: list[list[Cell]] = []
    while start < len(folded):
        end = folded.find("\n", start)
        end = len(folded) if end == -1 else end
        line = folded[start:end]
        if "|" in line:
            if line.strip(" |-:\r"):
                rows.append(_cells(source, folded, start, end, bar=bar))
        elif line.strip():
            break
        start = end + 1
    return rows, start


def _stream(source: str, folded: str, start: int, *, most: int) -> tuple[list[Cell], int]:
    """At most so many cells, each closed by a bar, up to a text too long for a cell."""
    cells: list[Cell] = []
    at = start
    while len(cells) < most and (bar := folded.find("|", at, at + LONGEST_CELL)) != -1:
        piece = folded[at:bar]
        cells.append(Cell(" ".join(source[at:bar].split()), at + len(piece) - len(piece.lstrip())))
        at = bar + 1
    return cells, at


def _columns(cells: list[Cell]) -> list[tuple[str, str]]:
    """Roles of the header's cells; empty if these are not the columns of a table of tasks."""
    columns: list[tuple[str, str]] = []
    for cell in cells:
        title = "".join(fold(cell.text).split())
        if not title or len(title) > 20 or _NUMBER.match(title):
            break
        held = {role for role, _ in columns}
        role = next((role for role, head in _HEAD.items() if role not in held and head.search(title)), "")
        columns.append((role, cell.text))
    roles = {role for role, _ in columns}
    return columns if "task" in roles and roles & {"units", "leads"} else []


def _stream_rows(cells: list[Cell], width: int) -> list[list[Cell]]:
    """A row starts at the next number; what follows it fills rows of the remaining width."""
    rows: list[list[Cell]] = []
    number, rest = Cell("", 0), list[Cell]()
    for cell in [*cells, Cell("", -1)]:
        match = _NUMBER.match(fold(cell.text))
        previous = _NUMBER.match(fold(number.text))
        follows = (
            match is not None and int(match[1]) == (int(previous[1]) if previous else int(match[1]) - 1) + 1
        )
        if follows or cell.start == -1:
            rows.extend(_chunks(number, rest, width))
            number, rest = cell, []
        else:
            rest.append(cell)
    return rows


def _chunks(number: Cell, cells: list[Cell], width: int) -> Iterator[list[Cell]]:
    while cells and not cells[-1].text:
        cells.pop()
    for at in range(0, len(cells), max(width - 1, 1)):
        yield [number if at == 0 else Cell("", number.start), *cells[at : at + width - 1]]


def _row(cells: list[Cell], columns: list[tuple[str, str]]) -> _Row:
    held = {role: cell for (role, _), cell in zip(columns, cells, strict=False) if role}
    others = {
        title: cell.text
        for (role, title), cell in zip(columns, cells, strict=False)
        if not role and cell.text
    }
    empty = Cell("", cells[0].start if cells else 0)
    leads = held.get("leads", empty).text
    units = held.get("units", empty).text
    return _Row(held.get("number", empty).text, held.get("task", empty), units, leads, others)


def _numbered(rows: list[_Row]) -> list[tuple[int, str | None, _Row]]:
    """Rows of one number, told apart by a, b, …; a row broken by the end of a page is put together."""
    groups: list[tuple[int, list[_Row]]] = []
    for row in rows:
        match = _NUMBER.match(fold(row.number))
        if match:
            groups.append((int(match[1]), [row]))
        elif groups and row.task.text and (row.units or row.leads):
            groups[-1][1].append(row)
        elif groups and (row.task.text or row.units or row.leads):
            groups[-1][1][-1] = _put_together(groups[-1][1][-1], row)
    return [
        (number, None if len(group) == 1 else "abcdefghijklmnopqrstuvwxyz"[min(place, 25)], row)
        for number, group in groups
        for place, row in enumerate(group)
        if row.task.text
    ]


def _put_together(row: _Row, rest: _Row) -> _Row:
    task = Cell(row.task.text + rest.task.text, row.task.start)
    return _Row(row.number, task, row.units + rest.units, row.leads + rest.leads, row.others)


def _task(line: int, number: int, sub: str | None, row: _Row) -> Task:
    units = _units(row.units)
    leads = _units(row.leads)
    comma = re.search("[,，]", row.units)
    return Task(
        number=number,
        sub=sub,
        text=row.task.text,
        units=tuple(dict.fromkeys([*leads, *units])),
        units_raw=row.units or row.leads,
        inferred_leads=_units(row.units[: comma.start()]) if comma and not leads else (),
        line=line,
        leads=leads,
        others=row.others,
    )


def _units(raw: str) -> tuple[str, ...]:
    """Names between 、 , ; and 。 (a slip that occurs), but not in brackets: 各镇(街道、开发区) is one."""
    names, depth, name = list[str](), 0, ""
    for char, plain in zip(raw, fold(raw), strict=True):
        depth += (plain in _OPENING) - (plain in _CLOSING and depth > 0)
        if depth == 0 and plain in _SEPARATORS:
            names.append(name.strip())
            name = ""
        else:
            name += char
    return tuple(each for each in [*names, name.strip()] if each)
