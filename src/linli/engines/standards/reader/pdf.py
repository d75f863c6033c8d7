"""The text of a PDF that holds real text; ruled tables are written as `| a | b |` lines."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import ContentStream, NameObject

from linli.engines.standards.reader.ruling import Fragment, Rulings
from linli.engines.standards.reader.shapes import Unreadable

MAX_EXPANDED = 50 * 1024 * 1024
MAX_PAGES = 1_000
MAX_PAGE_WORK = 300_000  # operators and operands of one stream
MAX_OPERATIONS = 1_000_000  # of all pages; counted when parsed and again when drawn
MAX_PAGE = 10 * 1024 * 1024
_TOO_MUCH = "The PDF is too large inside to be read; split the document."
_SHOWS_TEXT = (b"Tj", b"TJ", b"'", b'"')
_STAY = [1, 0, 0, 1, 0, 0]


@dataclass
class _Budget:
    characters: int
    expanded: int = MAX_EXPANDED
    operations: int = MAX_OPERATIONS

    def spend(self, *, expanded: int = 0, operations: int = 0, characters: int = 0) -> None:
        self.expanded -= expanded
        self.operations -= operations
        self.characters -= characters
        if self.characters < 0:
            raise Unreadable(
                "too_long", "The text is longer than two million characters; split the document."
            )
        if self.expanded < 0 or self.operations < 0:
            raise Unreadable("expands_too_much", _TOO_MUCH)


def text_of(data: bytes, *, limit: int) -> str:
    """The text of all pages, at most `limit` characters; raises Unreadable."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns about every blemish of every file
    bounds: dict[str, Any] = {
        "zlib_maximum_output_length": MAX_EXPANDED,
        "lzw_maximum_output_length": MAX_EXPANDED,
        "run_length_maximum_output_length": MAX_EXPANDED,
        "array_based_stream_maximum_output_length": MAX_EXPANDED,
        "stream_decoding_work_maximum_length": MAX_EXPANDED,
        "stream_parsing_work_maximum_count": MAX_PAGE_WORK,
        "xform_maximum_invocations_per_extraction": 200,
        "jbig2dec_binary": None,
    }
    try:
        with apply_configuration(**bounds):
            pages = _pages(data, _Budget(characters=limit))
    except Unreadable:
        raise
    except LimitReachedError as trouble:
        raise Unreadable("expands_too_much", _TOO_MUCH) from trouble
    except RecursionError as trouble:
        raise Unreadable("broken", "The PDF is nested too deeply to be read.") from trouble
    except Exception as trouble:  # the parser raises all kinds of errors on damaged files
        raise Unreadable("broken", "The PDF is damaged; export it once more and send it again.") from trouble
    text = "\n".join(pages)
    if not any(char.isalnum() for char in text):
        raise Unreadable("no_text", "The PDF holds only pictures; send a version with real text.")
    return text


def _pages(data: bytes, budget: _Budget) -> list[str]:
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        _open(reader)
    if len(reader.pages) > MAX_PAGES:
        raise Unreadable("too_long", "The PDF has more than 1,000 pages; split the document.")
    return [_page(page, budget) for page in reader.pages]


def _open(reader: PdfReader) -> None:
    """Many official PDFs are encrypted with an empty password, only to forbid printing."""
    try:
        opened = bool(reader.decrypt(""))
    except Exception:  # an unknown cipher counts as a password that is not known
        opened = False
    if not opened:
        raise Unreadable("encrypted", "The file is protected by a password; remove it and send it again.")


@dataclass
class _Seen:
    """What the drawing of one page showed: pieces of text and ruled lines, in page coordinates."""

    budget: _Budget
    fragments: list[Fragment] = field(default_factory=list)
    rulings: Rulings = field(default_factory=Rulings)

    def text(self, text: str, cm: list[float], tm: list[float], *_: Any) -> None:
        self.budget.spend(characters=len(text))
        if text.strip():
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            self.fragments.append(Fragment(x, y, text.strip()))

    def operation(self, operator: bytes, operands: list[Any], cm: list[float], _: list[float]) -> None:
        self.budget.spend(operations=1)
        if operator in (b"re", b"m", b"l"):
            self.rulings.draw(operator, [float(value) for value in operands[:4]], cm)


def _page(page: PageObject, budget: _Budget) -> str:
    if page.get("/Contents") is not None:
        contents = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
        size = len(contents.get_data())
        budget.spend(expanded=size if size <= MAX_PAGE else MAX_EXPANDED + 1)
        budget.spend(operations=len(contents.operations))
        page[NameObject("/Contents")] = _split_at_every_piece(contents)
    seen = _Seen(budget)
    plain = page.extract_text(visitor_text=seen.text, visitor_operand_before=seen.operation)
    tables = seen.rulings.tables(seen.fragments)
    return tables if tables is not None else plain


def _split_at_every_piece(contents: ContentStream) -> ContentStream:
    """pypdf reports text when the matrix changes: an idle change makes it tell the place of every piece."""
    operations: list[tuple[Any, bytes]] = []
    for operands, operator in contents.operations:
        if operator in _SHOWS_TEXT:
            operations.append((_STAY, b"cm"))
        operations.append((operands, operator))
    contents.operations = operations
    return contents
