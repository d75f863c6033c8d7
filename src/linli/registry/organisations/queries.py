"""Reads of organisations: one, those of an area, the committees, and all below one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.refusals import NotFound
from linli.registry.places.queries import scope, valid_on

from .models import Organisation
from .terms import Kind

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
    """Whom lateness escalates to: the organisation's parent, else the street office or government of the area above."""
    found = organisation(organisation_id)
    if found.parent_id is not None:
        return (found.parent_id,)
    place = found.area.parent if found.area else None
    while place is not None:
        offices = Organisation.objects.filter(valid_on(on), area=place, kind__in=[Kind.STREET_OFFICE, Kind.GOVERNMENT])
        if ids := tuple(offices.order_by("id").values_list("pk", flat=True)[:1]):
            return ids
        place = place.parent
    return ()
