"""Reading one file of a pack into plain data, with a line number for every value.

Files come from outside, so nothing in them is trusted: no tags, no unbounded aliases, no second meaning for
a name, no characters that a database or a terminal chokes on. A file that breaks a rule gives findings, never
an exception.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.reader import ReaderError

from linli.kernel.packs.building import MAX_PROBLEMS, Broken, Builder
from linli.kernel.packs.findings import Finding, clipped, nearest

MAX_BYTES = 2_000_000
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_TAB = re.compile(r"^ *\t", re.MULTILINE)

Lines = dict[tuple[str | int, ...], int]


@dataclass(slots=True)
class Reading:
    """`data` is text, lists, dicts, numbers, True/False and None; days stay ISO text. None if unreadable."""

    data: Any = None
    lines: Lines = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def decode(path: str, raw: bytes) -> str | Finding:
    """Bytes -> text; a byte order mark is tolerated."""
    if len(raw) > MAX_BYTES:
        return Finding(path, 1, f"the file is larger than {MAX_BYTES} bytes", "split it")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Finding(path, 1, "the file is UTF-16", "save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return Finding(path, line, "these bytes are not UTF-8", "the file may be GBK: save it as UTF-8")
    control = _CONTROL.search(text)
    if control:
        line = _line_at(text, control.start())
        return Finding(path, line, f"found the control character U+{ord(control.group()):04X}", "delete it")
    return text


def read_text(path: str, text: str) -> Reading:
    return Reading(text, {(): 1})


def read_yaml(path: str, text: str) -> Reading:
    tabs = [_line_at(text, match.start()) for match in _TAB.finditer(text)]
    if tabs:
        message, hint = "a tab at the start of the line", "indent with spaces"
        return Reading(findings=[Finding(path, line, message, hint) for line in tabs[:MAX_PROBLEMS]])
    builder = Builder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
        data = builder.finished()
    except Broken as broken:
        builder.problems.append((broken.line, str(broken), broken.hint))
    except (YAMLError, ValueError, OverflowError, RecursionError) as error:
        builder.problems.append(_syntax(text, error))
    findings = [Finding(path, *problem) for problem in builder.problems]
    return Reading(findings=findings) if findings else Reading(data, builder.lines)


def _syntax(text: str, error: Exception) -> tuple[int, str, str]:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        what = " ".join(str(part) for part in (error.context, error.problem) if part)
        return (mark.line + 1 if mark else 1, f"this is not YAML: {clipped(what, 200)}", "")
    if isinstance(error, ReaderError):
        return _line_at(text, error.position), "found a character that YAML does not allow", "delete it"
    return 1, f"this is not YAML: {clipped(str(error), 200)}", ""


def read_csv(path: str, text: str, columns: tuple[str, ...], optional: tuple[str, ...]) -> Reading:
    """Rows as dicts of trimmed text; the header names all `columns` and may name `optional` ones."""
    result = Reading(lines={(): 1})
    rows = csv.reader(io.StringIO(text), strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        result.findings = [Finding(path, 1, *found) for found in _header(header, columns, optional)]
        data: list[dict[str, str]] = []
        for row in rows:
            if result.findings or not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                message = f"found {len(row)} cells, expected {len(header)} as in the header"
                result.findings.append(Finding(path, rows.line_num, message))
                continue
            result.lines |= {(len(data),): rows.line_num}
            data.append(dict(zip(header, (cell.strip() for cell in row), strict=True)))
    except csv.Error as error:
        result.findings.append(Finding(path, rows.line_num, f"this is not CSV: {error}"))
    result.data = None if result.findings else data
    return result


def _header(header: list[str], columns: tuple[str, ...], optional: tuple[str, ...]) -> list[tuple[str, str]]:
    known = (*columns, *optional)
    found = [(f"the column {name!r} is missing", "") for name in columns if name not in header]
    for index, name in enumerate(header):
        if name not in known:
            found.append((f"unknown column {clipped(name)!r}", nearest(name, known)))
        elif name in header[:index]:
            found.append((f"the column {clipped(name)!r} stands twice", ""))
    return found
