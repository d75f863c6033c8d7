"""The made-up city that everything is measured on: 10 streets, 500 communities, a unit in each, 20 offices a street."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

from linli.journeys import packs_are_installed
from linli.kernel import packs
from linli.kernel.actors import SYSTEM, Actor
from linli.registry.organisations import queries as organisations
from linli.registry.organisations import services as registry
from linli.registry.places import services as places

CITY = "990100000000"
STREETS, COMMUNITIES, OFFICES = 10, 50, 20
SINCE = date(2018, 1, 1)
BUILDER = Actor(name="system", powers=frozenset({"places.edit", "organisations.edit"}))


def street_code(street: int) -> str:
    return f"990101{street:03d}000"


def community_code(street: int, community: int) -> str:
    return f"990101{street:03d}{community:03d}"


def build(at: datetime) -> None:
    """Packs, places and units; a second call changes nothing."""
    packs_are_installed.install(actor=SYSTEM, packs=packs.installed(), at=at)
    if organisations.organisations_in(CITY, on=at.date()).exists():
        return
    areas = [
        ("99", "量省", "province", ""),
        ("9901", "量市", "city", "99"),
        ("990101", "量区", "district", "9901"),
    ]
    units = []
    for s in range(1, STREETS + 1):
        areas.append((street_code(s), f"第{s}街道", "street", "990101"))
        units += [(f"第{s}街道第{n}科", "department", street_code(s)) for n in range(OFFICES)]
        for c in range(1, COMMUNITIES + 1):
            areas.append((community_code(s, c), f"第{s}街道第{c}社区", "community", street_code(s)))
            units.append((f"第{s}街道第{c}社区居民委员会", "residents_committee", community_code(s, c)))
    _import(places.import_csv, ("code", "name", "level", "parent"), areas, at)
    _import(registry.import_csv, ("name", "kind", "area"), units, at)


def _import(importing: object, head: tuple[str, ...], rows: list[tuple[str, ...]], at: datetime) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([head, *rows])
    report = importing(  # type: ignore[operator]
        actor=BUILDER, data=text.getvalue().encode(), source="benchmark", at=at, valid_from=SINCE
    )
    assert not report.rejected, report.rejected[:3]


def clerk(unit: object, *powers: str) -> Actor:
    """Somebody in a unit."""
    held = frozenset(powers or ("cases.handle", "cases.open"))
    return Actor(1, 1, "量度", "clerk", unit.pk, unit.name, unit.area.code, held)  # type: ignore[attr-defined]
