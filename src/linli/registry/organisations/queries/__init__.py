"""Reads of organisations: one, those of an area, the committees, and all below one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.refusals import NotFound
from linli.registry.organisations import rules
from linli.registry.organisations.models import Alias, Appointment, Organisation, Post, Relation
from linli.registry.organisations.terms import Kind
from linli.registry.places.queries import scope, valid_on

from .units import UnitMatch, reachable, resolve_unit, resolve_units, upward

__all__ = [
    "UnitMatch",
    "above",
    "aliases_in",
    "appointments_of",
    "astray",
    "committees_in",
    "descendants",
    "missing_bodies",
    "missing_of",
    "named",
    "organisation",
    "organisations_in",
    "parts_of",
    "posts",
    "reachable",
    "relations_of",
    "resolve_unit",
    "resolve_units",
    "search",
    "upward",
]

COMMITTEES = (Kind.RESIDENTS_COMMITTEE, Kind.VILLAGERS_COMMITTEE)


def organisation(pk: int) -> Organisation:
    found = Organisation.objects.filter(pk=pk).select_related("area", "parent").first()
    if found is None:
        raise NotFound(_("There is no such organisation."), organisation=pk)
    return found


def organisations_in(
    area_code: str, *, on: date, kinds: Iterable[str] | None = None
) -> QuerySet[Organisation]:
    """Organisations whose area lies within `area_code` (empty: all) on that day."""
    found = Organisation.objects.filter(valid_on(on), scope(area_code, "area__"))
    found = found.select_related("area", "parent")
    return found if kinds is None else found.filter(kind__in=list(kinds))


def committees_in(area_code: str, on: date) -> QuerySet[Organisation]:
    """All residents' and villagers' committees of the area."""
    return organisations_in(area_code, on=on, kinds=COMMITTEES)


def named(name: str, *, on: date, area_code: str = "") -> QuerySet[Organisation]:
    """Organisations of exactly this name or short name."""
    return organisations_in(area_code, on=on).filter(Q(name=name) | Q(short_name=name))


def descendants(organisation_id: int) -> tuple[int, ...]:
    """The organisation and everything that is part of it, level by level (one query a level)."""
    found: list[int] = []
    frontier = [organisation_id]
    while frontier:
        found += frontier
        below = Organisation.objects.filter(parent__in=frontier).exclude(pk__in=found)
        frontier = list(below.values_list("pk", flat=True))
    return tuple(found)


def above(organisation_id: int, *, on: date) -> tuple[int, ...]:
    """Whom lateness escalates to: its parent, else the street office or government of the area above."""
    found = organisation(organisation_id)
    if found.parent_id is not None:
        return (found.parent_id,)
    place = found.area.parent if found.area else None
    while place is not None:
        offices = Organisation.objects.filter(
            valid_on(on), area=place, kind__in=[Kind.STREET_OFFICE, Kind.GOVERNMENT]
        )
        if ids := tuple(offices.order_by("id").values_list("pk", flat=True)[:1]):
            return ids
        place = place.parent
    return ()


def search(
    text: str, *, on: date, area_code: str = "", kinds: Iterable[str] | None = None
) -> QuerySet[Organisation]:
    """By any part of a name, a short name, a name in documents or a credit code."""
    found = organisations_in(area_code, on=on, kinds=kinds)
    words = text.strip()
    if not words:
        return found
    called = Alias.objects.filter(name__icontains=words, organisation__isnull=False).values("organisation")
    return found.filter(
        Q(name__icontains=words)
        | Q(short_name__icontains=words)
        | Q(credit_code__iexact=words)
        | Q(pk__in=called)
    )


def relations_of(of: Organisation, *, on: date) -> QuerySet[Relation]:
    """What holds on a day between this organisation and others, in both directions."""
    holds = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    return Relation.objects.filter(holds, Q(source=of) | Q(target=of), starts_on__lte=on).select_related(
        "source", "target"
    )


def appointments_of(of: Organisation) -> QuerySet[Appointment]:
    """Everyone who holds or held a post there, those in office first."""
    return of.appointments.select_related("post").order_by(F("ends_on").desc(nulls_first=True), "post__rank")


def posts() -> QuerySet[Post]:
    return Post.objects.all()


def aliases_in(area_code: str) -> QuerySet[Alias]:
    """What documents call organisations: names that hold within this area or above it."""
    return Alias.objects.filter(area_code__in=upward(area_code)).select_related("organisation")


def missing_bodies(area_code: str, *, on: date) -> tuple[str, ...]:
    """Which of a community's four bodies are not on record (`rules.missing_bodies`)."""
    return rules.missing_bodies(organisations_in(area_code, on=on).values_list("kind", flat=True))


def missing_of(of: Organisation, *, on: date) -> tuple[str, ...]:
    """What a committee's community still lacks: bodies, and the committee's own sub-committees."""
    if of.kind not in rules.COMMITTEES or of.area is None:
        return ()
    here = organisations_in(of.area.code, on=on).values_list("kind", "speciality")
    sub_committees = [speciality for kind, speciality in here if kind == Kind.SUB_COMMITTEE]
    return (
        *rules.missing_bodies(kind for kind, _speciality in here),
        *rules.missing_sub_committees(sub_committees),
    )


def parts_of(of: Organisation, *, on: date) -> QuerySet[Organisation]:
    """What is part of the organisation on that day."""
    return Organisation.objects.filter(valid_on(on), parent=of)


def astray(*, on: date) -> QuerySet[Organisation]:
    """Open organisations whose area has been closed: after a split a person says where each belongs."""
    return organisations_in("", on=on).filter(area__valid_to__lte=on)
