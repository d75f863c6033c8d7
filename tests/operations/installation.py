"""An installation of its own for a test: folder, database, commands run as processes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "scripts"))  # tests use what `make test` uses
SERVER = os.environ.get("LINLI_DATABASE_URL", "")  # the suite runs on PostgreSQL when this is set

A_DAY = """
from datetime import timedelta
from linli.engines.cases import services
from linli.engines.cases.rules.requests import Inputs, Upload
from tests.town import MONDAY, build_town, install_procedures
town = build_town()
install_procedures()
for number in range(3):
    case = services.open_case(
        actor=town.office, procedure="supervision.task", title=f"任务{number}",
        area_id=town.places["town"].pk, lead_id=town.units["住建局"].pk, data={"due_on": "2026-12-31"},
        at=MONDAY)
    services.move(actor=town.office, case_id=case.pk, name="send", at=MONDAY, inputs=Inputs())
    upload = Upload("说明.txt", f"附件 {number}".encode())
    services.attach(actor=town.office, case_id=case.pk, uploads=[upload], at=MONDAY + timedelta(hours=1))
"""


@dataclass
class Installation:
    data: Path
    url: str = ""
    more: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("LINLI_")}
        given = {"LINLI_DATA": str(self.data), "LINLI_HTTPS": "0", "LINLI_LOG": "WARNING"}
        if self.url:
            given["LINLI_DATABASE_URL"] = self.url
        return {**kept, "DJANGO_SETTINGS_MODULE": "linli.config.settings", **given, **self.more}

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "django", *words]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=120
        )

    def linli(self, *words: str) -> str:
        """Run a command that must succeed."""
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def do(self, code: str) -> str:
        """Run code inside the installation, as a process of its own."""
        return self.linli("shell", "--no-imports", "-c", code)


@contextmanager
def installation(folder: Path, *, like: Installation | None = None) -> Iterator[Installation]:
    """An empty one on the kind of database that the suite runs on, or a copy of another that is at rest."""
    if like:
        shutil.copytree(like.data, folder)
    else:
        folder.mkdir(exist_ok=True)
    if not SERVER:
        yield Installation(folder)
        return
    name = f"linli_{uuid4().hex[:12]}"
    template = urlsplit(like.url).path.lstrip("/") if like else "template1"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        try:
            yield Installation(folder, urlsplit(SERVER)._replace(path=f"/{name}").geturl())
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
