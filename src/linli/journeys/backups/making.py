from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.refusals import OutOfTurn, RuleBroken

from . import dumps, manifest
from .manifest import Manifest

CHUNK = 1024 * 1024


def make(*, actor: Actor, file: Path, at: datetime) -> Manifest:
    """Write the installation into `file` (mode 600, there only when complete); the audit chain says so.

    The database is copied first: attachments are written before the rows that name them and never change, so
    what the copy names is there. An attachment that no longer matches its own SHA-256 is left out and named
    in `damaged`.
    """
    if file.exists():
        raise OutOfTurn(
            _("There is already a file %(file)s.") % {"file": file}, remedy=_("Choose another name.")
        )
    if not file.parent.is_dir():
        raise RuleBroken(_("There is no folder %(folder)s.") % {"folder": file.parent})
    part = file.with_name(f".{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as stream:
            made = _write(zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED), at, file.parent)
            stream.flush()
            os.fsync(stream.fileno())
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
    data = {"manifest": hashlib.sha256(made.text().encode()).hexdigest(), **made.audit}
    record(actor=actor, kind="installation", key="backup", act="backup", data=data, at=at)
    return made


def _write(archive: zipfile.ZipFile, at: datetime, scratch: Path) -> Manifest:
    members: dict[str, tuple[int, str]] = {}
    damaged: list[str] = []
    with archive, tempfile.TemporaryDirectory(prefix=".linli-", dir=scratch) as folder:
        name = manifest.DATABASES[connection.vendor]
        copy = Path(folder) / name
        audit = dumps.dump(copy)
        members[name] = _add(
            archive, copy, name, zipfile.ZIP_DEFLATED if connection.vendor == "sqlite" else None
        )
        copy.unlink()
        for path, inside in _attachments():
            if _digest(path) == path.name:
                members[inside] = _add(archive, path, inside)
            else:
                damaged.append(path.name)
        made = Manifest(
            made_at=at.isoformat(),
            vendor=connection.vendor,
            migrations=manifest.applied_migrations(),
            audit=audit,
            members=members,
            damaged=damaged,
        )
        archive.writestr(manifest.NAME, made.text(), zipfile.ZIP_DEFLATED)
    return made


def _attachments() -> Iterator[tuple[Path, str]]:
    store = Path(settings.ATTACHMENTS)
    for path in sorted(store.glob("??/*")):
        inside = f"attachments/{path.relative_to(store).as_posix()}"
        if manifest.ATTACHMENT.fullmatch(inside):
            yield path, inside


def _add(archive: zipfile.ZipFile, path: Path, name: str, packing: int | None = None) -> tuple[int, str]:
    """Copy a file into the archive; what was really written is what is counted and hashed."""
    digest, size = hashlib.sha256(), 0
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_STORED if packing is None else packing
    with path.open("rb") as source, archive.open(info, "w", force_zip64=True) as target:
        while chunk := source.read(CHUNK):
            target.write(chunk)
            digest.update(chunk)
            size += len(chunk)
    return size, digest.hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
