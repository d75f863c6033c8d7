from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from linli.kernel.actors import Actor
from linli.kernel.clock import day_of

from . import queries, rules
from .models import Entry, Seal


@transaction.atomic(savepoint=False)
def record(
    *, actor: Actor, kind: str, key: str, act: str, data: Mapping[str, Any], at: datetime, first: bool = False
) -> Entry:
    """Append what a service just did to record (kind, key); two queries, one when `first` says there is no past.

    Two writers of one record cannot both append: the caller holds the record's lock, and the sequence is unique.
    """
    last = None if first else queries.head(kind, key)
    entry = Entry(
        kind=kind,
        key=key,
        sequence=last[0] + 1 if last else 1,
        act=act,
        at=at,
        day=day_of(at),
        user_id=actor.user_id,
        mandate_id=actor.mandate_id,
        organisation_id=actor.organisation_id,
        data=rules.plain(data),
        previous=bytes(last[1]) if last else rules.GENESIS,
    )
    entry.hash = rules.entry_hash(entry.previous, queries.content(entry))
    entry.save()
    return entry


@transaction.atomic
def seal(*, actor: Actor, before: date, at: datetime) -> list[Seal]:
    """Seal every day from the last seal up to, not including, `before` (China). Days without entries get none.

    A day is sealed only when it is over by an hour, so that a slow transaction still finds its day open.
    """
    del actor  # any actor may ask for a seal; it has no content of its own
    latest = Seal.objects.order_by("-day").first()
    span = Entry.objects.filter(**({"day__gt": latest.day} if latest else {})).aggregate(a=Min("day"), z=Max("day"))
    if span["a"] is None:
        return []
    limit = min(before, day_of(at - timedelta(hours=1)))
    made: list[Seal] = []
    previous = bytes(latest.hash) if latest else rules.GENESIS
    day = span["a"]
    while day <= span["z"] and day < limit:
        leaves = [bytes(h) for h in Entry.objects.filter(day=day).order_by("id").values_list("hash", flat=True)]
        if leaves:
            root = rules.merkle_root(leaves)
            made.append(_sealed(day, len(leaves), root, previous, at))
            previous = made[-1].hash
        day += timedelta(days=1)
    return made


def _sealed(day: date, count: int, root: bytes, previous: bytes, at: datetime) -> Seal:
    seal = Seal(day=day, count=count, root=root, previous=previous, sealed_at=at)
    seal.hash = rules.seal_hash(previous, day, count, root)
    seal.save()
    return seal
