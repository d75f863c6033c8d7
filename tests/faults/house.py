"""An installation whose processes are killed and started again, as systemd would."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.operations.installation import ROOT, Installation
from tests.operations.test_web import wait_for

from with_postgresql import Cluster, cluster, free_port  # isort: skip

PROGRAMS = {
    "web": ("gunicorn", "--config", "python:linli.config.gunicorn", "linli.config.wsgi"),
    "worker": ("django", "worker"),
}

PEOPLE = """
from linli.journeys.demonstration import settle
from linli.kernel.clock import moment
settle(at=moment())
"""


class House:
    def __init__(self, place: Installation, database: Cluster | None) -> None:
        self.place, self.database = place, database
        self.port = free_port()
        self.site = f"http://127.0.0.1:{self.port}"
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.killed: list[str] = []
        self.log = (place.data / "log").open("ab")

    def start(self, name: str) -> None:
        environment = {**self.place.environment, "LINLI_BIND": f"127.0.0.1:{self.port}"}
        command = [sys.executable, "-m", *PROGRAMS[name]]
        self.running[name] = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=self.log, stderr=self.log, start_new_session=True
        )

    def open(self) -> None:
        self.place.linli("migrate", "--verbosity", "0")
        self.place.do(PEOPLE)
        for name in PROGRAMS:
            self.start(name)
        wait_for(self.port)

    def close(self) -> None:
        """Politely, as at a restart of the machine."""
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(45)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        self.log.close()

    def hit(self, dice: random.Random) -> None:
        """Kill something at once, without warning, and bring it back."""
        blows: dict[str, Callable[[random.Random], None]] = {
            "a web process": self._web_process,
            "the web server": lambda _dice: self._again("web"),
            "the worker": lambda _dice: self._again("worker"),
        }
        if self.database:
            blows |= {"a database session": self._session, "the database": self._power_cut}
        name = dice.choice(sorted(blows))
        blows[name](dice)
        self.killed.append(name)

    def _again(self, name: str) -> None:
        """The whole group: whatever the process had in hand is gone in the same instant."""
        process = self.running[name]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self.start(name)

    def _web_process(self, dice: random.Random) -> None:
        if children := _children(self.running["web"].pid):
            _kill(dice.choice(children))

    def _session(self, dice: random.Random) -> None:
        """One of ours: PostgreSQL then ends all sessions and recovers."""
        if sessions := [one for one in _children(self._postmaster()) if b" linli linli " in _title(one)]:
            _kill(dice.choice(sessions))

    def _power_cut(self, dice: random.Random) -> None:
        del dice
        assert self.database
        postmaster = self._postmaster()
        for process in [postmaster, *_children(postmaster)]:  # the head first: it must not tidy up
            _kill(process)
        self._database_again()

    def _database_again(self) -> None:
        """It refuses to start while the memory of the dead one is held; a supervisor tries again."""
        assert self.database
        for _ in range(30):
            time.sleep(0.5)
            with suppress(subprocess.CalledProcessError):
                self.database.start()
                return
        raise AssertionError("the database does not come back")

    def _postmaster(self) -> int:
        assert self.database
        return int((self.database.data / "postmaster.pid").read_text().split()[0])


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _children(process: int) -> list[int]:
    with suppress(FileNotFoundError):
        return [int(word) for word in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def _title(process: int) -> bytes:
    with suppress(FileNotFoundError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


@contextmanager
def house(folder: Path, *, postgresql: bool) -> Iterator[House]:
    """Ready for work, on a database of its own that may be killed too."""
    data = folder / "data"
    data.mkdir()
    if not postgresql:
        yield from _opened(House(Installation(data), None))
        return
    with tempfile.TemporaryDirectory(prefix="linli-pg-") as place, cluster(Path(place)) as database:
        yield from _opened(House(Installation(data, database.url), database))


def _opened(found: House) -> Iterator[House]:
    try:
        found.open()
        yield found
    finally:
        found.close()
