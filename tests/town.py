"""A small town for tests: places, units, posts and people with mandates. Names are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from linli.engines.cases import services as cases
from linli.kernel import packs
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.areas import Level
from linli.registry.organisations.models import Organisation
from linli.registry.places.models import Place

START = date(2018, 1, 1)
MONDAY = datetime(2026, 11, 16, 1, 30, tzinfo=UTC)  # Monday 09:30 in China
FILED = ("province", "city", "district", "street", "community")


@dataclass
class Town:
    places: dict[str, Place] = field(default_factory=dict)
    units: dict[str, Organisation] = field(default_factory=dict)

    def actor(self, unit: str, *powers: str, user: int = 0, area: str | None = None) -> Actor:
        """Somebody in a unit, with exactly these powers."""
        organisation = self.units[unit]
        return Actor(
            user_id=user or organisation.pk,
            mandate_id=organisation.pk,
            name=f"{unit}经办",
            post="clerk",
            organisation_id=organisation.pk,
            organisation_name=organisation.name,
            area_code=organisation.area.code if area is None else area,
            powers=frozenset(powers),
        )

    def clerk(self, unit: str, **more: object) -> Actor:
        return self.actor(unit, "cases.handle", **more)  # type: ignore[arg-type]

    @property
    def office(self) -> Actor:
        return self.actor("组织办", "cases.handle", "cases.oversee", "cases.route", "supervision.plan")


def build_town() -> Town:
    town = Town()
    rows = [
        ("province", "440000000000", "南省", Level.PROVINCE, None),
        ("city", "440500000000", "水市", Level.CITY, "province"),
        ("town", "440500110000", "大河镇", Level.STREET, "city"),
        ("other", "440500111000", "小河镇", Level.STREET, "city"),
        ("an", "440500110001", "安堂社区", Level.COMMUNITY, "town"),
        ("bei", "440500110002", "北村", Level.COMMUNITY, "town"),
        ("nan", "440500111001", "南村", Level.COMMUNITY, "other"),
    ]
    for key, code, name, level, parent in rows:
        above = town.places.get(parent) if parent else None
        filed = {f: getattr(above, f) for f in FILED} if above else {}
        if level <= len(FILED):
            filed[FILED[level - 1]] = code
        town.places[key] = Place.objects.create(
            code=code, name=name, level=level, parent=above, valid_from=START, **filed
        )
    units = [
        ("镇政府", "大河镇人民政府", "government", "town", None),
        ("组织办", "组织办公室", "party", "town", None),
        ("社会事务局", "社会事务局", "department", "town", "镇政府"),
        ("财政分局", "财政分局", "department", "town", "镇政府"),
        ("住建局", "住房和建设局", "department", "town", "镇政府"),
        ("安堂", "安堂社区居民委员会", "residents_committee", "an", None),
        ("北村", "北村村民委员会", "villagers_committee", "bei", None),
        ("南村", "南村村民委员会", "villagers_committee", "nan", None),
    ]
    for key, name, kind, place, parent in units:
        town.units[key] = Organisation.objects.create(
            name=name,
            short_name=key,
            kind=kind,
            area=town.places[place],
            parent=town.units.get(parent) if parent else None,
            valid_from=START,
        )
    return town


def install_procedures(at: datetime = MONDAY) -> None:
    """Every procedure of the packs, as `linli packs load` does."""
    for file in packs.load().of_kind("procedures"):
        cases.install(actor=SYSTEM, data=file.data, at=at)
