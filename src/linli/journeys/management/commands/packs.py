"""`linli packs check [DIR...]` holds packs against their rules, `list` names them, `load` puts them into force."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linli.journeys import packs_are_installed
from linli.kernel import packs
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import moment
from linli.kernel.labels import say


class Command(BaseCommand):
    help = "Check, list or load the policy packs."
    # A broken pack must not keep anyone from asking what is broken.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for act in ("check", "list", "load"):
            acts.add_parser(act).add_argument("directories", nargs="*", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        read = packs.load(options["directories"] or None)
        if options["act"] == "check":
            self._check(read)
        elif options["act"] == "list":
            self._list(read)
        else:
            self._check(read)
            done = packs_are_installed.install(actor=SYSTEM, packs=read, at=moment())
            self.stdout.write(", ".join(f"{name} {count}" for name, count in done.items()))

    def _check(self, read: packs.Packs) -> None:
        findings = packs.check(read)
        for finding in findings:
            self.stderr.write(str(finding))
            if finding.hint:
                self.stderr.write(f"    {finding.hint}")
        if findings:
            raise CommandError(_("%(count)d findings.") % {"count": len(findings)}, returncode=1)
        files = sum(len(found) for pack in read for found in pack.files.values())
        facts = {"packs": len(read.packs), "files": files}
        self.stdout.write(_("%(packs)d packs with %(files)d files are sound.") % facts)

    def _list(self, read: packs.Packs) -> None:
        for pack in read:
            document = pack.one("document")
            title = say(document.data["short"]) if document else ""
            kinds = " ".join(sorted(pack.files))
            self.stdout.write(f"{pack.name}\t{pack.digest[:12]}\t{kinds}\t{title}")
