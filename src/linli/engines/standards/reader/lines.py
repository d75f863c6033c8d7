"""Lines of a source text, folded for matching, and what belongs to the web page rather than the document.

Folding keeps the length, so every offset found in folded text holds in the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from linli.engines.standards.reader.shapes import Unreadable

MAX_LINES = 100_000

_TRADITIONAL = (
    "條節編項發號關於時間導語來實規劃報標準決辦見會議員縣黨鎮鄉區務內書記責單門稱類點擊瀏"
    "覽閱讀長處廳聯問題現將應總綱細則經過頒開執國農業廣東從據訂製參種數覆讚閉輯頁聲職團佈錄"
)
_SIMPLIFIED = (
    "条节编项发号关于时间导语来实规划报标准决办见会议员县党镇乡区务内书记责单门称类点击浏"
    "览阅读长处厅联问题现将应总纲细则经过颁开执国农业广东从据订制参种数复赞闭辑页声职团布录"
)
_WIDE = "（）：；，．！？［］＊＃｜　／０１２３４５６７８９︐︑︒︓︔︕︖﹔﹕"
_NARROW = "():;,.!?[]*#| /0123456789,、。:;!?;:"
FOLDING = str.maketrans(_TRADITIONAL + _WIDE, _SIMPLIFIED + _NARROW)

_MARKUP = re.compile(r"(?:#{1,6}[ \t]+|>[ \t]+|\*\*|__)+")
_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,3}、|\([一二三四五六七八九十]|第|\d")
_ENDS = frozenset("。!?;:|…—")
_CLOSERS = "\"'”’」』)]】》〉*"
_REMAINS = re.compile(
    r"(?:---+$|<!--|sidebar:|[上下]一[条篇]|打印|关闭|分享到|责任编辑|扫一扫|版权所有|当前位置|返回|"
    r"点击|浏览次数|阅读|相关附件|相关链接|【|\[?字体|original url:|https?://|导语:|文章来源|来源:|信息来源|"
    r"作者:|发布(?:时间|日期|人)|时间:|索引号|主办单位:|发布机构|\|*$|第?\s*\d+\s*页|-\s*\d+\s*-$|—\s*\d+\s*—$)",
    re.IGNORECASE,
)


def fold(text: str) -> str:
    """Traditional characters, wide punctuation and digits made plain, as far as matching needs it."""
    return text.translate(FOLDING)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank: `source[start:end]`; `text` is folded and without leading mark-up."""

    start: int
    end: int
    text: str
    row: int  # counted from 1
    after_blank: bool
    remains: bool  # navigation, counters and other leavings of a web page

    @property
    def closed(self) -> bool:
        return ends_a_sentence(self.text)


def ends_a_sentence(text: str) -> bool:
    tail = text[-8:].rstrip(_CLOSERS + " ")
    return bool(tail) and tail[-1] in _ENDS


def lines_of(source: str) -> list[Line]:
    """All lines that are not blank; raises Unreadable for more than 100,000."""
    folded = fold(source)
    lines: list[Line] = []
    offset, blank = 0, True
    for row, raw in enumerate(folded.splitlines(keepends=True), start=1):
        text = raw.strip(" \t\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029\u00a0\ufeff")
        if text:
            start = offset + raw.index(text[0])
            matched = _MARKUP.match(text)
            bare = (text[matched.end() :] if matched else text).replace("**", "").strip()
            remains = _REMAINS.match(bare) is not None and not bare.endswith(("。", ";"))
            if len(lines) >= MAX_LINES:
                raise Unreadable(
                    "too_many_parts", "The text has more than 100,000 lines; split the document."
                )
            lines.append(Line(start, start + len(text), bare, row, blank, remains))
        blank = not text
        offset += len(raw)
    return lines


def hard_wrapped(lines: list[Line]) -> bool:
    """Whether line breaks fall inside sentences: over a quarter of the lines that another follows at once."""
    first = next((place for place, line in enumerate(lines) if _NUMBERED.match(line.text)), 0)
    followed = [
        line
        for line, after in pairwise(lines[first:])
        if not (after.after_blank or line.remains or after.remains or len(line.text) < 8 or "|" in line.text)
        and not _NUMBERED.match(line.text)
    ]
    return len(followed) >= 2 and sum(not line.closed for line in followed) * 4 > len(followed)


def flowing(source: str, start: int, end: int, *, wrapped: bool) -> str:
    """`source[start:end]` for reading: wrapped lines joined, mark-up removed, a line for each paragraph."""
    lines = [_unmarked(line.strip(" \t\u3000\u00a0\ufeff")) for line in source[start:end].splitlines()]
    width = max((_width(line) for line in lines), default=0)
    parts: list[str] = []
    for line in lines:
        if not line:
            parts.append("\n")
            continue
        full = _width(line) * 5 >= width * (4 if ends_a_sentence(fold(line)) else 3)
        parts.extend([line] if wrapped and full else [line, "\n"])
    return _glued(parts)


def _unmarked(line: str) -> str:
    if line.startswith("<!--"):
        return ""
    return _MARKUP.sub("", line.replace("**", "")) if "**" in line or _MARKUP.match(line) else line


def _width(line: str) -> int:
    return sum(1 if char.isascii() else 2 for char in line)


def _glued(parts: list[str]) -> str:
    text: list[str] = []
    last = "\n"
    for part in parts:
        if not part or (part == "\n" and last == "\n"):
            continue
        if _is_latin(last[-1]) and _is_latin(part[0]):
            text.append(" ")
        text.append(part)
        last = part
    return "".join(text).strip()


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()
