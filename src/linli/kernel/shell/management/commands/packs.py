"""`linli packs check [DIR...]` holds packs against their rules; `linli packs list` says what is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from linli.kernel import packs
from linli.kernel.labels import say


class Command(BaseCommand):
    help = "Check or list the policy packs."
    # A broken pack must not keep anyone from asking what is broken.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        for act in ("check", "list"):
            acts.add_parser(act).add_argument("directories", nargs="*", type=Path, metavar="DIR")

    def handle(self, *args: Any, **options: Any) -> None:
        read = packs.load(options["directories"] or None)
        if options["act"] == "check":
            self._check(read)
        else:
            self._list(read)

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
