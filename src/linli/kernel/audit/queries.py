from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from linli.kernel.clock import CHINA

from . import rules
from .models import Entry, Seal

Witness = Callable[[], Iterable[tuple[str, int]]]
_witnesses: dict[str, Witness] = {}


def register_witness(kind: str, witness: Witness) -> None:
    """A record that carries its own version says how long its chain must be: pairs (key, version).

    That finds an entry missing at the end of a chain even before the day is sealed.
    """
    _witnesses[kind] = witness


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that does not hold: which row, and what is wrong with it."""

    where: str
    what: str


def head(kind: str, key: str) -> tuple[int, bytes] | None:
    """Sequence and hash of a record's last entry."""
    return (
        Entry.objects.filter(kind=kind, key=key).order_by("-sequence").values_list("sequence", "hash").first()
    )


FIELDS = (
    "kind",
    "key",
    "sequence",
    "act",
    "at",
    "recorded_at",
    "user_id",
    "mandate_id",
    "organisation_id",
    "data",
)


def content(entry: Entry) -> dict[str, Any]:
    """What an entry's hash covers: everything but its row number and the hashes."""
    return {name: rules.plain(getattr(entry, name)) for name in FIELDS}


def history(kind: str, key: str) -> QuerySet[Entry]:
    return Entry.objects.filter(kind=kind, key=key).order_by("sequence")


def recent(
    *,
    before: int | None = None,
    limit: int = 50,
    kind: str = "",
    user_id: int | None = None,
    day: date | None = None,
) -> list[Entry]:
    """The newest entries first, a keyset page before row `before`; `day` is the one of writing (China)."""
    rows = (Entry.objects.all() if day is None else _written_on(day)).order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows[:limit])


def _written_on(day: date) -> QuerySet[Entry]:
    """Seals name the rows of their days: what lies outside them is not looked at."""
    earlier = Seal.objects.filter(day__lt=day).order_by("-day").values_list("through", flat=True).first()
    sealed = Seal.objects.filter(day__gte=day).order_by("day").values_list("through", flat=True).first()
    start = datetime.combine(day, datetime.min.time(), CHINA)
    rows = Entry.objects.filter(recorded_at__gte=start, recorded_at__lt=start + timedelta(days=1))
    rows = rows.filter(pk__gt=earlier) if earlier else rows
    return rows.filter(pk__lte=sealed) if sealed else rows


def seals() -> QuerySet[Seal]:
    """Newest first."""
    return Seal.objects.order_by("-day")


def state(using: str = "default") -> dict[str, Any]:
    """What a copy of the chain is compared by: how many entries, the last one's hash, the last seal."""
    entries, seals = Entry.objects.using(using), Seal.objects.using(using)
    last, seal = entries.order_by("-id").first(), seals.order_by("-day").first()
    return {
        "entries": entries.count(),
        "last_entry": bytes(last.hash).hex() if last else "",
        "sealed_until": seal.day.isoformat() if seal else "",
        "last_seal": bytes(seal.hash).hex() if seal else "",
    }


def last_seal() -> Seal | None:
    return Seal.objects.order_by("-day").first()


def leaves(after: int, through: int) -> list[bytes]:
    """The hashes of the rows `(after, through]`, in their order."""
    rows = Entry.objects.filter(pk__gt=after, pk__lte=through).order_by("pk")
    return [bytes(found) for found in rows.values_list("hash", flat=True).iterator(chunk_size=5000)]


def verify() -> Break | None:
    """Walk everything; the first break, or None when every chain and seal holds. Memory: one day's hashes."""
    for check in (_broken_chains(), _broken_witnesses(), _broken_seals()):
        for found in check:
            return found
    return None


def verify_record(kind: str, key: str) -> Break | None:
    """Walk the chain of one record; its length is not held against its witness here."""
    return next(_broken_chains(kind=kind, key=key), None)


def _broken_chains(**only: str) -> Iterator[Break]:
    past: tuple[str, str] | None = None
    sequence, previous = 0, rules.GENESIS
    rows = (
        Entry.objects.filter(**only)
        .order_by("kind", "key", "sequence")
        .values_list("pk", "previous", "hash", *FIELDS)
    )
    for pk, before, found, *values in rows.iterator(chunk_size=5000):
        entry = dict(zip(FIELDS, values, strict=True))
        if (entry["kind"], entry["key"]) != past:
            past, sequence, previous = (entry["kind"], entry["key"]), 0, rules.GENESIS
        where = "entry {} ({kind} {key} #{sequence} {act})".format(pk, **entry)
        if entry["sequence"] != sequence + 1:
            yield Break(where, f"missing: number {sequence + 1} of this record is not there")
        elif bytes(before) != previous:
            yield Break(where, "reordered or cut: it does not follow the entry before it")
        elif rules.entry_hash(previous, rules.plain(entry)) != bytes(found):
            yield Break(where, "altered: its content does not match its hash")
        sequence, previous = entry["sequence"], bytes(found)


def _broken_witnesses() -> Iterator[Break]:
    for kind, witness in _witnesses.items():
        lengths = _lengths(kind)
        for key, version in witness():
            length = lengths.pop(key, 0)
            if length != version:
                yield Break(f"{kind} {key}", f"missing or inserted: {version} writes, {length} entries")
        for key in lengths:
            yield Break(f"{kind} {key}", "inserted: there is no such record")


def _lengths(kind: str) -> dict[str, int]:
    return dict(Entry.objects.filter(kind=kind).values_list("key").annotate(n=Count("id")).order_by())


def _broken_seals() -> Iterator[Break]:
    previous, after = rules.GENESIS, 0
    for seal in Seal.objects.order_by("day"):
        rows = leaves(after, seal.through)
        where = f"seal of {seal.day}"
        expected = rules.seal_hash(previous, seal.day, seal.through, seal.count, bytes(seal.root))
        if bytes(seal.previous) != previous:
            yield Break(where, "missing or reordered: it does not follow the seal before it")
        elif expected != bytes(seal.hash):
            yield Break(where, "altered: its content does not match its hash")
        elif len(rows) != seal.count:
            yield Break(where, f"{seal.count} entries were sealed, {len(rows)} are there")
        elif rules.merkle_root(rows) != bytes(seal.root):
            yield Break(where, "its entries are not the ones that were sealed")
        previous, after = bytes(seal.hash), seal.through
