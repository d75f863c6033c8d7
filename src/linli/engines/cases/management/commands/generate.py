"""`linli generate --cases N [--seed S] [--area CODE]`: made-up cases for measuring, the same for the same seed."""

from __future__ import annotations

from datetime import datetime
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from linli.engines.cases.services import generation
from linli.kernel.actors import SYSTEM
from linli.kernel.areas import normalise
from linli.kernel.clock import moment


class Command(BaseCommand):
    help = "Write made-up cases over the communities and units of an area."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--cases", type=int, required=True)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--area", default="", help="area code; default: everything there is")
        parser.add_argument("--at", type=datetime.fromisoformat, help="the day it is in the made-up city")

    def handle(self, *args: Any, **options: Any) -> None:
        began = perf_counter()
        area = normalise(options["area"]) if options["area"] else ""
        at = options["at"] or moment()
        count = generation.generate(
            actor=SYSTEM, count=options["cases"], seed=options["seed"], area=area, at=at
        )
        generation.prepare_statistics()
        self.stdout.write(f"{count} cases in {perf_counter() - began:.0f} s")
