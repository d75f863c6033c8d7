"""Tables as offices send them: CSV in UTF-8 or GB18030, Chinese or English headings; and the way back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

# GB 18030-2022 moved 18 characters out of the private use area; Python's codec keeps the places of 2005.
_MOVED = {
    0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7, 0xE832: 0x9FB8, 0xE843: 0x9FB9,
    0xE854: 0x9FBA, 0xE864: 0x9FBB, 0xE78D: 0xFE10, 0xE78E: 0xFE12, 0xE78F: 0xFE11, 0xE790: 0xFE13,
    0xE791: 0xFE14, 0xE792: 0xFE15, 0xE793: 0xFE16, 0xE794: 0xFE17, 0xE795: 0xFE18, 0xE796: 0xFE19,
}  # fmt: skip
_SPREADSHEET_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?[eE]\+?\d+$")
_DATE = re.compile(r"^(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?$|^(\d{4})(\d{2})(\d{2})$")
MOST_ROWS = 50_000


class BadTable(ValueError):
    """The file as a whole cannot be read; `reason` is a word of `terms.REASONS`."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


class BadCell(ValueError):
    """One cell cannot be used."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(f"{column}: {reason}")
        self.column = column
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Row:
    """`line` as the reader counts in the file; `values` by our names, stripped; `cells` as they came."""

    line: int
    values: Mapping[str, str]
    cells: Sequence[str]

    def get(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True, slots=True)
class Table:
    heading: Sequence[str]
    rows: Sequence[Row]
    unknown: Sequence[str]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken, with the column and the reason (a word of `terms.REASONS`, or a sentence)."""

    line: int
    column: str
    reason: str
    cells: Sequence[str] = ()


@dataclass(slots=True)
class ImportReport:
    """What an import did, or in a trial would do."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    heading: Sequence[str] = ()
    unknown: Sequence[str] = ()
    dry_run: bool = False


def read(data: bytes, *, headings: Mapping[str, Iterable[str]], required: Iterable[str]) -> Table:
    """The rows of a CSV file; raises BadTable. Lines that are empty are left out."""
    if not data.strip():
        raise BadTable("file_empty")
    lines = _lines(_decoded(data))
    names = {_key(word): name for name, words in headings.items() for word in (name, *words)}
    heading = [cell.strip() for cell in lines[0]]
    columns = [names.get(_key(cell)) for cell in heading]
    missing = [name for name in required if name not in columns]
    if missing:
        raise BadTable("columns_missing", ", ".join(missing))
    if len(lines) > MOST_ROWS + 1:
        raise BadTable("too_many_rows", str(MOST_ROWS))
    rows = [
        Row(number, {n: clean(c) for n, c in zip(columns, cells, strict=False) if n}, cells)
        for number, cells in enumerate(lines[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    return Table(heading, rows, [h for h, name in zip(heading, columns, strict=True) if h and not name])


def write(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> bytes:
    """CSV that spreadsheets open as UTF-8, in which no cell starts a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(heading)
    writer.writerows([_harmless("" if cell is None else str(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def clean(cell: str) -> str:
    """Without blanks around (full-width ones too) and without the apostrophe that keeps digits as text."""
    return cell.strip().strip("\u3000\u00a0\ufeff").removeprefix("'").strip()


def code_cell(column: str, text: str) -> str:
    """A code that a spreadsheet has not rounded; raises BadCell."""
    if _SCIENTIFIC.match(text):
        raise BadCell(column, "code_scientific")
    return text.removesuffix(".0")


def day_cell(column: str, text: str) -> date | None:
    """2024-05-01, 2024/5/1, 2024年5月1日 or 20240501; empty is None; raises BadCell."""
    if not text:
        return None
    found = _DATE.match(text)
    try:
        if found is None:
            raise ValueError
        year, month, day = (int(part) for part in found.groups() if part)
        return date(year, month, day)
    except ValueError:
        raise BadCell(column, "bad_date") from None


def count_cell(column: str, text: str) -> int | None:
    """A whole number, thousands separators allowed; empty is None; raises BadCell."""
    digits = text.replace(",", "").replace("，", "").removesuffix(".0").removesuffix("户")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 9:
        raise BadCell(column, "bad_number")
    return int(digits)


def choice_cell(column: str, text: str, words: Mapping[str, str]) -> str:
    """One of our words, said in any way that `words` knows; empty stays empty; raises BadCell."""
    if not text:
        return ""
    found = words.get(text.lower()) or words.get(text)
    if found is None:
        raise BadCell(column, "unknown_word")
    return found


def _decoded(data: bytes) -> str:
    if data.startswith(_SPREADSHEET_STARTS):
        raise BadTable("file_is_spreadsheet")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("gb18030").translate(_MOVED)
    except UnicodeDecodeError:
        raise BadTable("file_encoding") from None


def _lines(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise BadTable("file_not_table", str(error)) from error


def _delimiter(text: str) -> str:
    first = text.split("\n", 1)[0]
    return max((",", "\t", ";"), key=first.count)


def _key(heading: str) -> str:
    """Headings are compared without blanks and without what stands in brackets."""
    return re.sub(r"[（(].*$|\s", "", heading.lower())


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
