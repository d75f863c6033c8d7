"""From outline nodes to articles: spans, headings, clean text, and the points inside running text."""

from __future__ import annotations

import re
from dataclasses import replace

from linli.engines.standards.reader.lines import flowing, fold
from linli.engines.standards.reader.markers import HARD, marker_of
from linli.engines.standards.reader.outline import Node
from linli.engines.standards.reader.points import Point, points_in
from linli.engines.standards.reader.shapes import Article

LONGEST_HEADING = 40
_STOP = re.compile(r"[。!?;:]")
_POINT_MARK = re.compile(r"[一二三四五六七八九十]{1,3}是")


def articles_of(source: str, nodes: list[Node], *, wrapped: bool) -> tuple[Article, ...]:
    """In the order of the text, every article before those inside it."""
    folded = fold(source)
    annexes = _annex_titles(folded) if any(node.kind == "annex" for node in nodes) else {}
    taken: set[str] = set()
    articles: list[Article] = []
    for node in nodes:
        article = _article(source, node, wrapped=wrapped)
        if node.kind == "annex":
            article = replace(article, heading=article.heading or annexes.get(node.number, ""), paragraphs=())
        articles.append(article)
        own_end = node.end if node.first_child is None else node.first_child
        for point in points_in(folded, node.start, own_end, wrapped=wrapped):
            articles.append(_point(source, node, point, taken, wrapped=wrapped))
    return tuple(articles)


def _article(source: str, node: Node, *, wrapped: bool) -> Article:
    text = flowing(source, node.start, node.end, wrapped=wrapped)
    starts = node.paragraphs
    ends = [*starts[1:], node.end]
    spans = tuple(
        (start, start + len(source[start:end].rstrip())) for start, end in zip(starts, ends, strict=True)
    )
    return Article(
        id=node.id,
        level=node.level,
        kind=node.kind,
        number=node.number,
        heading=_heading(source, node, text),
        text=text,
        start=node.start,
        end=node.end,
        paragraphs=spans,
    )


def _point(source: str, node: Node, point: Point, taken: set[str], *, wrapped: bool) -> Article:
    path, times = f"{node.id}/{point.label}", 1
    while path in taken:
        times += 1
        path = f"{node.id}/{point.label}#{times}"
    taken.add(path)
    text = flowing(source, point.start, point.end, wrapped=wrapped)
    return Article(
        id=path,
        level=node.level + 1,
        kind="point",
        number=point.number,
        heading=_first_sentence(_POINT_MARK.sub("", text, count=1)),
        text=text,
        start=point.start,
        end=point.end,
        paragraphs=((point.start, point.end),),
    )


def _heading(source: str, node: Node, text: str) -> str:
    """What stands between the marker and the first full stop; laws number their articles without headings."""
    if node.kind == "article":
        return ""
    marker = marker_of(fold(text.split("\n", 1)[0]))
    rest = text[marker.length if marker else 0 :]
    if node.kind == "annex":
        title = rest.strip(" :.\n").split("\n", 2)[0]
        return "" if "|" in title else title[:LONGEST_HEADING]
    if node.kind in HARD:
        return rest.strip().split("\n", 1)[0][:LONGEST_HEADING]
    return _first_sentence(rest)


def _first_sentence(text: str) -> str:
    first = text.strip(" \u3000*.、").split("\n", 1)[0]
    stop = _STOP.search(fold(first))
    sentence = first if stop is None else first[: stop.start()]
    return sentence.strip() if len(sentence) <= LONGEST_HEADING else ""


def _annex_titles(folded: str) -> dict[int, str]:
    """What the list of annexes (附件:1.… 2.…) calls them; 0 for the only one."""
    titles: dict[int, str] = {}
    for match in re.finditer(
        r"(?m)^[ \t]{0,9}附\s?件\s?:[ \t]{0,9}(?:(\d{1,2})\s?[.、])?([^\n|]{2,80})$", folded
    ):
        titles[int(match[1] or 0)] = match[2].strip()
    return titles
