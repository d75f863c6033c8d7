"""From a unit's name as a document prints it to the organisations it means."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from django.db.models import Q, QuerySet

from linli.kernel import areas
from linli.kernel.areas import Level
from linli.registry.organisations.models import Alias, Organisation
from linli.registry.organisations.rules import names
from linli.registry.organisations.rules.names import Named
from linli.registry.organisations.terms import Group, Kind
from linli.registry.places.queries import scope, valid_on

How = Literal["exact", "alias", "group", "suggested", "unknown", "generic"]
_MEMBERS = {
    Group.COMMITTEES: (Kind.RESIDENTS_COMMITTEE, Kind.VILLAGERS_COMMITTEE),
    Group.RESIDENTS: (Kind.RESIDENTS_COMMITTEE,),
    Group.VILLAGERS: (Kind.VILLAGERS_COMMITTEE,),
}


def upward(area_code: str) -> tuple[str, ...]:
    """The area and all above it by digits, nearest first, ending with the whole country."""
    return (*areas.chain(areas.normalise(area_code)), "") if area_code else ("",)


def reachable(area_code: str, *, on: date) -> QuerySet[Organisation]:
    """Organisations of the area, of all above it, and of no area; for the country, all."""
    found = Organisation.objects.filter(valid_on(on))
    if not area_code:
        return found
    above = Q(area__code__in=upward(area_code)) | Q(area__isnull=True)
    return found.filter(scope(area_code, "area__") | above)


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """What a printed name means.

    `organisations` are certain (exact, alias, group); `candidates` are only near (suggested) or too many to
    choose from (suggested). `generic` means that the words name nobody: a person chooses.
    """

    name: str
    organisations: tuple[Organisation, ...]
    how: How
    candidates: tuple[Organisation, ...] = ()
    group: str = ""


def resolve_unit(name: str, *, area: str, on: date) -> UnitMatch:
    """One name as a document of `area` (a code, empty for the country) prints it."""
    return resolve_units([name], area=area, on=on)[name]


def resolve_units(printed: Iterable[str], *, area: str, on: date) -> dict[str, UnitMatch]:
    """Many names at once, in two queries whatever their number."""
    resolver = _Resolver(area, on)
    return {name: resolver.resolve(name) for name in dict.fromkeys(printed)}


@dataclass(slots=True)
class _Resolver:
    area: str
    on: date
    known: dict[int, Organisation] = field(init=False)
    named: list[Named] = field(init=False)
    aliases: list[Alias] = field(init=False)

    def __post_init__(self) -> None:
        self.area = areas.normalise(self.area) if self.area else ""
        found = reachable(self.area, on=self.on).select_related("area")
        self.known = {one.pk: one for one in found}
        self.named = [Named(o.pk, o.name, o.short_name, self._distance(o)) for o in found]
        order = {code: index for index, code in enumerate(upward(self.area))}
        self.aliases = list(Alias.objects.filter(area_code__in=list(order)))
        self.aliases.sort(key=lambda alias: order[alias.area_code])

    def resolve(self, name: str) -> UnitMatch:
        exact = names.exact(name, self.named)
        if len(exact) == 1:
            return UnitMatch(name, self._organisations(one.id for one in exact), "exact")
        found = self._remembered(name)
        if found is not None:
            return found
        if exact:
            return UnitMatch(name, (), "suggested", self._organisations(one.id for one in exact))
        group = names.group_of(name)
        if group:
            return self._grouped(name, group)
        spellings = [(alias.name, alias.organisation_id) for alias in self.aliases if alias.organisation_id]
        near = names.near(name, self.named, [(n, pk) for n, pk in spellings if pk in self.known])
        return UnitMatch(name, (), "suggested" if near else "unknown", self._organisations(near))

    def _remembered(self, name: str) -> UnitMatch | None:
        """What the nearest area says of this name."""
        word = names.plain(name)
        rows = [alias for alias in self.aliases if alias.name == word]
        nearest = [alias for alias in rows if alias.area_code == rows[0].area_code]
        if nearest and nearest[0].group:
            return self._grouped(name, nearest[0].group)
        found = self._organisations(alias.organisation_id for alias in nearest if alias.organisation_id)
        return UnitMatch(name, found, "alias") if found else None

    def _grouped(self, name: str, group: str) -> UnitMatch:
        if group == Group.CHOOSE:
            return UnitMatch(name, (), "generic", group=group)
        kinds = _MEMBERS[Group(group)]
        members = [o for o, named in zip(self.known.values(), self.named, strict=True) if named.distance <= 0]
        return UnitMatch(name, tuple(o for o in members if o.kind in kinds), "group", group=group)

    def _organisations(self, ids: Iterable[int]) -> tuple[Organisation, ...]:
        return tuple(self.known[pk] for pk in ids if pk in self.known)

    def _distance(self, organisation: Organisation) -> int:
        """Levels above (positive) or below (negative) the asking area; the country is above all."""
        here = areas.level(self.area) if self.area else 0
        there = organisation.area.level if organisation.area else 0
        return int(here) - int(there) if there <= Level.GRID else 0
