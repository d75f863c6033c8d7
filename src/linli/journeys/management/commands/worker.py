"""`linli worker [--once]`: delivers messages, looks at clocks, seals the audit; one process, no queue server.

It stops cleanly at SIGTERM and SIGINT after the message in hand, and outlives a database that goes away: it
waits longer and longer, up to a minute. Several may run: each message and clock is taken by one of them.
"""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from time import monotonic
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from linli.engines.cases import services as cases
from linli.kernel.actors import SYSTEM
from linli.kernel.audit import services as audit
from linli.kernel.clock import day_of, moment
from linli.kernel.outbox import services as outbox

log = logging.getLogger("linli.worker")
LONGEST_WAIT = 60.0


@dataclass(slots=True)
class Job:
    """Something done every `every` seconds; `do` returns how much was done, for the log."""

    name: str
    every: float
    do: Callable[[], int]
    due: float = 0.0


class Command(BaseCommand):
    help = "Delivers messages, looks at the clocks of cases and seals the audit, until it is told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do everything that is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = Event()
        jobs = [
            Job("deliver", 1, self._deliver),
            Job("tick", 20, lambda: cases.tick(actor=SYSTEM, at=moment())),
            Job("seal", 3600, _seal),
        ]
        start = Job("recompute", 0, lambda: cases.recompute(actor=SYSTEM, at=moment()))
        if options["once"]:
            for job in (start, *jobs):
                _run(job)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        log.info("worker started")
        self._loop([start, *jobs])
        log.info("worker stopped")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        del frame
        log.info("signal %d: stopping after the work in hand", number)
        self.stopping.set()

    def _deliver(self) -> int:
        """One at a time, so that a signal waits for no more than one; then the clocks have their turn."""
        done = 0
        while (
            done < 200
            and not self.stopping.is_set()
            and outbox.deliver_due(actor=SYSTEM, clock=moment, limit=1)
        ):
            done += 1
        return done

    def _loop(self, jobs: list[Job]) -> None:
        wait = 1.0
        while not self.stopping.is_set():
            try:
                self._round(jobs)
                wait = 1.0
            except (OperationalError, InterfaceError) as error:
                log.warning("no database (%s), waiting %.0f s", type(error).__name__, wait)
                connection.close()
                self.stopping.wait(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            else:
                self.stopping.wait(1.0)

    def _round(self, jobs: list[Job]) -> None:
        close_old_connections()
        for job in list(jobs):
            if self.stopping.is_set():
                return
            if monotonic() < job.due:
                continue
            _run(job)
            if job.every:
                job.due = monotonic() + job.every
            else:
                jobs.remove(job)


def _run(job: Job) -> None:
    """A job that fails is told in the log by its kind, never by its words (they may hold a name)."""
    try:
        done = job.do()
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("%s failed: %s", job.name, type(error).__name__)
        return
    if done:
        log.info("%s: %d", job.name, done)


def _seal() -> int:
    at = moment()
    return len(audit.seal(actor=SYSTEM, before=day_of(at), at=at))
