"""`linli restore FILE`: an installation as it was at the backup; `--check` only reads the archive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.journeys import backups
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import moment
from linli.kernel.refusals import Refusal


class Command(BaseCommand):
    help = "Restore a backup into an empty installation. Stop web and worker first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="lose what this database holds")
        parser.add_argument("--check", action="store_true", help="only hold the archive against its manifest")

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"].resolve()
        try:
            if options["check"]:
                found = backups.inspect(file)
            else:
                found = backups.restore(actor=SYSTEM, file=file, replace=options["replace"], at=moment())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        done = "sound" if options["check"] else "restored; the audit chain holds"
        self.stdout.write(f"{len(found.members)} members of {found.made_at}: {done}")
