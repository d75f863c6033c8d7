"""Who may see and touch a case. Powers: `cases.handle` (one's unit's parts), `cases.oversee` (everything in
one's area), `cases.open`, `cases.route`."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q

from linli.kernel import areas
from linli.kernel.actors import Actor

from .models import AREA_FIELDS, Case
from .rules.flow import PartLike

HANDLE = "cases.handle"
OVERSEE = "cases.oversee"
ROUTE = "cases.route"


def area_field(area_code: str) -> str | None:
    """The column of a case that an area's code is compared with; None for the whole country or a grid."""
    if not area_code:
        return None
    level = areas.level(area_code)
    return AREA_FIELDS[level - 1] if level <= len(AREA_FIELDS) else None


def oversees(actor: Actor, case: Case) -> bool:
    field = area_field(actor.area_code)
    here = not actor.area_code or (field is not None and getattr(case, field) == actor.area_code)
    return actor.holds(OVERSEE) and here


def overseen(actor: Actor) -> Q:
    """The same as a condition on cases: everything, one column, or nothing; good to be combined."""
    field = area_field(actor.area_code)
    if not actor.holds(OVERSEE) or (actor.area_code and field is None):
        return Q(pk__in=[])
    return Q(**{field: actor.area_code}) if field else Q(pk__isnull=False)


def may_see(actor: Actor, case: Case, parts: Iterable[PartLike]) -> bool:
    """One's own unit's business, or one's own area's if one oversees it. Planned parts are not shown yet."""
    if not actor.holds(HANDLE) and not actor.holds(OVERSEE):
        return False
    units = {case.owner_id, *(part.organisation_id for part in parts if part.stage != "planned")} - {None}
    return actor.organisation_id in units or oversees(actor, case)


def may_route(actor: Actor) -> bool:
    return actor.holds(ROUTE)
