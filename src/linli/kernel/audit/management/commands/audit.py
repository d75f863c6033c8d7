"""`linli audit verify | seal`: prove the chain, close the days that are over."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from linli.kernel.actors import SYSTEM
from linli.kernel.audit import queries, services
from linli.kernel.clock import day_of, moment


class Command(BaseCommand):
    help = "Verify the audit chain, or seal the days that are over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "seal"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "seal":
            at = moment()
            for seal in services.seal(actor=SYSTEM, before=day_of(at), at=at):
                self.stdout.write(f"{seal.day} {seal.count} {bytes(seal.root).hex()}")
            return
        broken = queries.verify()
        if broken:
            self.stderr.write(f"BROKEN  {broken.where}: {broken.what}")
            sys.exit(1)
        self.stdout.write("The audit chain holds.")
