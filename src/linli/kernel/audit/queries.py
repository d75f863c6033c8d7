from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

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
    return Entry.objects.filter(kind=kind, key=key).order_by("-sequence").values_list("sequence", "hash").first()


def content(entry: Entry) -> dict[str, Any]:
    """What an entry's hash covers: everything but its row number and the hashes."""
    fields = ("kind", "key", "sequence", "act", "at", "day", "user_id", "mandate_id", "organisation_id", "data")
    return {name: rules.plain(getattr(entry, name)) for name in fields}


def history(kind: str, key: str) -> QuerySet[Entry]:
    return Entry.objects.filter(kind=kind, key=key).order_by("sequence")


def recent(*, before: int | None = None, limit: int = 50, kind: str = "", user_id: int | None = None) -> list[Entry]:
    """The newest entries first, a keyset page before row `before`."""
    rows = Entry.objects.order_by("-id")
    if kind:
        rows = rows.filter(kind=kind)
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows[:limit])


def verify() -> Break | None:
    """Walk everything; the first break, or None when every chain and every seal holds."""
    for check in (_broken_chains(), _broken_witnesses(), _broken_seals()):
        for found in check:
            return found
    return None


def _broken_chains() -> Iterator[Break]:
    past: tuple[str, str] | None = None
    sequence, previous = 0, rules.GENESIS
    for entry in Entry.objects.order_by("kind", "key", "sequence").iterator(chunk_size=2000):
        if (entry.kind, entry.key) != past:
            past, sequence, previous = (entry.kind, entry.key), 0, rules.GENESIS
        where = f"entry {entry.pk} ({entry})"
        if entry.sequence != sequence + 1:
            yield Break(where, f"missing: number {sequence + 1} of this record is not there")
        elif bytes(entry.previous) != previous:
            yield Break(where, "reordered or cut: it does not follow the entry before it")
        elif rules.entry_hash(previous, content(entry)) != bytes(entry.hash):
            yield Break(where, "altered: its content does not match its hash")
        sequence, previous = entry.sequence, bytes(entry.hash)


def _broken_witnesses() -> Iterator[Break]:
    for kind, witness in _witnesses.items():
        counts = _lengths(kind)
        for key, version in witness():
            if counts.get(key, 0) != version:
                yield Break(f"{kind} {key}", f"missing: {version} writes, {counts.get(key, 0)} entries")


def _lengths(kind: str) -> dict[str, int]:
    return dict(Entry.objects.filter(kind=kind).values_list("key").annotate(n=Count("id")).order_by())


def _broken_seals() -> Iterator[Break]:
    previous = rules.GENESIS
    for seal in Seal.objects.order_by("day"):
        leaves = [bytes(h) for h in Entry.objects.filter(day=seal.day).order_by("id").values_list("hash", flat=True)]
        where = f"seal of {seal.day}"
        if bytes(seal.previous) != previous:
            yield Break(where, "missing or reordered: it does not follow the seal before it")
        elif rules.seal_hash(previous, seal.day, seal.count, bytes(seal.root)) != bytes(seal.hash):
            yield Break(where, "altered: its content does not match its hash")
        elif len(leaves) != seal.count:
            yield Break(where, f"{seal.count} entries were sealed, {len(leaves)} are there")
        elif rules.merkle_root(leaves) != bytes(seal.root):
            yield Break(where, "its entries are not the ones that were sealed")
        previous = bytes(seal.hash)
