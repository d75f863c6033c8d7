"""Short here; longer by hand: `LINLI_FAULT_SECONDS=600 python -m pytest -m faults tests/faults -s`."""

from __future__ import annotations

import json
import os
import random
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.faults.clients import PEOPLE, Clerk, Record
from tests.faults.house import House, house
from tests.operations.installation import SERVER

SECONDS = float(os.environ.get("LINLI_FAULT_SECONDS", 30))
SEED = int(os.environ.get("LINLI_FAULT_SEED", 20261122))

WHAT_IS_THERE = """
import json
from linli.engines.cases.models import Case, Step
from linli.kernel.outbox.models import InboxItem, Message
cases = Case.objects.filter(procedure="matter.general")
accepted = Step.objects.filter(case__in=cases, move="accept")
found = {
    "cases": [[case.title.split()[1], case.number] for case in cases],
    "accepted": list(accepted.values_list("case__number", flat=True)),
    "letters": sorted(Message.objects.filter(channel="inbox").values_list("key", flat=True)),
    "unsent": Message.objects.exclude(state="sent").count(),
    "inbox": sorted(InboxItem.objects.values_list("key", flat=True)),
    "offers": Message.objects.filter(link__in=[f"/cases/{one.number}/" for one in cases]).count(),
}
print(json.dumps(found))
"""


def work_and_kill(found: House, record: Record, seconds: float) -> None:
    """Clerks work all the time; every few seconds something is killed."""
    dice, stop = random.Random(SEED), threading.Event()
    clerks = [Clerk(found.site, name, record, stop) for name in PEOPLE]
    for clerk in clerks:
        clerk.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(dice.uniform(1.0, 5.0))
        found.hit(dice)
    time.sleep(5)  # what was killed comes back; every clerk gets his last answer
    stop.set()
    for clerk in clerks:
        clerk.join(90)
        assert not clerk.is_alive()


def settled(found: House) -> dict[str, Any]:
    """What is there when nothing more is due."""
    for _round in range(20):
        found.place.linli("worker", "--once")
        there: dict[str, Any] = json.loads(found.place.do(WHAT_IS_THERE))
        if not there["unsent"]:
            break
    return there


@pytest.mark.faults
def test_what_was_acknowledged_is_there_exactly_once(tmp_path: Path) -> None:
    record = Record()
    with house(tmp_path, postgresql=bool(SERVER)) as found:
        work_and_kill(found, record, SECONDS)
        found.running["worker"].terminate()
        found.running["worker"].wait(30)
        there = settled(found)
        verified = found.place.linli("audit", "verify")
    print(
        f"{len(record.opened)} opened, {len(record.taken)} taken, {record.lost} lost answers, {found.killed}"
    )

    assert len(record.opened) > SECONDS / 3
    assert len(found.killed) > SECONDS / 15
    assert record.surprises == []
    keys = [key for key, _number in there["cases"]]
    assert len(keys) == len(set(keys)), "a case was opened twice"
    assert record.opened.items() <= dict(there["cases"]).items(), "an acknowledged case is missing"
    assert set(keys) <= record.tried
    assert len(there["accepted"]) == len(set(there["accepted"])), "a move was made twice"
    assert record.taken <= set(there["accepted"]), "an acknowledged move is missing"
    assert verified.strip() == "The audit chain holds."
    assert there["offers"] >= len(keys), "a case was opened without its letter"
    assert there["unsent"] == 0
    assert there["letters"] == there["inbox"], "a letter was lost, or delivered twice"
