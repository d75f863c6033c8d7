"""`linli policy read FILE [--json]`: what the reader finds in a policy document, without storing anything."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from linli.engines.standards import reader
from linli.oversight.supervision.terms import UNREADABLE, UNREADABLE_OTHERWISE


class Command(BaseCommand):
    help = "Read a policy document and print what was found; nothing is stored. Exit code 2: unreadable."

    def add_arguments(self, parser: ArgumentParser) -> None:
        commands = parser.add_subparsers(dest="action", required=True)
        read = commands.add_parser("read", help="Front matter, articles and tasks of a file.")
        read.add_argument("file", type=Path, help="TXT, DOCX or PDF with text.")
        read.add_argument("--json", action="store_true", dest="as_json", help="Everything, as JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            reading = reader.read(path.read_bytes(), filename=path.name)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}", returncode=2) from error
        except reader.Unreadable as error:
            said = UNREADABLE.get(error.reason_code, UNREADABLE_OTHERWISE)
            raise CommandError(f"{path}: {said} ({error.reason_code})", returncode=2) from error
        if options["as_json"]:
            self.stdout.write(json.dumps(reading.as_dict(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_outline(reading)))


def _outline(reading: reader.Reading) -> Iterator[str]:
    yield f"{reading.title}  {reading.number}".rstrip()
    yield "  ".join([*reading.issuers, *(f"{each.date} ({each.kind})" for each in reading.dates)])
    for cite in reading.cites:
        yield f"→ 《{cite.title}》 {cite.number}".rstrip() if cite.title else f"→ {cite.number}"
    for article in reading.articles:
        yield f"{'  ' * article.level}{article.id}  {article.heading}".rstrip()
    for task in reading.tasks:
        leads = set(task.leads or task.inferred_leads)
        units = "、".join(f"[{unit}]" if unit in leads else unit for unit in task.units)
        where = f"  ({task.suggested_article})" if task.suggested_article else ""
        yield f"{task.number}{task.sub or ''}  {task.text}{where}"
        yield f"    {units}"
