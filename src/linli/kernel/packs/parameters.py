"""Values by name, place and day: the most specific area wins, then the newest document in force.

Inside one area a text wins over an interpretation, and both over a project default.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from linli.kernel import areas
from linli.kernel.packs import documents, loading
from linli.kernel.packs.contents import Pack, Packs
from linli.kernel.packs.findings import nearest
from linli.kernel.refusals import NotFound

_BASES = ("project default", "interpretation", "text")


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a value stands: the pack, its document's title (a label) and number, the article."""

    document: str
    title: Mapping[str, str]
    number: str | None
    article: str


@dataclass(frozen=True, slots=True)
class Value:
    """A value with its source. `area`: twelve digits, `""` is the country; `basis` says how sure it is."""

    name: str
    value: int | float | str | bool
    unit: str
    citation: Citation | None
    basis: str
    valid_from: date
    valid_until: date | None
    area: str

    def applies(self, area: str, on: date) -> bool:
        in_time = self.valid_from <= on and (self.valid_until is None or on < self.valid_until)
        return in_time and areas.is_within(area, self.area)


def names(packs: Packs | None = None) -> frozenset[str]:
    """Every parameter that any pack knows."""
    return frozenset(_table(packs or loading.installed()))


def value(name: str, area: str, *, on: date, packs: Packs | None = None) -> Value:
    """The value of `name` in `area` (a code, `""` for the country) on a day, from the installed packs.

    Raises NotFound: no such name (the remedy names the nearest), or no value for that place and day;
    areas.BadCode: not an area code.
    """
    table = _table(packs or loading.installed())
    place = areas.normalise(area) if area else ""
    if name not in table:
        message = format_lazy(_("No parameter is called {name}."), name=name)
        raise NotFound(message, remedy=nearest(name, table), name=name)
    found = [(rank, each) for rank, each in table[name] if each.applies(place, on)]
    if not found:
        message = format_lazy(_("{name} has no value in this area on {day}."), name=name, day=on.isoformat())
        raise NotFound(message, name=name, area=place, on=on.isoformat())
    return max(found, key=lambda pair: pair[0])[1]


Rank = tuple[int, int, date, date]


@lru_cache(maxsize=4)
def _table(packs: Packs) -> dict[str, list[tuple[Rank, Value]]]:
    table: dict[str, list[tuple[Rank, Value]]] = {}
    for pack in packs:
        file = pack.one("parameters")
        for parameter in file.data["parameters"] if file else ():
            table.setdefault(parameter["name"], []).extend(_ranked(pack, parameter))
    return table


def _ranked(pack: Pack, parameter: dict[str, Any]) -> list[tuple[Rank, Value]]:
    opening, repealed = documents.force(pack)
    ranked = []
    for entry in parameter["values"]:
        first = date.fromisoformat(entry["from"]) if "from" in entry else opening
        code = entry.get("area", documents.area(pack))
        if first is None or code is None:
            continue  # a finding of the check says so
        code = areas.normalise(code) if code else ""
        ends = [day for day in (repealed, _day(entry.get("until"))) if day]
        found = Value(
            name=parameter["name"],
            value=entry["value"],
            unit=parameter["unit"],
            citation=_citation(pack, entry.get("article")),
            basis=entry["basis"],
            valid_from=first,
            valid_until=min(ends, default=None),
            area=code,
        )
        specific = len(areas.prefix(code)) if code else 0
        ranked.append(((specific, _BASES.index(entry["basis"]), opening or first, first), found))
    return ranked


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _citation(pack: Pack, article: str | None) -> Citation | None:
    document = pack.one("document")
    if document is None or article is None:
        return None
    return Citation(pack.name, document.data["title"], document.data["number"], article)
