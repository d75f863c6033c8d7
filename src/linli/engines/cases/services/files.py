from __future__ import annotations

import os
import zipfile
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import puremagic
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from linli.engines.cases.models import Attachment
from linli.engines.cases.permissions import may_see
from linli.engines.cases.rules.requests import Inputs, Upload
from linli.kernel.actors import Actor
from linli.kernel.refusals import NotFound, RuleBroken, TooLarge

from .situation import Situation, load

ALLOWED = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".txt": "text/plain",
    ".csv": "text/csv",
}
MAX_UNPACKED = 200 * 1024 * 1024


@transaction.atomic
def attach(
    *, actor: Actor, case_id: int, uploads: list[Upload], text: str = "", at: datetime
) -> list[Attachment]:
    """Add files to a case, with a line of text."""
    situation = load(actor, case_id, at)
    if not may_see(actor, situation.case, situation.parts):
        raise NotFound(_("There is no such case."))
    situation.inputs = Inputs(text=text, files=uploads)
    keep(situation)
    situation.say(kind="files")
    situation.commit("attach", {"files": [file.sha256 for file in situation.files]})
    return situation.files


def keep(situation: Situation) -> None:
    """Check the uploads of a request and put their bytes into the store; rows are written at commit.

    Bytes stand on the disk before the row does, under their own hash: a crash between leaves an orphan,
    never a row without its file.
    """
    for upload in situation.inputs.files:
        media_type = sniff(upload)
        digest = store(upload.data)
        situation.files.append(
            Attachment(
                name=Path(upload.name.replace("\\", "/")).name[:150],
                media_type=media_type,
                size=len(upload.data),
                sha256=digest,
                user_id=situation.actor.user_id,
                at=situation.at,
            )
        )


def sniff(upload: Upload) -> str:
    """The type by content; refuses what is not on the list, what lies about its name, and archives that
    blow up.
    """
    if len(upload.data) > settings.MAX_ATTACHMENT_BYTES:
        limit = settings.MAX_ATTACHMENT_BYTES // (1024 * 1024)
        raise TooLarge(_("The file is larger than %(limit)s MB.") % {"limit": limit}, file=upload.name)
    suffix = Path(upload.name).suffix.lower()
    wanted = ALLOWED.get(suffix)
    if not upload.data or wanted is None or not _looks_like(suffix, wanted, upload.data):
        raise RuleBroken(
            _("This kind of file is not accepted, or its content does not match its name."),
            remedy=_("Send PDF, PNG, JPEG, DOCX, XLSX, TXT or CSV."),
            file=upload.name,
        )
    return wanted


def _looks_like(suffix: str, wanted: str, data: bytes) -> bool:
    if wanted.startswith("text/"):
        return b"\x00" not in data[:4096] or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if suffix in (".docx", ".xlsx"):
        return _is_office(data, "word/" if suffix == ".docx" else "xl/")
    try:
        found = puremagic.magic_string(data[:8192])
    except (puremagic.PureError, ValueError):
        return False
    return any(match.mime_type == wanted for match in found)


def _is_office(data: bytes, folder: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    if len(members) > 5000 or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise TooLarge(_("The file unpacks to far more than it should."), remedy=_("Send it as PDF."))
    return any(member.filename.startswith(folder) for member in members)


def path_of(digest: str) -> Path:
    return Path(settings.ATTACHMENTS) / digest[:2] / digest


def store(data: bytes) -> str:
    """Write once under the SHA-256: to a temporary name, flushed to the disk, then renamed."""
    digest = sha256(data).hexdigest()
    target = path_of(digest)
    if target.exists():
        return digest
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{uuid4().hex}")
    try:
        with scratch.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        scratch.rename(target)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise RuleBroken(
            _("The file could not be stored: the disk is full or not writable."),
            remedy=_("Nothing was saved. Tell the system administrator, then try again."),
        ) from error
    return digest
