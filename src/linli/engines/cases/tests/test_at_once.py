"""Two people, two tickers, two requests at the same moment: real threads on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from tests.town import MONDAY, Town, build_town, install_procedures

from linli.engines.cases import services
from linli.engines.cases.models import Case, Part, Step
from linli.engines.cases.queries import procedures
from linli.engines.cases.rules.requests import Inputs
from linli.kernel.actors import SYSTEM
from linli.kernel.audit import queries as audit
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import OutOfTurn, Refusal

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def busy_town(transactional_db: None) -> Town:
    procedures.forget()
    town = build_town()
    install_procedures()
    return town


def at_once(*doings: Callable[[], Any]) -> list[Any]:
    """What each gave, or the error it raised."""
    start, results = threading.Barrier(len(doings)), [None] * len(doings)

    def run(index: int, doing: Callable[[], Any]) -> None:
        start.wait()
        try:
            results[index] = doing()
        except Exception as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def task(town: Town, **more: Any) -> Case:
    given: dict[str, Any] = {
        "actor": town.office,
        "procedure": "supervision.task",
        "title": "推进社区体育公园建设",
        "area_id": town.places["town"].pk,
        "lead_id": town.units["住建局"].pk,
        "data": {"due_on": "2026-11-20"},
        "at": MONDAY,
    }
    return services.open_case(**{**given, **more})


def test_one_key_sent_twice_at_once_is_one_case_and_one_number(busy_town: Town) -> None:
    found = at_once(*[lambda: task(busy_town, key="k")] * 4)
    assert {case.pk for case in found} == {Case.objects.get().pk}
    assert Case.objects.get().number.endswith("-0001")
    assert task(busy_town).number.endswith("-0002")  # the losers gave their numbers back
    assert audit.verify() is None


def test_numbers_are_unique_and_without_gaps(busy_town: Town) -> None:
    def open_some() -> None:
        for attempt in range(6):
            with suppress(Refusal):
                task(busy_town, data={"due_on": "2026-11-20"} if attempt % 3 else {"due_on": "someday"})

    at_once(*[open_some] * 4)
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert [int(number[-4:]) for number in numbers] == list(range(1, 17))


def test_the_same_move_by_two_people_happens_once(busy_town: Town) -> None:
    case = task(busy_town)

    def send() -> Case:
        return services.move(actor=busy_town.office, case_id=case.pk, name="send", at=MONDAY)

    found = at_once(send, send, send)
    assert sum(isinstance(each, Case) for each in found) == 1
    refused = [each for each in found if not isinstance(each, Case)]
    assert all(isinstance(each, OutOfTurn) and each.status == 409 for each in refused)
    assert Step.objects.filter(case=case, move="send").count() == 1
    assert Message.objects.count() == 1
    assert audit.verify() is None


def test_two_writers_who_saw_the_same_version_do_not_overwrite_each_other(busy_town: Town) -> None:
    case = services.move(actor=busy_town.office, case_id=task(busy_town).pk, name="send", at=MONDAY)

    def add(text: str) -> Callable[[], Case]:
        return lambda: services.move(
            actor=busy_town.office,
            case_id=case.pk,
            name="add_unit",
            at=MONDAY,
            expected_version=case.version,
            inputs=Inputs(unit_id=busy_town.units[text].pk),
        )

    found = at_once(add("安堂"), add("北村"))
    assert sum(isinstance(each, Case) for each in found) == 1, found
    assert sum(isinstance(each, OutOfTurn) for each in found) == 1
    assert Part.objects.filter(case=case, role="assist").count() == 1


def test_two_tickers_tell_of_a_deadline_once(busy_town: Town) -> None:
    for _ in range(5):
        services.move(actor=busy_town.office, case_id=task(busy_town).pk, name="send", at=MONDAY)
    late = MONDAY + timedelta(days=4, hours=14, minutes=31)
    found = at_once(*[lambda: services.tick(actor=SYSTEM, at=late)] * 3)
    assert all(isinstance(each, int) for each in found), found
    services.tick(actor=SYSTEM, at=late)
    assert Step.objects.filter(kind="clock").count() == 5
    assert set(Case.objects.values_list("level", flat=True)) == {2}
    assert services.tick(actor=SYSTEM, at=late) == 0
    assert audit.verify() is None


def test_ticking_and_moving_at_once_never_lock_each_other_out(busy_town: Town) -> None:
    cases = [task(busy_town) for _ in range(8)]
    for case in cases:
        services.move(actor=busy_town.office, case_id=case.pk, name="send", at=MONDAY)
    late = MONDAY + timedelta(days=4, hours=15)

    def accept_all() -> None:
        for case in cases:
            part = Part.objects.get(case=case)
            services.move(
                actor=busy_town.clerk("住建局"), case_id=case.pk, part_id=part.pk, name="accept", at=late
            )

    found = at_once(accept_all, *[lambda: services.tick(actor=SYSTEM, at=late)] * 3)
    assert found[0] is None, found
    assert all(isinstance(each, int) for each in found[1:]), found
    assert set(Case.objects.values_list("stage", flat=True)) == {"working"}
    assert audit.verify() is None
