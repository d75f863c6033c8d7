from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

FORMAT = 1
NAME = "manifest.json"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
ATTACHMENT = re.compile(r"attachments/([0-9a-f]{2})/(\1[0-9a-f]{62})")
MAX_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """`members`: archive name -> (bytes, SHA-256 as hex). `audit`: see `audit.queries.state`."""

    made_at: str
    vendor: str
    migrations: list[str]
    audit: Mapping[str, Any]
    members: Mapping[str, tuple[int, str]]
    damaged: list[str]
    format: int = FORMAT

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True)

    @property
    def bytes(self) -> int:
        return sum(size for size, _digest in self.members.values())


def read(text: bytes) -> Manifest:
    """Raises ValueError, KeyError or TypeError when it is not one of ours."""
    found = json.loads(text)
    if found.pop("format") != FORMAT:
        raise ValueError("another format")
    found["members"] = {
        str(name): (int(size), str(digest)) for name, (size, digest) in found["members"].items()
    }
    manifest = Manifest(**found)
    names = [name for name in manifest.members if not ATTACHMENT.fullmatch(name)]
    if names != [DATABASES[manifest.vendor]]:
        raise ValueError("unexpected members")
    return manifest


def applied_migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
