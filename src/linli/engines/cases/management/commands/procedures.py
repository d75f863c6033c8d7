"""`linli procedures list | show NAME [--svg FILE]`: procedures as installed, for people to read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import get_language

from linli.engines.cases.queries import procedures
from linli.engines.cases.rules.drawing import as_svg, as_text
from linli.kernel.labels import say
from linli.kernel.refusals import NotFound


class Command(BaseCommand):
    help = "Lists the installed procedures, or shows one as text or as a drawing."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("list", help="every procedure with its newest version")
        show = acts.add_parser("show", help="one procedure")
        show.add_argument("name")
        show.add_argument("--svg", type=Path, metavar="FILE", help="write the drawing into this file")
        show.add_argument("--language", default=get_language() or "zh-hans")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] == "list":
            for found in procedures.installed():
                self.stdout.write(f"{found.name}\t{found.version}\t{say(found.title)}")
            return
        try:
            procedure = procedures.current(options["name"])
        except NotFound as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["svg"]:
            options["svg"].write_text(as_svg(procedure, options["language"]), encoding="utf-8")
        else:
            self.stdout.write(as_text(procedure, options["language"]), ending="")
