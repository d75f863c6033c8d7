"""Lists of places read in: whatever can be taken is taken, the rest comes back with a reason a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.kernel import areas
from linli.kernel.actors import Actor
from linli.kernel.areas import Level
from linli.kernel.clock import day_of
from linli.kernel.refusals import Refusal, RuleBroken
from linli.registry.places.models import Place
from linli.registry.places.rules import tables
from linli.registry.places.rules.rows import HEADINGS, REQUIRED, PlaceRow, parsed
from linli.registry.places.rules.tables import BadCell, ImportReport, Rejected, Row
from linli.registry.places.terms import REASONS

from .changes import rename, reparent
from .register import check_power, close_place, correct_place, opened, told

COMPARED = ("settlement_class", "committee_kind", "community_type", "households", "source")

MOST_RETURNED = 2_000  # they wait in the session until they are fetched


@transaction.atomic
def import_csv(
    *,
    actor: Actor,
    data: bytes,
    source: str,
    at: datetime,
    valid_from: date | None = None,
    dry_run: bool = False,
) -> ImportReport:
    """Take a list of places in any order of rows; `valid_from` is for rows without (else the day of `at`).

    A row that starts later than the stored one is a change from that day, any other difference a correction.
    Nothing stays of a dry run.
    """
    check_power(actor)
    table = table_of(data)
    report = ImportReport(heading=table.heading, unknown=table.unknown, dry_run=dry_run)
    rows = _sorted(_parsed(table.rows, report))
    with transaction.atomic():
        _Import(actor, rows, source, valid_from or day_of(at), at, report).run()
        transaction.set_rollback(dry_run)
    report.rejected.sort(key=lambda rejected: rejected.line)
    return report


def table_of(data: bytes) -> tables.Table:
    try:
        return tables.read(data, headings=HEADINGS, required=REQUIRED)
    except tables.BadTable as error:
        raise RuleBroken(
            REASONS[error.reason],
            remedy=gettext_lazy("Send a CSV file with at least a code and a name in each row."),
            detail=error.detail,
        ) from error


def error_table(report: ImportReport, reasons: Mapping[str, Any] = REASONS) -> bytes:
    """The rejected rows (the first MOST_RETURNED) as they came, with line, column and reason added."""
    width = len(report.heading)
    rows = []
    for bad in report.rejected[:MOST_RETURNED]:
        cells = [*bad.cells, *[""] * width][:width]
        rows.append([*cells, bad.line, bad.column, str(reasons.get(bad.reason, bad.reason))])
    return tables.write([*report.heading, _("Line"), _("Column"), _("Reason")], rows)


def as_row(place: Place) -> list[Any]:
    """A place as a row of a list that `import_csv` takes: code, name, parent, level, COMPARED, valid_from."""
    above = place.parent.code if place.parent else ""
    level = place.rank.name.lower()
    compared = [getattr(place, name) for name in COMPARED]
    return [place.code, place.name, above, level, *compared, place.valid_from]


def said(reason: str) -> str:
    return str(REASONS.get(reason, reason))


def _parsed(rows: Iterable[Row], report: ImportReport) -> list[PlaceRow]:
    found: dict[str, PlaceRow] = {}
    for row in rows:
        try:
            one = parsed(row)
            if one.place.code in found and not one.is_closed:
                raise BadCell("code", "repeated")
        except BadCell as error:
            report.rejected.append(Rejected(row.line, error.column, error.reason, row.cells))
        else:
            found[one.place.code] = one
    return list(found.values())


def _sorted(rows: list[PlaceRow]) -> list[PlaceRow]:
    """Parents before children, whatever the order in the file."""
    return sorted(rows, key=lambda one: (one.level, len(one.place.code), one.place.code))


class _Import:
    """One run: what is on record is read once, so that a row costs an insert and its audit entry."""

    def __init__(
        self, actor: Actor, rows: list[PlaceRow], source: str, day: date, at: datetime, report: ImportReport
    ) -> None:
        self.actor, self.rows, self.source, self.day, self.at, self.report = (
            actor,
            rows,
            source,
            day,
            at,
            report,
        )
        codes = {c for one in rows for c in (*areas.chain(one.place.code), one.place.parent_code) if c}
        self.open: dict[str, Place] = {}
        self.used: set[str] = set()
        for place in _on_record(sorted(codes)):
            self.used.add(place.code)
            if place.valid_to is None:
                self.open[place.code] = place

    def run(self) -> None:
        for one in self.rows:
            try:
                done = self._take(one)
            except BadCell as error:
                self._reject(one, error.column, error.reason)
            except Refusal as refusal:
                self._reject(one, "code", str(refusal))
            else:
                setattr(self.report, done, getattr(self.report, done) + 1)

    def _reject(self, one: PlaceRow, column: str, reason: str) -> None:
        self.report.rejected.append(Rejected(one.row.line, column, reason, one.row.cells))

    def _take(self, one: PlaceRow) -> str:
        existing = self.open.get(one.place.code)
        if existing is None:
            return self._add(one)
        if one.is_closed:
            close_place(
                actor=self.actor,
                place=existing.pk,
                on=one.valid_to or day_of(self.at),
                reason=self.source,
                at=self.at,
            )
            del self.open[one.place.code]
            return "updated"
        return self._update(one, existing)

    def _parent(self, one: PlaceRow) -> Place | None:
        asked = [one.place.parent_code] if one.place.parent_code else areas.chain(one.place.code)[1:]
        parent = next((self.open[code] for code in asked if code in self.open), None)
        if parent is None and (one.place.parent_code or one.level is not Level.PROVINCE):
            raise BadCell("parent", "parent_unknown")
        return parent

    def _add(self, one: PlaceRow) -> str:
        if one.is_closed and not (one.valid_from and one.valid_to):
            raise BadCell("valid_to", "closed_needs_dates")
        parent = self._parent(one)
        check_power(self.actor, parent)
        place = opened(
            replace(one.place, source=one.place.source or self.source[:200]),
            parent,
            one.valid_from or self.day,
            one.valid_to,
            is_free=one.place.code not in self.used,
        )
        told(self.actor, place, "added", place.valid_from, self.at, first=True, list=self.source)
        self.used.add(place.code)
        if place.valid_to is None:
            self.open[place.code] = place
        return "created"

    def _update(self, one: PlaceRow, existing: Place) -> str:
        """Another name or parent from a later day is a change with history; all else is a correction."""
        wanted: dict[str, Any] = {name: getattr(one.place, name) for name in COMPARED if name in one.given}
        parent = self._parent(one) if one.place.parent_code else None
        moved = parent is not None and parent.pk != existing.parent_id
        renamed = one.place.name != existing.name
        is_later = one.valid_from is not None and one.valid_from > existing.valid_from
        if is_later and (moved or renamed):
            self._change(one, existing, parent if moved else None)
        else:
            wanted |= {"name": one.place.name} | ({"parent": parent} if moved else {})
        corrections = {name: value for name, value in wanted.items() if getattr(existing, name) != value}
        if corrections:
            correct_place(actor=self.actor, place=existing.pk, at=self.at, **corrections)
        if not (corrections or (is_later and (moved or renamed))):
            return "unchanged"
        self.open[one.place.code] = Place.objects.select_related("parent").get(pk=existing.pk)
        return "updated"

    def _change(self, one: PlaceRow, existing: Place, parent: Place | None) -> None:
        shared: dict[str, Any] = {
            "actor": self.actor,
            "place": existing.pk,
            "name": one.place.name,
            "on": one.valid_from,
            "reason": self.source,
            "at": self.at,
        }
        if parent is None:
            rename(**shared)
        else:
            reparent(parent=parent.pk, **shared)


def _on_record(codes: list[str]) -> list[Place]:
    """In portions: databases limit how many values one question may hold."""
    found: list[Place] = []
    for start in range(0, len(codes), 500):
        portion = codes[start : start + 500]
        found += Place.objects.filter(code__in=portion).select_related("parent")
    return found
