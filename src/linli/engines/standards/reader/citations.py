"""Finding an article by the ways people cite it.

`二/4`, `五(十四)`, `三(三)2`, `二、四是`, `第278条第二款`, `第二章第十条第(一)项`.
"""

from __future__ import annotations

import re
from dataclasses import replace

from linli.engines.standards.reader.lines import flowing, fold
from linli.engines.standards.reader.numerals import chinese, number
from linli.engines.standards.reader.shapes import Article, Reading

_N = "[〇零一二三四五六七八九十百千]{1,9}"
_PIECE = re.compile(
    rf"第\s?(?P<n>{_N}|\d{{1,4}}|\(\s?(?:{_N}|\d{{1,3}})\s?\))\s?(?P<unit>[编章节条款项])(?:之(?P<sub>{_N}))?"
    rf"|(?P<point>[一二三四五六七八九十]{{1,3}})是"
    rf"|\(\s?(?P<bracket>{_N}|\d{{1,3}})\s?\)"
    rf"|(?P<annex>附件(?:\d{{1,2}}|{_N})?)"
    rf"|(?P<circle>[①-⑳])"
    rf"|(?P<plain>{_N}|\d{{1,3}})(?:#(?P<again>\d{{1,4}}))?"
)


def find(reading: Reading, citation: str) -> Article | None:
    """The one article cited; None for no such article and for a citation that fits several.

    Chapters may be left out (`第十二条(二)`), and so may brackets' width, script and separators. 款 gives the
    paragraph as an article of its own, with the id of its article and `第二款` after it.
    """
    wanted = fold(citation).strip()
    exact = next((each for each in reading.articles if each.id == wanted), None)
    if exact is not None:
        return exact
    labels, paragraph = _labels(wanted)
    found = _matching(reading, labels) if labels else None
    return _paragraph(reading, found, paragraph) if found is not None and paragraph else found


def _labels(citation: str) -> tuple[list[str], int]:
    """The path cited, and the paragraph (款) if that is the last word of it."""
    labels: list[str] = []
    paragraph = 0
    for match in _PIECE.finditer(citation[:200]):
        unit = match["unit"]
        if unit == "款":
            paragraph = number(match["n"].strip("()"))
            continue
        paragraph = 0
        labels.append(_label(match))
    return labels, paragraph


def _label(match: re.Match[str]) -> str:
    if match["unit"] == "项":
        value = match["n"].strip("() ")
        return f"({chinese(int(value)) if value.isdigit() else value})"
    if match["unit"]:
        value = chinese(int(match["n"])) if match["n"].isdigit() else match["n"].strip("() ")
        return f"第{value}{match['unit']}" + (f"之{match['sub']}" if match["sub"] else "")
    if match["point"]:
        return f"{match['point']}是"
    if match["bracket"]:
        return f"({match['bracket']})"
    label = match["annex"] or match["circle"] or match["plain"]
    return f"{label}#{match['again']}" if match["again"] else str(label)


def _matching(reading: Reading, labels: list[str]) -> Article | None:
    """Whole paths first, then paths that hold the labels in order and end with the last of them."""
    best: list[Article] = []
    for article in reading.articles:
        path = article.id.split("/")
        bare = [label.split("#", 1)[0] for label in path]
        if path == labels or (not best and bare == labels):
            return article
        if bare[-1] == labels[-1] and _holds_in_order(bare, labels):
            best.append(article)
    return best[0] if len(best) == 1 else None


def _holds_in_order(path: list[str], labels: list[str]) -> bool:
    rest = iter(path)
    return all(label in rest for label in labels)


def _paragraph(reading: Reading, article: Article, count: int) -> Article | None:
    if not 1 <= count <= len(article.paragraphs):
        return None
    start, end = article.paragraphs[count - 1]
    wrapped = "\n" not in article.text and "\n" in reading.source[start:end]
    return replace(
        article,
        id=f"{article.id}/第{chinese(count)}款",
        level=article.level + 1,
        kind="paragraph",
        number=count,
        heading="",
        text=flowing(reading.source, start, end, wrapped=wrapped),
        start=start,
        end=end,
        paragraphs=((start, end),),
    )
