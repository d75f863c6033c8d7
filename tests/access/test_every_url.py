"""Every address, every kind of person: who may open it, who may send to it; a refusal writes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from linli.kernel.clock import moment
from tests import lived_in

from .doors import PEOPLE, addresses, visitors
from .table import SENT, SHOWN

pytestmark = pytest.mark.django_db
BUDGET = 12
ISSUES_A_PASSWORD = ("accounts:reset_password", "keys")  # shown once, on the answer itself
REFUSED = {"in", "403", "404"}
WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "(?!django_session|axes_)', re.IGNORECASE)


def rows(table: str) -> dict[str, dict[str, str]]:
    lines = [line.split() for line in table.strip().splitlines()]
    assert lines[0] == list(PEOPLE)
    return {name: dict(zip(PEOPLE, cells, strict=True)) for name, *cells in lines[1:]}


@dataclass
class Heard:
    """What one request said to the database, and what of it changed a row."""

    queries: list[str] = field(default_factory=list)
    writes: list[str] = field(default_factory=list)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO")):
            self.queries.append(sql)
        result = execute(sql, params, many, context)
        if WRITES.match(sql) and context["cursor"].rowcount != 0:
            self.writes.append(sql)
        return result


@dataclass
class Town:
    where: dict[str, str]
    who: dict[str, Client]

    def ask(self, method: str, name: str, person: str) -> tuple[str, Heard]:
        """The status of one request; everything it did is taken back."""
        client, heard = self.who[person], Heard()
        cookies = client.cookies.copy()
        with transaction.atomic():
            with connection.execute_wrapper(heard):
                answer = getattr(client, method)(self.where[name])
            if answer.streaming:
                b"".join(answer.streaming_content)
            transaction.set_rollback(True)
        client.cookies = cookies
        to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")
        return "in" if to_sign_in else str(answer.status_code), heard


@pytest.fixture(scope="module")
def town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Town(addresses(lived_in.settle(at=moment())), visitors())
        transaction.set_rollback(True)


def test_every_address_stands_in_the_table(town: Town) -> None:
    assert set(rows(SHOWN)) == set(town.where)
    assert set(rows(SENT)) <= set(town.where)


def test_who_may_open_what_and_no_page_asks_the_database_too_often(town: Town) -> None:
    wrong = []
    for name, expected in rows(SHOWN).items():
        for person, status in expected.items():
            said, heard = town.ask("get", name, person)
            if said != status or len(heard.queries) > BUDGET or heard.writes:
                wrong.append(f"{name} {person}: {said}, {len(heard.queries)} queries, {heard.writes}")
    assert wrong == []


def test_who_may_send_what_and_a_refusal_writes_nothing(town: Town) -> None:
    shown, sent = rows(SHOWN), rows(SENT)
    wrong = []
    for name in town.where:
        for person in PEOPLE:
            said, heard = town.ask("post", name, person)
            expected = (
                {sent[name][person]} if name in sent else {"405", shown[name][person]} & {"405", *REFUSED}
            )
            may_write = said == "302" or (name, person) == ISSUES_A_PASSWORD
            if said not in expected or (heard.writes and not may_write):
                wrong.append(f"{name} {person}: {said} {[sql[:60] for sql in heard.writes]}")
    assert wrong == []


def test_only_what_is_meant_to_be_public_opens_without_signing_in(town: Town) -> None:
    opened = {name for name, row in rows(SHOWN).items() if row["anyone"] == "200"}
    assert opened == {
        "shell:home",
        "shell:preferences",
        "shell:help_list",
        "shell:help",
        "shell:healthz",
        "shell:readyz",
        "account_login",
    }
    assert rows(SHOWN)["account_logout"]["anyone"] == "302"


@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31", "2026-02-31", "明天"])
def test_no_day_breaks_a_page(town: Town, day: str) -> None:
    office = town.who["officer"]
    asked = {"start": day, "last": day, "since": day, "through": day, "list": "owned"}
    for path in ("/supervision/board/", "/supervision/board/tasks/", "/cases/"):
        assert office.get(path, asked).status_code == 200, path
    typed = {"title": "通报", "start": day, "last": day}
    assert office.post("/supervision/bulletins/new/", typed).status_code in (200, 302, 422)
