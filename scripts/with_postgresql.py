"""Run a command on a PostgreSQL of its own: `python scripts/with_postgresql.py -- pytest -q`.

Starts a throw-away cluster in a temporary folder (C.UTF-8, own socket and port, commits reach the disk),
gives the command its address in LINLI_DATABASE_URL, then stops and removes it. As root the cluster runs as
`postgres`.
`python scripts/with_postgresql.py --where` prints the folder of the binaries, or fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SETTINGS = {"fsync": "on", "max_connections": "100", "shared_buffers": "128MB", "log_min_messages": "panic"}


def binaries() -> Path | None:
    """The folder with `postgres` and `initdb`: Debian keeps them off the path, the newest version wins."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there and shutil.which("postgres") else None


def as_owner(*command: object) -> list[str]:
    """PostgreSQL refuses to run as root."""
    words = [str(word) for word in command]
    if os.geteuid() != 0:
        return words
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *words]


def free_port() -> int:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A running cluster in `folder`; gives the address of its database."""
    home = binaries()
    if home is None:
        sys.exit("PostgreSQL is not installed. On Debian and Ubuntu: apt-get install postgresql")
    data, port = folder / "data", free_port()
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": folder}
    subprocess.run(
        as_owner(home / "initdb", "-D", data, "-U", "linli", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"),
        **quiet,  # type: ignore[call-overload]
    )
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 " + " ".join(
        f"-c {name}={value}" for name, value in SETTINGS.items()
    )
    control = (home / "pg_ctl", "-D", data, "-w", "-l", folder / "log")
    subprocess.run(as_owner(*control, "-o", options, "start"), **quiet)  # type: ignore[call-overload]
    try:
        subprocess.run(
            as_owner(home / "psql", "-qX", "-h", folder, "-p", port, "-U", "linli", "-d", "postgres", "-c",
                     "CREATE DATABASE linli"),
            **quiet,  # type: ignore[call-overload]
        )  # fmt: skip
        yield f"postgresql://linli@127.0.0.1:{port}/linli"
    finally:
        subprocess.run(as_owner(*control, "-m", "immediate", "stop"), stdout=subprocess.DEVNULL, cwd=folder)


def main() -> int:
    if sys.argv[1:] == ["--where"]:
        print(binaries() or "not installed")
        return 0 if binaries() else 1
    command = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="linli-pg-") as folder, cluster(Path(folder)) as url:
        environment = {**os.environ, "LINLI_DATABASE_URL": url, "LINLI_POSTGRESQL_DATA": f"{folder}/data"}
        try:
            return subprocess.run(command, env=environment).returncode
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main())
