"""The text of a Word document (docx): automatic numbers written out, tables as `| a | b |` lines."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import docx
from docx.oxml.ns import qn

from linli.engines.standards.reader.numbering import Numbering
from linli.engines.standards.reader.shapes import Unreadable

MAX_EXPANDED = 50 * 1024 * 1024
MAX_ENTRIES = 2_000
MAX_NESTING = 8
_BROKEN = "The Word document is damaged; open it, save it again and send it once more."


def text_of(data: bytes, *, limit: int) -> str:
    """The text, at most about `limit` characters; raises Unreadable for anything but a sound docx."""
    _require_sound_package(data)
    try:
        document = docx.Document(BytesIO(data))
        numbering = Numbering.of(document)
        lines: list[str] = []
        length = 0
        for line in _blocks(document.element.body, numbering, 0):
            lines.append(line)
            length += len(line) + 1
            if length > limit:
                raise Unreadable(
                    "too_long", "The text is longer than two million characters; split the document."
                )
    except Unreadable:
        raise
    except Exception as trouble:  # the parsers below raise all kinds of errors on damaged packages
        raise Unreadable("broken", _BROKEN) from trouble
    return "\n".join(lines)


def _require_sound_package(data: bytes) -> None:
    """Sizes are read from the directory first; zipfile never expands an entry beyond its declared size."""
    try:
        entries = zipfile.ZipFile(BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError) as trouble:
        raise Unreadable("broken", _BROKEN) from trouble
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_EXPANDED:
        raise Unreadable("expands_too_much", "The file unpacks to more than 50 MB and was not opened.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable("encrypted", "The file is protected by a password; remove it and send it again.")
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise Unreadable(
            "unsupported", "Only plain text, docx and PDF can be read; this archive is none of them."
        )


def _blocks(parent: Any, numbering: Numbering, depth: int) -> Iterator[str]:
    if depth > MAX_NESTING:
        return
    for child in parent.iterchildren():
        if child.tag == qn("w:p"):
            yield numbering.label(child) + _paragraph(child)
        elif child.tag == qn("w:tbl"):
            yield ""
            yield from _table(child)
            yield ""
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:smartTag")):
            yield from _blocks(child, numbering, depth + 1)


def _paragraph(paragraph: Any) -> str:
    parts: list[str] = []
    for node in paragraph.iter(qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:cr")):
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.getparent().tag == qn("w:r"):
            parts.append("\n" if node.tag != qn("w:tab") else " ")
    return "".join(parts)


def _table(table: Any) -> Iterator[str]:
    """A cell that only continues a merged one is left empty, so that the rows keep their columns."""
    for row in table.iterchildren(qn("w:tr")):
        cells: list[str] = []
        for cell in row.iterchildren(qn("w:tc")):
            span, continued = _merging(cell)
            text = "" if continued else "".join(_paragraph(each) for each in cell.iter(qn("w:p")))
            cells.append(" ".join(text.replace("|", "\uff5c").split()))
            cells.extend([""] * min(span - 1, 60))
        yield f"| {' | '.join(cells)} |"


def _merging(cell: Any) -> tuple[int, bool]:
    properties = cell.find(qn("w:tcPr"))
    if properties is None:
        return 1, False
    span, merge = properties.find(qn("w:gridSpan")), properties.find(qn("w:vMerge"))
    continued = merge is not None and merge.get(qn("w:val"), "continue") == "continue"
    return int(span.get(qn("w:val"), "1")) if span is not None else 1, continued
