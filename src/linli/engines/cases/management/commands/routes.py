"""`linli routes check [--area CODE] | load FILE`: the routing table's faults, and a new table from a file."""

from __future__ import annotations

from collections.abc import Iterator
from csv import DictReader
from csv import Error as CsvError
from itertools import groupby
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.engines.cases import services
from linli.engines.cases.queries import routes
from linli.engines.cases.queries.categories import leaves
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import day_of, moment
from linli.kernel.refusals import Refusal
from linli.registry.organisations.queries import resolve_units

COLUMNS = ("procedure", "category", "area", "unit")
Row = dict[str, str]


class Command(BaseCommand):
    help = "Checks the routing table, or puts a new one in place."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        check = acts.add_parser("check", help="gaps, conflicts, rows that never decide; fails if any")
        check.add_argument("--area", default="", metavar="CODE")
        load = acts.add_parser("load", help="a CSV file: procedure,category,area,unit[,flags,source]")
        load.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] == "check":
                self._check(options["area"])
            else:
                self._load(options["file"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal

    def _check(self, area: str) -> None:
        found = routes.faults(categories=leaves(), within=area, on=day_of(moment()))
        for fault in found:
            rows = " ".join(map(str, fault.rows))
            self.stdout.write(f"{fault.kind}\t{fault.procedure}\t{fault.category}\t{fault.area}\t{rows}")
        if found:
            raise CommandError(f"{len(found)} faults", returncode=1)
        self.stdout.write("The routing table has no faults.")

    def _load(self, path: Path) -> None:
        at = moment()
        rows = sorted(_read(path), key=lambda row: row["procedure"])
        for procedure, group in groupby(rows, key=lambda row: row["procedure"]):
            mine = _resolved(list(group), path)
            count = services.replace_routes(
                actor=SYSTEM, procedure=procedure, rows=mine, source=path.name, at=at
            )
            self.stdout.write(f"{procedure}\t{count}")


def _read(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{name: (value or "").strip() for name, value in row.items()} for row in DictReader(file)]
    except (OSError, UnicodeDecodeError, CsvError, AttributeError) as error:
        raise CommandError(f"{path}: {error}") from error
    if lacking := [name for name in COLUMNS if not rows or name not in rows[0]]:
        raise CommandError(f"{path}: no column {', '.join(lacking)}; wanted: {', '.join(COLUMNS)}")
    return rows


def _resolved(rows: list[Row], path: Path) -> Iterator[dict[str, Any]]:
    """Units by the names of the file; every name that does not mean exactly one unit is told at once."""
    today = day_of(moment())
    known: dict[tuple[str, str], int] = {}
    unknown: list[str] = []
    for area in {row["area"] for row in rows}:
        matches = resolve_units({row["unit"] for row in rows if row["area"] == area}, area=area, on=today)
        for name, match in matches.items():
            if len(match.organisations) == 1:
                known[area, name] = match.organisations[0].pk
            else:
                unknown.append(f"{path}: {name!r} ({area or 'any area'}) is not one unit: {match.how}")
    if unknown:
        raise CommandError("\n".join(sorted(unknown)))
    return (
        {
            "category": row["category"],
            "area_code": row["area"],
            "flags": (row.get("flags") or "").split(),
            "organisation_id": known[row["area"], row["unit"]],
        }
        for row in rows
    )
