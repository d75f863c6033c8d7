"""`linli backup FILE`: database and attachments in one archive, taken while people work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from linli.journeys import backups
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import moment
from linli.kernel.refusals import Refusal


class Command(BaseCommand):
    help = "Write database and attachments into one archive with a manifest."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file = options["file"].resolve()
        try:
            made = backups.make(actor=SYSTEM, file=file, at=moment())
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{file}: {len(made.members)} members, {made.bytes} bytes, {made.audit['entries']} entries"
        )
        if made.damaged:
            raise CommandError("left out, damaged on this disk: " + ", ".join(made.damaged), returncode=2)
