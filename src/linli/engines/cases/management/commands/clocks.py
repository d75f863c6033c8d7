"""`linli clocks tick`: look at every clock whose moment has come; safe to run at any time, twice or late."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.engines.cases import services
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import moment


class Command(BaseCommand):
    help = "Looks at the clocks whose moment has come: lights, reminders, escalation."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("act", choices=["tick"])

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{services.tick(actor=SYSTEM, at=moment())} cases moved")
