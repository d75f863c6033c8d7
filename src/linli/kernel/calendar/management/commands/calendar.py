"""`linli calendar show 2027 | import FILE | check`: the working-day calendar from the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from linli.kernel.actors import SYSTEM
from linli.kernel.calendar import queries, services
from linli.kernel.calendar.rules import Day
from linli.kernel.calendar.terms import EDIT, DayKind
from linli.kernel.clock import moment
from linli.kernel.refusals import Refusal

NOTICE_DUE = timedelta(days=45)  # the State Council's notice for a year comes in the autumn before it


class Command(BaseCommand):
    help = "Shows a year's working days, takes in a yearly notice on public holidays, checks the calendar."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        show = acts.add_parser("show", help="days that differ from a plain week")
        show.add_argument("year", type=int)
        notice = acts.add_parser("import", help="rows of date,kind,name")
        notice.add_argument("file", type=Path)
        notice.add_argument(
            "--source", default="", help="the notice's title or number; default: the file's name"
        )
        acts.add_parser("check", help="fails if the calendar ends soon or was changed by hand")

    def handle(self, *args: Any, **options: Any) -> None:
        act = {"show": self.show, "import": self.take_in, "check": self.check_state}[options["act"]]
        try:
            act(options)
        except Refusal as refusal:
            errors = refusal.facts.get("errors", ())
            rows = [f"{e.line}: {e.problem.label}: {e.value}" for e in errors]
            raise CommandError("\n".join([str(refusal), *rows])) from refusal

    def show(self, options: dict[str, Any]) -> None:
        days = queries.days_of_year(options["year"])
        calendar = queries.work_calendar()
        for entry in days:
            if _is_special(entry):
                self.stdout.write(f"{entry.day.isoformat()},{entry.kind.value},{entry.name}")
        known = "" if calendar.is_known(days[-1].day) else ", provisional"
        working = sum(entry.is_workday for entry in days)
        self.stdout.write(f"# {working} working days, calendar {calendar.version}{known}")

    def take_in(self, options: dict[str, Any]) -> None:
        path: Path = options["file"]
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from error
        operator = replace(SYSTEM, powers=frozenset({EDIT}))
        source = options["source"] or path.name
        version = services.import_notice(actor=operator, text=text, source=source, at=moment())
        self.stdout.write(f"version {version.number}; known through {queries.work_calendar().known_through}")

    def check_state(self, options: dict[str, Any]) -> None:
        known_through = queries.work_calendar().known_through
        if not queries.is_untouched():
            raise CommandError("The table of days was changed past its services: its digest does not match.")
        if known_through - timezone.localdate() < NOTICE_DUE:
            year = known_through.year + 1
            raise CommandError(
                f"{year} is not known: import the State Council's notice on its public holidays."
            )
        self.stdout.write(f"known through {known_through}, version {queries.work_calendar().version}")


def _is_special(entry: Day) -> bool:
    plain = DayKind.WORKDAY if entry.day.weekday() < 5 else DayKind.REST
    return entry.kind is not plain or bool(entry.name)
