"""Which organisations a move could take a case to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from linli.engines.cases.permissions import area_field
from linli.engines.cases.rules.procedure import Move
from linli.engines.cases.rules.requests import UnitLike, carries
from linli.kernel.actors import Actor
from linli.registry.organisations import queries as organisations

from .routes import area_chain

if TYPE_CHECKING:
    from linli.engines.cases.models import Part
    from linli.registry.organisations.models import Organisation

LIMIT = 500


def unit_like(unit: Organisation) -> UnitLike:
    chain = area_chain(unit.area.code, unit.area.filed_codes.values()) if unit.area else ()
    return UnitLike(unit.pk, unit.parent_id, chain)


def in_force(ids: Iterable[int], *, on: date) -> set[int]:
    """Those of the units that exist on that day; no query for none."""
    wanted = list(ids)
    rows = organisations.organisations_in("", on=on).filter(pk__in=wanted)
    return set(rows.values_list("pk", flat=True)) if wanted else set()


def fitting(move: Move, actor: Actor, part: Part | None, *, on: date) -> list[Organisation]:
    """Units to choose from: in the move's direction from the part's unit, else all in the actor's area."""
    if not move.carry or part is None:
        return list(organisations.organisations_in(actor.area_code, on=on)[:LIMIT])
    here = organisations.organisation(part.organisation_id)
    like = unit_like(here)
    near = organisations.organisations_in("", on=on).filter(_around(move.carry, here, like))
    return [unit for unit in near[:LIMIT] if carries(move.carry, like, unit_like(unit))]


def _around(direction: str, here: Organisation, like: UnitLike) -> Q:
    """A wide net that the database can cast; `carries` decides."""
    if direction == "up":
        return Q(pk=here.parent_id) | Q(area__code__in=like.area_chain)
    if direction == "down":
        below = Q(parent=here.pk)
        if here.area is None:
            return below
        field = area_field(here.area.code)
        within = Q(**{f"area__{field or 'code'}": here.area.code})
        return below | within
    beside = Q(area=here.area_id)
    return beside | Q(parent=here.parent_id) if here.parent_id else beside


def in_area(area_code: str, *, on: date) -> Iterable[Organisation]:
    """Units that a new case in the area may be given to."""
    return organisations.organisations_in(area_code, on=on)[:LIMIT]
