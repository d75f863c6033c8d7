"""A consistent copy of either database, taken while people work, and the way back."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections, transaction
from django.utils.translation import gettext as _

from linli.kernel.audit import queries as audit
from linli.kernel.refusals import RuleBroken

EMPTY_SCHEMA = b"DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def dump(target: Path) -> dict[str, Any]:
    """Write the database to `target`; returns the state of the audit chain within that very copy."""
    if connection.vendor == "sqlite":
        return _dump_sqlite(target)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        words = [
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={target}",
        ]
        _run(["pg_dump", *words])
        return audit.state()


def load(source: Path) -> None:
    """Put the copy in the place of whatever the database holds: all of it or nothing."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
            connection.ensure_connection()
            copy.backup(connection.connection)
        return
    connection.close()
    script = source.with_suffix(".sql")
    _run(["pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(source)])
    with script.open("rb") as lines:
        _run(
            ["psql", "-qX", "--single-transaction", "-v", "ON_ERROR_STOP=1", "-o", os.devnull],
            [EMPTY_SCHEMA, lines],
        )


def is_empty() -> bool:
    return not connection.introspection.table_names()


def _dump_sqlite(target: Path) -> dict[str, Any]:
    """One step of the backup interface reads one snapshot; writers go on in the write-ahead log."""
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
    with _opened(target) as alias:
        return audit.state(alias)


@contextmanager
def _opened(file: Path) -> Iterator[str]:
    """The copy as a database of its own, to be asked by the same queries."""
    alias = "copy"
    connections.databases[alias] = {**connection.settings_dict, "NAME": str(file), "OPTIONS": {}}
    try:
        yield alias
    finally:
        connections[alias].close()
        del connections[alias], connections.databases[alias]


def _program(name: str) -> str:
    """Debian keeps the programs of each version apart; the newest can talk to all older servers."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise RuleBroken(
            _("%(program)s is not installed here.") % {"program": name},
            remedy=_("Install PostgreSQL's client programs: apt-get install postgresql-client"),
        )
    return path


def _run(command: list[str], parts: list[Any] | None = None) -> None:
    """One of PostgreSQL's programs; its environment, never its command line, says where the database is."""
    done = subprocess.Popen(
        [_program(command[0]), *command[1:]],
        env={**os.environ, **_environment()},
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with done:
        assert done.stdin is not None and done.stderr is not None
        _feed(done.stdin, parts or [])
        said = done.stderr.read().decode("utf-8", "replace")
    if done.returncode:
        raise RuleBroken(
            _("%(program)s failed: %(reason)s")
            % {"program": command[0], "reason": said.strip().splitlines()[-1:] or done.returncode}
        )


def _feed(door: Any, parts: list[Any]) -> None:
    try:
        for part in parts:
            if isinstance(part, bytes):
                door.write(part)
            else:
                shutil.copyfileobj(part, door)
        door.close()
    except BrokenPipeError:
        pass  # the program has stopped reading and says why on stderr


def _environment() -> dict[str, str]:
    settings = connection.settings_dict
    names = {
        "HOST": "PGHOST",
        "PORT": "PGPORT",
        "USER": "PGUSER",
        "PASSWORD": "PGPASSWORD",
        "NAME": "PGDATABASE",
    }
    told = {names[name]: str(settings[name]) for name in names if settings[name]}
    options = settings["OPTIONS"]
    told.update(
        {f"PG{name.upper()}": str(options[name]) for name in ("sslmode", "sslrootcert") if name in options}
    )
    return told
