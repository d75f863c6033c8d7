"""Documents that a text names: titles in 《》 and numbers, in either bracket style, redaction stars kept."""

from __future__ import annotations

import re
from functools import lru_cache

from linli.engines.standards.reader.lines import fold
from linli.engines.standards.reader.shapes import Cite

_NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff*×])(?P<org>[\u4e00-\u9fff*×]{1,30})"
    r"\s?[\[〔【(]\s?(?P<year>(?:19|20)[\d*]{1,2})\s?[\]〕】)]\s?第?\s?(?P<serial>[\d*]{1,5})\s?号"
    r"|(?<![\u4e00-\u9fff*×])(?P<decree>[\u4e00-\u9fff*×]{1,30}令)\s?(?:(?P<of>(?:19|20)[\d*]{2})年)?第\s?(?P<no>[\d*]{1,4})\s?号"
)
_LEADS_IN = re.compile(r".*[以按据依照见经由和与及从将用行的]")
_BETWEEN = re.compile(r"[\s]{0,4}[(]?\s{0,2}")
MAX_TITLE = 200
MAX_DEPTH = 4


def cites_of(source: str) -> tuple[Cite, ...]:
    """Each document once, where it is first named; a number right after a title belongs to it."""
    folded = fold(source)
    numbers = {start: (end, text) for start, end, text in _numbers(source, folded)}
    cites: list[Cite] = []
    for start, end in _titles(source):
        gap = _BETWEEN.match(folded, end)
        at = gap.end() if gap else end
        until, number = numbers.pop(at, (end, ""))
        cites.append(_cite(source[start + 1 : end - 1], number, start, until))
    cites.extend(_cite("", number, start, end) for start, (end, number) in numbers.items())
    first: dict[tuple[str, str], Cite] = {}
    for cite in sorted(cites, key=lambda each: each.start):
        first.setdefault((cite.title, cite.key), cite)
    known = {cite.title for cite in first.values() if cite.number}
    return tuple(cite for cite in first.values() if cite.number or cite.title not in known)


@lru_cache(maxsize=2_000)
def number_key(number: str) -> str:
    """A document number for matching: simplified, brackets as 〔〕, without blanks and 第."""
    plain = re.sub(r"\s|第", "", fold(number))
    return re.sub(r"[\[【(〔]([\d*]{2,4})[\]】)〕]", r"〔\1〕", plain)


def _cite(title: str, number: str, start: int, end: int) -> Cite:
    title = "".join(title.split()) if not re.search(r"[A-Za-z] [A-Za-z]", title) else " ".join(title.split())
    key = number_key(number) if number else ""
    return Cite(title, number, key, bool(re.search("[*×]", title + number)), start, end)


def _titles(source: str) -> list[tuple[int, int]]:
    """Spans of outermost 《…》; an opening that is never closed within 200 characters is a slip."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in re.finditer("[《》]", source):
        at = match.start()
        if opened and (at - opened[0] > MAX_TITLE or len(opened) > MAX_DEPTH):
            opened = []
        if match[0] == "《":
            opened.append(at)
        elif opened:
            start = opened.pop()
            if not opened and at - start > 2:
                spans.append((start, at + 1))
    return spans


def _numbers(source: str, folded: str) -> list[tuple[int, int, str]]:
    found: list[tuple[int, int, str]] = []
    for match in _NUMBER.finditer(folded):
        group = "org" if match["org"] else "decree"
        start = match.start(group) + _words_before(match[group])
        found.append((start, match.end(), re.sub(r"\s", "", source[start : match.end()])))
    return found


def _words_before(run: str) -> int:
    """How much of a run of characters before the year is the sentence's own: 具体以|临发, 按|*政发."""
    redacted = re.search("[*×]", run)
    if redacted:
        return redacted.start()
    if len(run) <= 2:
        return 0
    lead = _LEADS_IN.match(run[:-2])
    return lead.end() if lead else max(0, len(run) - 8)
