"""Two people press the same button at once: one act happens, the other is told that it was too late."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import connection
from tests.town import MONDAY, Town

from linli.engines.cases.models import Case, Step
from linli.kernel.audit import queries as audit
from linli.kernel.refusals import OutOfTurn
from linli.oversight.supervision import services
from linli.oversight.supervision.models import Order, PolicyDocument

from .test_documents import map_all

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer"),
    pytest.mark.django_db(transaction=True),
]


def together(*acts: Callable[[], object]) -> list[str]:
    """Run all at the same moment; what became of each."""
    start, ends = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
            ends.append("done")
        except OutOfTurn:
            ends.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def test_a_document_is_confirmed_and_sent_and_answered_once(read: PolicyDocument, installed: Town) -> None:
    map_all(installed, read)
    office, once = installed.office, ["done", "too late", "too late"]
    confirm = partial(services.confirm, actor=office, document_id=read.pk, at=MONDAY)
    assert together(confirm, confirm, confirm) == once
    assert Case.objects.count() == 3
    send = partial(services.send_all, actor=office, document_id=read.pk, due_on=date(2027, 2, 15), at=MONDAY)
    assert together(send, send, send) == once
    case = Case.objects.earliest("pk")
    order = services.issue_order(
        actor=office, case_id=case.pk, text="请答复", reply_due_on=date(2026, 11, 20), at=MONDAY
    )
    answer = partial(services.reply_order, number=order.number, text="已办", at=MONDAY)
    acts = [partial(answer, actor=installed.clerk(unit)) for unit in ("住建局", "安堂", "北村")]
    assert together(*acts) == once
    assert Step.objects.filter(case=case, kind="note").count() == 1
    assert Order.objects.get().replied_at == MONDAY
    assert audit.verify() is None
