from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from linli.kernel.actors import Actor
from linli.kernel.audit import queries as audit
from linli.kernel.audit.services import record
from linli.kernel.refusals import OutOfTurn, RuleBroken

from . import dumps, manifest
from .manifest import Manifest

CHUNK = 1024 * 1024


def inspect(file: Path) -> Manifest:
    """Hold every byte of the archive against its manifest; refuses with RuleBroken, writes nothing."""
    with _opened(file) as archive:
        found = _manifest(archive)
        for name in found.members:
            _read(archive, name, found, None)
    return found


def restore(*, actor: Actor, file: Path, replace: bool = False, at: datetime) -> Manifest:
    """Make this installation the one that `file` holds. All of it is checked before anything is touched.

    The database must be empty unless `replace`. Its exchange is one transaction; afterwards the audit chain
    is walked and compared with the state that the manifest names.
    """
    if not replace and not dumps.is_empty():
        raise OutOfTurn(
            _("This database is not empty."),
            remedy=_("Restore into an empty installation, or say --replace to lose what is here."),
        )
    data = Path(settings.ATTACHMENTS).parent
    with _opened(file) as archive, tempfile.TemporaryDirectory(prefix=".linli-", dir=data) as folder:
        found = _manifest(archive)
        _require_fit(found, data)
        for name in found.members:
            _read(archive, name, found, Path(folder) / name)
        dumps.load(Path(folder) / manifest.DATABASES[found.vendor])
        _move_in(Path(folder) / "attachments")
    _require_whole(found)
    record(actor=actor, kind="installation", key="backup", act="restore", data=dict(found.audit), at=at)
    return found


def _damaged(reason: str) -> RuleBroken:
    return RuleBroken(
        _("This is no sound backup of Linli: %(reason)s.") % {"reason": reason},
        remedy=_("Nothing was changed. Take another copy of the archive."),
    )


def _opened(file: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (OSError, zipfile.BadZipFile) as error:
        raise _damaged(_("it cannot be opened as an archive")) from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    names = archive.namelist()
    try:
        if archive.getinfo(manifest.NAME).file_size > manifest.MAX_BYTES:
            raise ValueError("too long")
        found = manifest.read(archive.read(manifest.NAME))
    except (
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        zipfile.BadZipFile,
        zlib.error,
        NotImplementedError,
    ) as e:
        raise _damaged(_("its table of contents cannot be read")) from e
    if sorted(names) != sorted([*found.members, manifest.NAME]):
        raise _damaged(_("it holds other files than its table of contents names"))
    return found


def _read(archive: zipfile.ZipFile, name: str, found: Manifest, target: Path | None) -> None:
    """One member, held against size and hash while it is read; never more bytes than the manifest says."""
    size, wanted = found.members[name]
    attachment = manifest.ATTACHMENT.fullmatch(name)
    digest, left = hashlib.sha256(), size
    if target is not None:
        target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with archive.open(name) as source, (target or Path(os.devnull)).open("wb") as copy:
            while chunk := source.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    break
                digest.update(chunk)
                copy.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise _damaged(_("%(name)s cannot be unpacked") % {"name": name}) from error
    if left or digest.hexdigest() != wanted or (attachment and attachment[2] != wanted):
        raise _damaged(_("%(name)s is not what was backed up") % {"name": name})


def _require_fit(found: Manifest, data: Path) -> None:
    if found.vendor != connection.vendor:
        raise RuleBroken(
            _("The backup was made on %(there)s, this installation runs on %(here)s.")
            % {"there": found.vendor, "here": connection.vendor}
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    if unknown := sorted(set(found.migrations) - known):
        raise RuleBroken(
            _("The backup was made by a newer version of Linli (%(migration)s).") % {"migration": unknown[0]},
            remedy=_("Install that version first."),
        )
    if found.bytes > shutil.disk_usage(data).free:
        raise RuleBroken(_("There is not enough room on the disk."))


def _move_in(folder: Path) -> None:
    """Attachments lie under their own hash: what is already there is the same."""
    for path in folder.glob("??/*"):
        target = Path(settings.ATTACHMENTS) / path.parent.name / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


def _require_whole(found: Manifest) -> None:
    broken = audit.verify()
    if broken:
        raise RuleBroken(f"{broken.where}: {broken.what}")
    if audit.state() != dict(found.audit):
        raise RuleBroken(_("The restored audit chain is not the one that was backed up."))
