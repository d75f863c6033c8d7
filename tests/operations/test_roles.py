"""Two roles on PostgreSQL: the owner migrates; the one that serves pages cannot change what was audited."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from tests.operations.installation import SERVER, Installation

pytestmark = [pytest.mark.postgresql, pytest.mark.skipif(not SERVER, reason="roles exist only on PostgreSQL")]

ANOTHER_CASE = """
from linli.engines.cases import services
from linli.engines.cases.models import Case
from linli.kernel.actors import SYSTEM
from tests.town import MONDAY
known = Case.objects.first()
services.open_case(
    actor=SYSTEM, procedure=known.procedure, title="又一件", area_id=known.area_id,
    data={"due_on": "2026-12-31"}, at=MONDAY
)
assert Case.objects.count() == 4
"""


@pytest.fixture
def role() -> Iterator[str]:
    name = f"linli_app_{uuid4().hex[:8]}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{secrets.token_hex(8)}'")
        yield name
        server.execute(f"DROP ROLE {name}")


@pytest.fixture
def app(ready: Installation, role: str) -> Iterator[Installation]:
    """The same installation, seen through the role that serves pages."""
    ready.linli("audit", "protect", "--role", role)
    parts = urlsplit(ready.url)
    address = parts.netloc.rpartition("@")[2]
    yield Installation(ready.data, parts._replace(netloc=f"{role}@{address}").geturl())
    with psycopg.connect(ready.url, autocommit=True) as owner:
        owner.execute(f"DROP OWNED BY {role}")


@pytest.mark.parametrize("table", ["audit_entry", "audit_seal"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE {} SET hash = ''", "DELETE FROM {}", "TRUNCATE {}", "DROP TABLE {}",
     "ALTER TABLE {} DISABLE TRIGGER ALL", "LOCK {} IN ACCESS EXCLUSIVE MODE"],
)  # fmt: skip
def test_the_serving_role_cannot_touch_the_chain(app: Installation, table: str, change: str) -> None:
    with psycopg.connect(app.url) as line, pytest.raises(errors.InsufficientPrivilege):
        line.execute(change.format(table))


def test_the_serving_role_does_all_the_daily_work(app: Installation, tmp_path: Path) -> None:
    app.do(ANOTHER_CASE)
    assert "holds" in app.linli("audit", "verify")
    app.linli("backup", str(tmp_path / "by-the-app.zip"))
    assert app.run("migrate", "--check").returncode == 0


def test_a_superuser_or_the_owner_is_no_serving_role(ready: Installation) -> None:
    for name in (urlsplit(ready.url).username or "", "nobody_there"):
        done = ready.run("audit", "protect", "--role", name)
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
