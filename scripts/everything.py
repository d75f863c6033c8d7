"""Everything that must hold before a change is good: `make test`.

    python scripts/everything.py            all checks, then the tests on SQLite, PostgreSQL and in a browser
    python scripts/everything.py --checks   only the checks

What a machine lacks (PostgreSQL, Chromium) is skipped and named; with REQUIRE_ALL=1 a skip is a failure.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from with_postgresql import binaries

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PRODUCTION = {
    "LINLI_DATABASE_URL": "postgresql://linli_app:not-a-secret@127.0.0.1:5432/linli",
    "LINLI_SECRET_KEY": "only-for-the-check-" + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "LINLI_HOSTS": "linli.example.org",
    "LINLI_HTTPS": "1",
    "LINLI_EMAIL_FROM": "linli@example.org",
}
CHECKS: tuple[tuple[str, tuple[str, ...], dict[str, str]], ...] = (
    ("format", ("ruff", "format", "--check", "."), {}),
    ("lint", ("ruff", "check", "."), {}),
    ("types", ("mypy",), {}),
    ("imports", ("lint-imports", "--no-logo"), {}),
    ("packs", ("linli", "packs", "check"), {}),
    ("settings", ("linli", "check", "--fail-level", "WARNING"), {}),
    ("settings of production", ("linli", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
    ("migrations", ("linli", "makemigrations", "--check", "--dry-run"), {}),
    ("translations", ("python", "scripts/translate.py", "check"), {}),
)
ON_POSTGRESQL = (sys.executable, "scripts/with_postgresql.py", "--")
PYTEST = (sys.executable, "-m", "pytest", "-q")
SPREAD = ("-n", "2", "--dist", "loadfile")


def chromium() -> str | None:
    return os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


class Report:
    """What failed and what was skipped, said as it happens and once more at the end."""

    def __init__(self, data: str) -> None:
        self.environment = {**os.environ, "LINLI_DATA": data}
        self.environment.pop("LINLI_DATABASE_URL", None)
        self.failed: list[str] = []
        self.skipped: list[str] = []

    def run(self, name: str, command: tuple[str, ...], more: dict[str, str] | None = None) -> None:
        print(f"\n== {name}", flush=True)
        start = time.monotonic()
        code = subprocess.run(command, cwd=ROOT, env={**self.environment, **(more or {})}).returncode
        print(f"-- {name}: {'ok' if code == 0 else 'FAILED'}, {time.monotonic() - start:.0f} s", flush=True)
        if code:
            self.failed.append(name)

    def skip(self, name: str, reason: str) -> None:
        print(f"\n== {name}: SKIPPED, {reason}", flush=True)
        self.skipped.append(f"{name} ({reason})")

    def close(self) -> int:
        for name in self.skipped:
            print(f"skipped: {name}")
        for name in self.failed:
            print(f"failed: {name}")
        wanting = self.failed or (self.skipped and os.environ.get("REQUIRE_ALL") == "1")
        return 1 if wanting else 0


def check(report: Report) -> None:
    for name, (program, *words), more in CHECKS:
        report.run(name, (str(BIN / program), *words), more)


def test(report: Report) -> None:
    """Faults kill processes and browsers need their own: both run by themselves, not beside others."""
    if chromium():
        report.run("browser tests", (*PYTEST, "-m", "browser"))
    else:
        report.skip("browser tests", "Chromium is not installed: apt-get install chromium fonts-noto-cjk")
    report.run("faults on SQLite", (*PYTEST, "-m", "faults", "tests/faults"))
    if binaries():
        report.run("faults on PostgreSQL", (*ON_POSTGRESQL, *PYTEST, "-m", "faults", "tests/faults"))
        report.run(
            "tests on PostgreSQL", (*ON_POSTGRESQL, *PYTEST, *SPREAD, "-m", "not browser and not faults")
        )
    else:
        report.skip("tests on PostgreSQL", "it is not installed: apt-get install postgresql")
    apart = "not browser and not faults and not postgresql"
    report.run("tests on SQLite", (*PYTEST, *SPREAD, "-m", apart))


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="linli-test-") as data:
        report = Report(data)
        check(report)
        if "--checks" not in sys.argv:
            test(report)
        return report.close()


if __name__ == "__main__":
    sys.exit(main())
