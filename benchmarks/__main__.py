"""`make bench`: everything that is measured, as JSON (benchmarks/results.json) and as a table in docs/benchmarks.md.

    python -m benchmarks [--cases 1000000] [--seconds 30] [--no-sqlite]

PostgreSQL is a throw-away cluster unless LINLI_DATABASE_URL names one (whose cases are then kept and used again).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.table import write

HOME = Path(__file__).resolve().parents[1]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--no-sqlite", action="store_true")
    options = parser.parse_args()
    results = {"postgresql": _on_postgresql(options.cases, options.seconds)}
    if not options.no_sqlite:
        results["sqlite"] = _on_sqlite(options.cases)
    (HOME / "benchmarks" / "results.json").write_text(
        json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    )
    write(results, HOME / "docs" / "benchmarks.md")


def _on_postgresql(cases: int, seconds: int) -> dict[str, object]:
    """Both runs on one cluster: the second finds the cases that the first has made."""
    with tempfile.TemporaryDirectory() as folder:
        engine, load, crowd = (Path(folder, f"{name}.json") for name in ("engine", "load", "crowd"))
        runs = (
            f"{sys.executable} -m benchmarks.engine --cases {cases} --out {engine} && "
            f"{sys.executable} -m benchmarks.crowd --out {crowd} && "
            f"{sys.executable} -m benchmarks.load --cases {cases} --seconds {seconds} --out {load}"
        )
        command = ["sh", "-c", runs]
        if "LINLI_DATABASE_URL" not in os.environ:
            command = [sys.executable, str(HOME / "scripts" / "with_postgresql.py"), "--", *command]
        env = {**os.environ, "LINLI_DATA": folder, "LINLI_HTTPS": "0", "LINLI_LOG": "WARNING"}
        subprocess.run(command, cwd=HOME, env=env, check=True)
        found = {"engine": engine, "crowd": crowd, "http": load}
        return {name: json.loads(file.read_text()) for name, file in found.items()}


def _on_sqlite(cases: int) -> dict[str, object]:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "engine.json")
        env = {k: v for k, v in os.environ.items() if k != "LINLI_DATABASE_URL"}
        command = [sys.executable, "-m", "benchmarks.engine", "--cases", str(cases), "--out", str(out)]
        subprocess.run(command, cwd=HOME, env={**env, "LINLI_DATA": folder}, check=True)
        return {"engine": json.loads(out.read_text())}


if __name__ == "__main__":
    main()
