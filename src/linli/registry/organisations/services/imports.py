"""Lists of organisations read in: what can be taken is taken, the rest comes back with reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.refusals import Refusal, RuleBroken
from linli.registry.organisations.models import Organisation
from linli.registry.organisations.rules.rows import HEADINGS, REQUIRED, OrganisationRow, parsed
from linli.registry.organisations.terms import REASONS
from linli.registry.places.queries import places_with
from linli.registry.places.rules import tables
from linli.registry.places.rules.tables import BadCell, ImportReport, Rejected, Row
from linli.registry.places.services import imports as places

from .register import add_organisation, check_power, close_organisation, correct_organisation, stands

if TYPE_CHECKING:
    from linli.registry.places.models import Place


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
    """Take a list of organisations; a row is known again by its credit code, else by its name and area.

    The organisation above is given by name and may stand in the same file. Nothing stays of a dry run.
    """
    check_power(actor)
    try:
        table = tables.read(data, headings=HEADINGS, required=REQUIRED)
    except tables.BadTable as error:
        remedy = _("Send a CSV file with at least a name and a kind in each row.")
        raise RuleBroken(REASONS[error.reason], remedy=remedy, detail=error.detail) from error
    report = ImportReport(heading=table.heading, unknown=table.unknown, dry_run=dry_run)
    with transaction.atomic():
        _Import(actor, source, valid_from or day_of(at), at, report).run(_parsed(table.rows, report))
        transaction.set_rollback(dry_run)
    report.rejected.sort(key=lambda rejected: rejected.line)
    return report


def error_table(report: ImportReport) -> bytes:
    """The rejected rows as they came, with line, column and reason added."""
    return places.error_table(report, REASONS)


def said(reason: str) -> str:
    return str(REASONS.get(reason, reason))


def _parsed(rows: Iterable[Row], report: ImportReport) -> list[OrganisationRow]:
    found: dict[tuple[str, str], OrganisationRow] = {}
    for row in rows:
        try:
            one = parsed(row)
            if (one.name, one.area) in found:
                raise BadCell("name", "repeated")
            found[one.name, one.area] = one
        except BadCell as error:
            report.rejected.append(Rejected(row.line, error.column, error.reason, row.cells))
    return list(found.values())


class _Import:
    def __init__(self, actor: Actor, source: str, day: date, at: datetime, report: ImportReport) -> None:
        self.actor, self.source, self.day, self.at, self.report = actor, source, day, at, report
        self.by_code: dict[str, Organisation] = {}
        self.by_name: dict[str, list[Organisation]] = defaultdict(list)
        for one in Organisation.objects.filter(valid_to__isnull=True).select_related("area"):
            self._know(one)

    def _know(self, one: Organisation) -> None:
        if one.credit_code:
            self.by_code[one.credit_code] = one
        self.by_name[one.name] = [other for other in self.by_name[one.name] if other.pk != one.pk] + [one]

    def run(self, rows: list[OrganisationRow]) -> None:
        """Rows wait until the organisation above them is known; what waits for ever is rejected."""
        self.areas = {place.code: place for place in places_with({row.area for row in rows}, on=self.day)}
        waiting = rows
        while waiting:
            names = {one.name for one in waiting}
            ready = [one for one in waiting if one.parent not in names or one.parent == one.name] or waiting
            for one in ready:
                self._try(one)
            done = {id(one) for one in ready}
            waiting = [one for one in waiting if id(one) not in done]

    def _try(self, one: OrganisationRow) -> None:
        try:
            done = self._take(one)
        except BadCell as error:
            self.report.rejected.append(Rejected(one.row.line, error.column, error.reason, one.row.cells))
        except Refusal as refusal:
            self.report.rejected.append(Rejected(one.row.line, "name", str(refusal), one.row.cells))
        else:
            setattr(self.report, done, getattr(self.report, done) + 1)

    def _take(self, one: OrganisationRow) -> str:
        existing = self._existing(one)
        if existing is not None and one.valid_to is not None:
            close_organisation(
                actor=self.actor, organisation=existing.pk, on=one.valid_to, reason=self.source, at=self.at
            )
            return "updated"
        values: dict[str, Any] = {"name": one.name, "kind": one.kind, "area": self._area(one), **one.values}
        if one.parent:
            values["parent"] = self._parent(one)
        if existing is None:
            start = one.valid_from or self.day
            self._know(
                add_organisation(
                    actor=self.actor, valid_from=start, valid_to=one.valid_to, at=self.at, **values
                )
            )
            return "created"
        return self._correct(existing, values)

    def _correct(self, existing: Organisation, values: dict[str, Any]) -> str:
        changes = {
            name: value
            for name, value in values.items()
            if stands(existing, name) != getattr(value, "pk", value)
        }
        if not changes:
            return "unchanged"
        self._know(correct_organisation(actor=self.actor, organisation=existing.pk, at=self.at, **changes))
        return "updated"

    def _existing(self, one: OrganisationRow) -> Organisation | None:
        code = one.values.get("credit_code")
        if code and code in self.by_code:
            return self.by_code[code]
        here = [o for o in self.by_name[one.name] if (o.area.code if o.area else "") == one.area]
        return here[0] if here else None

    def _area(self, one: OrganisationRow) -> Place | None:
        if not one.area:
            return None
        if one.area not in self.areas:
            raise BadCell("area", "area_unknown")
        return self.areas[one.area]

    def _parent(self, one: OrganisationRow) -> int:
        """By name; of several, the one in the same area."""
        found = self.by_name.get(one.parent, [])
        here = [o for o in found if (o.area.code if o.area else "") == one.area]
        if not found or (len(found) > 1 and len(here) != 1):
            raise BadCell("parent", "organisation_unknown")
        return (here or found)[0].pk
