"""Dump, wipe, restore: what rises again is what was there, provably; nothing else is let in."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from linli.journeys import backups
from linli.kernel.refusals import RuleBroken
from tests.operations.installation import Installation

SEARCH = """
from linli.engines.cases.models import Case
from linli.engines.cases.queries.search import matching
assert matching(Case.objects.all(), "任务").count() == 3
"""

WHAT_IS_THERE = """
from linli.engines.cases.models import Attachment, Case, Clock, Step
from linli.engines.cases.services.files import path_of
from linli.kernel.audit.models import Entry, Seal
from linli.kernel.outbox.models import Message
print([model.objects.count() for model in (Case, Clock, Step, Attachment, Message, Seal)])
print([bytes(entry.hash).hex() for entry in Entry.objects.exclude(kind="installation").order_by("id")])
print([path_of(one.sha256).read_text() for one in Attachment.objects.order_by("id")])
"""


def test_what_was_backed_up_is_restored_and_the_chain_holds(
    model: Installation, empty: Installation, archive: Path
) -> None:
    said = empty.linli("restore", str(archive))
    assert "the audit chain holds" in said
    assert empty.do(WHAT_IS_THERE) == model.do(WHAT_IS_THERE)
    assert empty.linli("audit", "verify").strip() == "The audit chain holds."
    assert empty.run("migrate", "--check").returncode == 0
    empty.do(SEARCH)


def test_a_restored_chain_still_refuses_to_be_changed(empty: Installation, archive: Path) -> None:
    empty.linli("restore", str(archive))
    change = (
        "from django.db import connection; connection.cursor().execute(\"UPDATE audit_entry SET act = 'x'\")"
    )
    done = empty.run("shell", "--no-imports", "-c", change)
    assert done.returncode != 0
    assert "the audit chain only grows" in done.stderr


def test_the_archive_is_for_its_owner_alone_and_never_overwritten(
    model: Installation, backed_up: Path
) -> None:
    assert backed_up.stat().st_mode & 0o777 == 0o600
    done = model.run("backup", str(backed_up))
    assert done.returncode == 1
    assert [path.name for path in backed_up.parent.iterdir() if path.name.startswith(".")] == []


def test_a_database_with_anything_in_it_is_not_replaced_unless_told(
    ready: Installation, archive: Path
) -> None:
    ready.do("from linli.engines.cases.models import Draft; from tests.town import MONDAY;"
             "Draft.objects.create(user_id=1, procedure='x', changed_at=MONDAY)")  # fmt: skip
    done = ready.run("restore", str(archive))
    assert done.returncode == 1
    assert "--replace" in done.stderr
    ready.linli("restore", str(archive), "--replace")
    ready.do("from linli.engines.cases.models import Draft; assert not Draft.objects.exists()")


def test_a_damaged_attachment_is_named_and_left_out(ready: Installation, tmp_path: Path) -> None:
    path = next(path for path in (ready.data / "attachments").glob("??/*"))
    path.write_bytes(b"rot")
    done = ready.run("backup", str(tmp_path / "linli.zip"))
    assert done.returncode == 2
    assert path.name in done.stderr
    assert "sound" in ready.linli("restore", "--check", str(tmp_path / "linli.zip"))


def _rewrite(
    file: Path, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None
) -> None:
    with zipfile.ZipFile(file) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(file, "w") as new:
        for name, data in members.items():
            if (kept := change(name, data)) is not None:
                new.writestr(name, kept)
        for name, data in (extra or {}).items():
            new.writestr(name, data)


def _same(name: str, data: bytes) -> bytes:
    return data


def _flipped(name: str, data: bytes) -> bytes:
    return bytes([data[0] ^ 1]) + data[1:] if name.startswith("attachments/") else data


def _other_database(name: str, data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1]) if name.startswith("database.") else data


def _without_attachments(name: str, data: bytes) -> bytes | None:
    return None if name.startswith("attachments/") else data


def _slipping(name: str, data: bytes) -> bytes:
    if name != "manifest.json":
        return data
    found = json.loads(data)
    found["members"]["../../slipped"] = [4, "0" * 64]
    return json.dumps(found).encode()


@pytest.mark.parametrize(
    ("change", "extra"),
    [
        (_flipped, {}),
        (_other_database, {}),
        (_without_attachments, {}),
        (_same, {"../../slipped": b"evil"}),
        (_slipping, {"../../slipped": b"evil"}),
        (_same, {"attachments/zz/readme": b"evil"}),
        (lambda name, data: None if name == "manifest.json" else data, {}),
        (lambda name, data: b"[]" if name == "manifest.json" else data, {}),
    ],
)
def test_an_archive_that_is_not_whole_is_refused(
    archive: Path, change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes]
) -> None:
    _rewrite(archive, change, extra)
    with pytest.raises(RuleBroken):
        backups.inspect(archive)


@pytest.mark.parametrize("length", [0, 100, 5000])
def test_a_cut_archive_is_refused(archive: Path, length: int) -> None:
    archive.write_bytes(archive.read_bytes()[:length])
    with pytest.raises(RuleBroken):
        backups.inspect(archive)


def test_a_refused_archive_changes_nothing(empty: Installation, archive: Path) -> None:
    """The last member is the bad one: everything is read before anything is touched."""
    _rewrite(archive, _slipping, {"../../slipped": b"evil"})
    done = empty.run("restore", str(archive))
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    empty.do("from django.db import connection; assert not connection.introspection.table_names()")
    assert not list((empty.data / "attachments").glob("??/*"))
    assert not list(archive.parent.rglob("slipped"))


def test_a_backup_of_a_newer_version_is_refused(empty: Installation, archive: Path) -> None:
    def newer(name: str, data: bytes) -> bytes:
        return (
            data.replace(b'"cases.0001_initial"', b'"cases.9999_future"') if name == "manifest.json" else data
        )

    _rewrite(archive, newer)
    done = empty.run("restore", str(archive))
    assert done.returncode == 1
    assert "cases.9999_future" in done.stderr
