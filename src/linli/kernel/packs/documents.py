"""What other files of a pack ask its document: its articles, its area, its days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from linli.kernel import areas
from linli.kernel.packs.contents import Pack, PackFile, Packs
from linli.kernel.packs.findings import Finding, nearest

Where = tuple[str | int, ...]

# The first kind that a document dates to the day opens its force, in this order.
_OPENING = ("in-force", "issued", "adopted", "signed", "released")


def articles(pack: Pack) -> frozenset[str]:
    """Every citation that stands in the pack: the article index, and the rows of its task table."""
    document, table = pack.one("document"), pack.one("tasks")
    known = {article["id"] for article in document.data["articles"]} if document else set()
    if table:
        known |= {row_id(table.data, task) for task in table.data["tasks"]}
        known |= {f"{table.data['table']}/{task['no']}" for task in table.data["tasks"]}
    return frozenset(known)


def row_id(table: dict[str, Any], task: dict[str, Any]) -> str:
    """How a row of the task table is cited: `附件/4a`."""
    return f"{table['table']}/{task['no']}{task.get('sub', '')}"


def heading(pack: Pack, article: str) -> dict[str, str] | None:
    """The index's own words for an article, as a label; None if it is not in the index."""
    document = pack.one("document")
    for entry in document.data["articles"] if document else ():
        if entry["id"] == article:
            return {"zh": entry["zh"], "en": entry["en"]}
    return None


def force(pack: Pack) -> tuple[date | None, date | None]:
    """First day in force and the day from which it is repealed; None where no day is known."""
    document = pack.one("document")
    days: dict[str, date] = {}
    for entry in document.data["dates"] if document else ():
        if len(entry["on"]) > 4:
            days.setdefault(entry["kind"], date.fromisoformat(entry["on"]))
    opening = next((days[kind] for kind in _OPENING if kind in days), None)
    return opening, days.get("repealed")


def area(pack: Pack) -> str | None:
    """The code of the document's own area, twelve digits; `""` for the country; None if it has no code."""
    document = pack.one("document")
    if document is None:
        return None
    place = document.data["area"]
    if place["level"] == "country":
        return ""
    return areas.normalise(place["code"]) if "code" in place else None


def uncited(file: PackFile, packs: Packs, cited: Iterable[tuple[Where, str]]) -> Iterator[Finding]:
    """A finding for each (where, article) that the document of the file's pack does not have."""
    pack = packs[file.pack]
    known = articles(pack)
    for where, article in cited:
        if pack.one("document") is None:
            yield file.finding(where, f"article {article!r} is cited, but no sound document.yaml is here")
        elif article not in known:
            yield file.finding(where, f"the document has no article {article!r}", nearest(article, known))


def check_document(file: PackFile, packs: Packs) -> Iterator[Finding]:
    """What the schema cannot see: twins, parents, days in order, area codes, names of other packs."""
    yield from _index(file)
    yield from _place(file)
    opening, repealed = force(packs[file.pack])
    if opening and repealed and repealed <= opening:
        yield file.finding(("dates",), "the document is repealed before it is in force")
    yield from uncited(file, packs, _cited(file.data))
    for key in ("rests_on", "cites"):
        for index, upper in enumerate(file.data.get(key, ())):
            if "pack" in upper and upper["pack"] not in packs.packs:
                hint = nearest(upper["pack"], packs.packs)
                yield file.finding((key, index, "pack"), f"there is no pack {upper['pack']!r}", hint)


def _cited(data: dict[str, Any]) -> Iterator[tuple[Where, str]]:
    for key in ("remarks", "rests_on", "cites"):
        for index, entry in enumerate(data.get(key, ())):
            if "article" in entry:
                yield (key, index, "article"), entry["article"]


def _index(file: PackFile) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, entry in enumerate(file.data["articles"]):
        where, name = ("articles", index, "id"), entry["id"]
        if name in seen:
            yield file.finding(where, f"article {name!r} stands twice in the index")
        parent = name.rpartition("/")[0]
        if parent and parent not in seen:
            yield file.finding(where, f"article {name!r} comes before its parent {parent!r}, or has none")
        seen.add(name)


def _place(file: PackFile) -> Iterator[Finding]:
    place = file.data["area"]
    for key in ("code", "within"):
        if key not in place:
            continue
        try:
            found = areas.level(areas.normalise(place[key]))
        except areas.BadCode as error:
            yield file.finding(("area", key), f"not an area code: {error}")
            continue
        if key == "code" and found.name.lower() != place["level"]:
            message = f"the digits say {found.name.lower()}, the level says {place['level']}"
            yield file.finding(("area", key), message)
