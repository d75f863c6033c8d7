from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from linli.kernel.actors import Actor
from linli.kernel.clock import CHINA, day_of, moment

from . import queries, rules
from .models import Entry, Seal

DAY = timedelta(days=1)
GRACE = timedelta(hours=1)  # a transaction that began before midnight still finds its day open


@transaction.atomic(savepoint=False)
def record(
    *, actor: Actor, kind: str, key: str, act: str, data: Mapping[str, Any], at: datetime, first: bool = False
) -> Entry:
    """Append what a service just did to record (kind, key); two queries, one when `first`: there is no past.

    Two writers of one record cannot both append: the caller holds its lock, and the sequence is unique.
    This is the one service that reads the wall clock: `at` is what the writer says, `recorded_at` is not.
    """
    last = None if first else queries.head(kind, key)
    entry = unwritten(actor=actor, kind=kind, key=key, act=act, data=data, at=at, last=last)
    entry.save()
    return entry


def unwritten(
    *,
    actor: Actor,
    kind: str,
    key: str,
    act: str,
    data: Mapping[str, Any],
    at: datetime,
    last: tuple[int, bytes] | None = None,
) -> Entry:
    """An entry, complete but not written: for `record`, and for bulk loads that write rows themselves."""
    previous = bytes(last[1]) if last else rules.GENESIS
    entry = Entry(
        kind=kind,
        key=key,
        sequence=last[0] + 1 if last else 1,
        act=act,
        at=at,
        recorded_at=moment(),
        user_id=actor.user_id,
        mandate_id=actor.mandate_id,
        organisation_id=actor.organisation_id,
        data=rules.plain(data),
        previous=previous,
    )
    entry.hash = rules.entry_hash(previous, queries.content(entry))
    return entry


@transaction.atomic
def seal(*, actor: Actor, before: date, at: datetime) -> list[Seal]:
    """Seal every day of recording after the last seal, up to but not `before` (China); empty days get none.

    A seal takes all rows after the seal before it, up to the day's last: what comes later, whatever moment
    it tells of and whatever the wall clock said, has a higher number and falls to a later seal.
    """
    del actor  # any actor may ask for a seal; it has no content of its own
    limit = min(before, day_of(at - GRACE))
    latest = queries.last_seal()
    made: list[Seal] = []
    while (sealed := _next_seal(made[-1] if made else latest, limit, at)) is not None:
        made.append(sealed)
    return made


def _next_seal(latest: Seal | None, limit: date, at: datetime) -> Seal | None:
    rows = Entry.objects.filter(pk__gt=latest.through if latest else 0)
    first = rows.aggregate(at=Min("recorded_at"))["at"]
    if first is None:
        return None
    day = max(day_of(first), latest.day + DAY) if latest else day_of(first)
    if day >= limit:
        return None
    midnight = datetime.combine(day + DAY, datetime.min.time(), CHINA)
    through = rows.filter(recorded_at__lt=midnight).aggregate(last=Max("pk"))["last"]
    leaves = queries.leaves(latest.through if latest else 0, through)
    previous, root = bytes(latest.hash) if latest else rules.GENESIS, rules.merkle_root(leaves)
    sealed = Seal(day=day, through=through, count=len(leaves), root=root, previous=previous, sealed_at=at)
    sealed.hash = rules.seal_hash(previous, day, through, len(leaves), root)
    sealed.save()
    return sealed
