"""The worker does what is due, ends when told, and outlives a job that fails."""

from __future__ import annotations

import signal
import time
from threading import Event

import pytest
from django.core.management import call_command
from django.db import OperationalError

from linli.engines.cases import services
from linli.engines.cases.models import Case
from linli.journeys.management.commands.worker import Command, Job
from linli.kernel.outbox.models import InboxItem
from tests.town import MONDAY, Town


def late_case(town: Town) -> Case:
    case = services.open_case(
        actor=town.office,
        procedure="supervision.task",
        title="已到期的任务",
        area_id=town.places["town"].pk,
        lead_id=town.units["住建局"].pk,
        data={"due_on": "2026-11-18"},
        at=MONDAY,
    )
    return services.move(actor=town.office, case_id=case.pk, name="send", at=MONDAY)


def test_once_delivers_ticks_and_ends(installed: Town) -> None:
    case = late_case(installed)
    call_command("worker", "--once")
    case.refresh_from_db()
    assert case.level == 2
    assert InboxItem.objects.filter(organisation_id=installed.units["住建局"].pk).exists()


def test_a_lost_database_is_waited_for_and_the_work_goes_on(db: None) -> None:
    made, tries = Command(), []
    made.stopping = Event()

    def job() -> int:
        tries.append(time.monotonic())
        if len(tries) < 3:
            raise OperationalError("gone")
        made.stopping.set()
        return 1

    made._loop([Job("shaky", 0.1, job)])
    assert len(tries) == 3
    assert tries[2] - tries[1] > tries[1] - tries[0] > 0.9


def test_a_failing_job_stops_neither_the_others_nor_the_worker(
    db: None, caplog: pytest.LogCaptureFixture
) -> None:
    made, done = Command(), []
    made.stopping = Event()

    def broken() -> int:
        raise ValueError("张三的电话")

    def sound() -> int:
        done.append(1)
        made.stopping.set()
        return 0

    made._loop([Job("broken", 1, broken), Job("sound", 1, sound)])
    assert done == [1]
    assert "broken failed: ValueError" in caplog.text and "张三" not in caplog.text


def test_a_signal_ends_the_loop(db: None) -> None:
    made = Command()
    made.stopping = Event()
    made._loop([Job("stop", 1, lambda: made._stop(signal.SIGTERM, None) or 0)])
    assert made.stopping.is_set()
