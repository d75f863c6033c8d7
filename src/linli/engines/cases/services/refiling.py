"""Areas change; cases are filed anew, so that whoever oversees an area sees its cases."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from linli.engines.cases.models import AREA_FIELDS, Case
from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.clock import day_of
from linli.registry.places.queries import place_by_id, places_within


@transaction.atomic
def follow_place(*, actor: Actor, place_id: int, at: datetime, successor_id: int | None = None) -> int:
    """Repeat on the cases of a place, and of all below it, the codes that hold now; returns how many changed.

    With a successor, cases of the place that ended belong to it from now on. One statement a place, however
    many cases; the change is one entry in the audit, not one a case: nothing about any matter has changed.
    """
    moved = 0
    if successor_id is not None:
        moved += Case.objects.filter(area=place_id, is_open=True).update(area=successor_id)
    living = place_by_id(successor_id or place_id)
    for place in places_within(living.code, on=day_of(at)):
        codes = {field: getattr(place, field) for field in AREA_FIELDS}
        moved += Case.objects.filter(area=place.pk).exclude(**codes).update(**codes)
    if moved:
        data = {"place": place_id, "successor": successor_id, "cases": moved}
        record(actor=actor, kind="filing", key=str(place_id), act="follow", data=data, at=at)
    return moved
