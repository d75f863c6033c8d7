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


class Cluster:
    """A cluster in `folder`, made on the spot; `url` is the address of its one database."""

    def __init__(self, folder: Path) -> None:
        home = binaries()
        if home is None:
            sys.exit("PostgreSQL is not installed. On Debian and Ubuntu: apt-get install postgresql")
        self.home, self.folder, self.data, self.port = home, folder, folder / "data", free_port()
        self.url = f"postgresql://linli@127.0.0.1:{self.port}/linli"
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
        self._run("initdb", "-D", self.data, "-U", "linli", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()
        reach = ("-h", "127.0.0.1", "-p", self.port, "-U", "linli", "-d", "postgres")
        self._run("psql", "-qX", *reach, "-c", "CREATE DATABASE linli")

    def start(self) -> None:
        settings = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1 {settings}"
        self._run("pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self.data, "-w", "-m", "immediate", "stop", check=False)

    def _run(self, program: str, *words: object, check: bool = True) -> None:
        command = as_owner(self.home / program, *words)
        subprocess.run(command, cwd=self.folder, stdout=subprocess.DEVNULL, check=check)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    running = Cluster(folder)
    try:
        yield running
    finally:
        running.stop()


def main() -> int:
    if sys.argv[1:] == ["--where"]:
        print(binaries() or "not installed")
        return 0 if binaries() else 1
    command = sys.argv[2:] if sys.argv[1:2] == ["--"] else sys.argv[1:]
    if not command:
        sys.exit(__doc__)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with tempfile.TemporaryDirectory(prefix="linli-pg-") as folder, cluster(Path(folder)) as running:
        environment = {**os.environ, "LINLI_DATABASE_URL": running.url}
        try:
            return subprocess.run(command, env=environment).returncode
        except KeyboardInterrupt:
            return 130


if __name__ == "__main__":
    sys.exit(main())
