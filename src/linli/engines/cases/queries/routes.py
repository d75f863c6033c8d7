"""The routing table: one indexed look-up for a case, the whole table for its check."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from linli.engines.cases.models import AREA_FIELDS, Case, Route
from linli.engines.cases.rules import routing
from linli.kernel import areas
from linli.registry.places.queries import places_within

from . import procedures


def area_chain(code: str, filed: Iterable[str]) -> tuple[str, ...]:
    """A place's own code, then the codes filed above it, nearest first."""
    return tuple(dict.fromkeys(c for c in (code, *reversed(list(filed))) if c))


def chain_of(case: Case) -> tuple[str, ...]:
    return area_chain(case.area.code, (getattr(case, field) for field in AREA_FIELDS))


def find(question: routing.Question) -> routing.Answer:
    """One query on (procedure, area, category): its cost does not grow with the table."""
    rows = Route.objects.filter(
        procedure=question.procedure,
        area_code__in=[*question.area_chain, routing.ANY],
        category__in=routing.category_chain(question.category),
    )
    return routing.choose(question, [_row(route) for route in rows])


def table() -> list[routing.Row]:
    return [_row(route) for route in Route.objects.order_by("id")]


def faults(*, categories: Iterable[str], within: str, on: date) -> list[routing.Fault]:
    """Gaps, conflicts and unreachable rows over the lowest places within an area."""
    places = list(places_within(within, on=on))
    parents = {place.parent_id for place in places}
    chains = {
        place.code: area_chain(place.code, (getattr(place, field) for field in AREA_FIELDS))
        for place in places
        if place.pk not in parents
    }
    rows = table()
    routed = {each.name for each in procedures.installed() if each.routed}
    names = sorted(routed | {row.procedure for row in rows})
    return list(routing.faults(rows, procedures=names, categories=categories, chains=chains))


def _row(route: Route) -> routing.Row:
    area = route.area_code if not route.area_code else areas.normalise(route.area_code)
    return routing.Row(
        route.pk, route.procedure, route.category, area, route.organisation_id, frozenset(route.flags)
    )


def listed(words: str) -> QuerySet[Route]:
    """The table for its page, narrowed by part of a unit's name, a category or the start of an area code."""
    rows = Route.objects.select_related("organisation").order_by("procedure", "category", "area_code", "id")
    text = words.strip()
    if not text:
        return rows
    named = Q(organisation__name__icontains=text) | Q(category__icontains=text)
    return rows.filter(named | Q(area_code__startswith=text))
