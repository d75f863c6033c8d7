"""From bytes to text: what kind of file it is, and in which encoding a plain text is written.

CPython's gb18030 codec follows the 2005 table; that of 2022 moved 18 characters out of the private use area.
"""

from __future__ import annotations

from dataclasses import dataclass

from charset_normalizer import from_bytes

from linli.engines.standards.reader import pdf, word
from linli.engines.standards.reader.shapes import Unreadable

MAX_BYTES = 20 * 1024 * 1024
MAX_CHARACTERS = 2_000_000
SAMPLE = 65_536

_MOVED = "FE59 FE61 FE66 FE67 FE6D FE7E FE90 FEA0 A6D9 A6DA A6DB A6DC A6DD A6DE A6DF A6EC A6ED A6F3"
_MOVED_TO = (
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb"
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19"
)
GB18030_2022 = str.maketrans(bytes.fromhex(_MOVED).decode("gb18030"), _MOVED_TO)

COMMON = frozenset(
    "的一是在和有人中大为上个国会作工要行对区社业务民政组关委员发展建设管理服市公全村居"
    "為個國會務對業區組關員發設議"
    ",.、。:;()0123456789 \n"
    ",。:;()"
)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Decoded:
    text: str
    encoding: str  # a codec name, or "docx", or "pdf"


def decode(data: bytes) -> Decoded:
    """The text of a txt, docx or text PDF; raises Unreadable."""
    if not data.strip(b"\x00 \t\r\n"):
        raise Unreadable("empty", "The file is empty.")
    if len(data) > MAX_BYTES:
        raise Unreadable(
            "too_large", "The file is larger than 20 MB; send the document without its pictures."
        )
    decoded = _by_kind(data)
    if len(decoded.text) > MAX_CHARACTERS:
        raise Unreadable("too_long", "The text is longer than two million characters; split the document.")
    if not decoded.text.strip("\ufeff\x00 \t\r\n\f\v\u3000"):
        raise Unreadable("no_text", "The file holds no text; if it is a scan, send a version with real text.")
    return Decoded(decoded.text.translate(GB18030_2022), decoded.encoding)


def _by_kind(data: bytes) -> Decoded:
    if b"%PDF-" in data[:1024]:
        return Decoded(pdf.text_of(data, limit=MAX_CHARACTERS), "pdf")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Decoded(word.text_of(data, limit=MAX_CHARACTERS), "docx")
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unreadable("encrypted", "The file is protected by a password; remove it and send it again.")
        raise Unreadable(
            "unsupported", "This is an old Office file; save it as docx or PDF and send it again."
        )
    if data.startswith(_PICTURES):
        raise Unreadable("no_text", "The file is a picture; send a version with real text.")
    return _plain(data)


def _plain(data: bytes) -> Decoded:
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            text = _strict(data, codec)
            if text is None:
                raise Unreadable("encoding", "The text is damaged; save it as UTF-8 and send it again.")
            return _checked(text, codec)
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text:
        return _checked(text, "utf-8")
    wide = _likeliest(data, ("utf-16-le", "utf-16-be")) if len(data) % 2 == 0 else None
    if b"\x00" in data:
        if wide is None or not _reads_well(wide.text):
            raise Unreadable("binary", "The file is not a text document.")
        return wide
    found = _likeliest(data, ("gb18030", "big5", "cp950", "big5hkscs"))
    if found is not None and _reads_well(found.text):
        return _checked(found.text, found.encoding)
    if wide is not None and _reads_well(wide.text):
        return wide
    return _guessed(data)


def _guessed(data: bytes) -> Decoded:
    best = from_bytes(data[:SAMPLE]).best()
    text = _strict(data, best.encoding) if best is not None else None
    if best is None or text is None or not _reads_well(text):
        raise Unreadable("encoding", "The encoding of the text is unknown; save it as UTF-8.")
    return _checked(text, best.encoding)


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):
        return None


def _likeliest(data: bytes, codecs: tuple[str, ...]) -> Decoded | None:
    texts = [Decoded(text, codec) for codec in codecs if (text := _strict(data, codec)) is not None]
    return max(texts, key=lambda decoded: _commonness(decoded.text), default=None)


def _commonness(text: str) -> float:
    """The share of characters that such texts are full of: tells real Chinese from a wrong table."""
    sample = text[:SAMPLE]
    return sum(char in COMMON for char in sample) / len(sample) if sample else 0.0


def _reads_well(text: str) -> bool:
    sample = text[:SAMPLE]
    return _commonness(text) >= 0.12 and any("\u4e00" <= char <= "\u9fff" for char in sample)


def _checked(text: str, codec: str) -> Decoded:
    sample = text[:SAMPLE]
    controls = sum(char < " " and char not in "\t\r\n\f\v" for char in sample)
    if controls > len(sample) // 100:
        raise Unreadable("binary", "The file is not a text document.")
    return Decoded(text, codec)
