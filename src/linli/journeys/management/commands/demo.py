"""`linli demo`: make the demonstration town in an empty database and say who can sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linli.journeys import demonstration
from linli.kernel.clock import moment


class Command(BaseCommand):
    help = "Build the demonstration town (only on the embedded database) and print its log-ins."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--personas", action="store_true", help="only print the log-ins")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["personas"]:
            if settings.HTTPS:
                raise CommandError(
                    _("This is no place for a demonstration: HTTPS is on, so it looks like production.")
                )
            demonstration.build(at=moment())
        for persona in demonstration.personas():
            self.stdout.write(f"  {persona.username:<10} {persona.name}\t{'; '.join(persona.posts)}")
        self.stdout.write(_("The password of everybody: %(password)s") % {"password": demonstration.PASSWORD})
