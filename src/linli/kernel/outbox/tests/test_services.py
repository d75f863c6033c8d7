"""A message is neither lost nor told twice, and a broken channel hurts nobody else."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.checks import run_checks
from django.db import IntegrityError, OperationalError, connection, transaction

from linli.kernel.actors import ANYONE, SYSTEM, Actor
from linli.kernel.outbox import queries, services
from linli.kernel.outbox.adapters import Inbox
from linli.kernel.outbox.models import InboxItem, Message
from linli.kernel.outbox.services import Letter
from linli.kernel.refusals import NotAllowed, NotFound

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def send(*keys: str, channel: str = "inbox", to: str = "user:7") -> None:
    letters = [Letter(channel, to, f"关于{key}", key, "内容", "/cases/1/") for key in keys]
    services.send(actor=SYSTEM, letters=letters, at=NOW)


def deliver(at: datetime = NOW, limit: int = 100) -> int:
    return services.deliver_due(actor=SYSTEM, clock=lambda: at, limit=limit)


def state_of(key: str) -> tuple[str, int, str]:
    message = Message.objects.get(key=key)
    return message.state, message.attempts, message.error


def test_a_letter_reaches_the_inbox_and_is_read_once() -> None:
    send("a")
    reader, stranger = Actor(user_id=7), Actor(user_id=8)
    assert deliver() == 1 and deliver() == 0
    assert state_of("a") == ("sent", 1, "")
    item = queries.inbox(reader)[0]
    assert (item.subject, item.body, item.link, item.at) == ("关于a", "内容", "/cases/1/", NOW)
    assert queries.inbox(stranger) == []
    assert queries.unread_count(reader) == 1
    assert services.mark_read(actor=stranger, item_ids=[item.pk], at=NOW) == 0
    assert services.mark_read(actor=reader, item_ids=[item.pk], at=NOW) == 1
    assert services.mark_read(actor=reader, item_ids=[item.pk], at=NOW) == 0
    assert queries.unread_count(reader) == 0


def test_a_units_letter_is_read_by_whoever_acts_for_it_and_by_nobody_outside() -> None:
    send("a", to="unit:3")
    deliver()
    assert len(queries.inbox(Actor(user_id=1, organisation_id=3))) == 1
    for other in (Actor(user_id=1, organisation_id=4), Actor(user_id=1), ANYONE, SYSTEM):
        assert queries.inbox(other) == []


def test_a_key_stands_once_for_ever() -> None:
    send("a", "a")
    send("a")
    assert Message.objects.count() == 1
    deliver()
    send("a")
    deliver()
    assert InboxItem.objects.count() == 1


def test_what_is_rolled_back_is_never_told() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send("a")
        raise ZeroDivisionError
    assert deliver() == 0


def test_a_failing_channel_is_tried_again_later_and_later(post: Any) -> None:
    post.errors = [ConnectionError("王小明"), TimeoutError()]
    send("a", channel="post")
    assert deliver() == 1
    assert state_of("a") == ("pending", 1, "ConnectionError")  # the kind of error, not its text
    assert deliver(NOW + timedelta(seconds=59)) == 0
    assert deliver(NOW + timedelta(minutes=1)) == 1
    assert deliver(NOW + timedelta(minutes=2)) == 0
    assert deliver(NOW + timedelta(minutes=3)) == 1
    assert state_of("a") == ("sent", 3, "")
    assert post.taken == ["a"]


def test_after_ten_attempts_it_is_given_up_until_an_operator_tries_again(post: Any) -> None:
    post.errors = [ConnectionError()] * 10
    send("a", channel="post")
    at = NOW
    for _ in range(10):
        at += timedelta(hours=7)
        assert deliver(at) == 1
    assert deliver(at + timedelta(days=9)) == 0
    assert state_of("a") == ("failed", 10, "ConnectionError")
    failed = queries.given_up()[0]
    with pytest.raises(NotAllowed):
        services.retry(actor=Actor(user_id=1), message_id=failed.pk, at=at)
    operator = Actor(user_id=1, powers=frozenset({"system.configure"}))
    services.retry(actor=operator, message_id=failed.pk, at=at)
    assert deliver(at) == 1 and post.taken == ["a"]
    with pytest.raises(NotFound):
        services.retry(actor=operator, message_id=failed.pk, at=at)


@pytest.mark.parametrize("to", ["user:x", "user:", "nobody:3", "王", "user:99999999999999999999999"])
def test_a_poisoned_message_does_not_hold_up_those_behind_it(to: str) -> None:
    send("bad", to=to)
    send("good")
    assert deliver() == 2
    assert state_of("bad")[:2] == ("pending", 1)
    assert state_of("good")[0] == "sent"


def test_an_error_of_the_database_in_one_delivery_is_that_deliverys_error(post: Any) -> None:
    post.is_inside, post.errors = True, [IntegrityError()]
    send("bad", channel="post")
    send("good")
    assert deliver() == 2
    assert state_of("bad") == ("pending", 1, "IntegrityError")
    assert state_of("good")[0] == "sent"


def test_a_lost_database_stops_the_worker_and_costs_no_attempt(post: Any) -> None:
    post.is_inside, post.errors = True, [OperationalError()]
    send("a", channel="post")
    with pytest.raises(OperationalError):
        deliver()
    assert state_of("a") == ("pending", 0, "")


def test_an_unknown_channel_is_given_up_in_the_end() -> None:
    send("a", channel="pigeon")
    send("b")
    assert deliver() == 2
    assert state_of("a") == ("pending", 1, "UnknownChannel")
    for hours in range(1, 12):
        deliver(NOW + timedelta(hours=7 * hours))
    assert state_of("a") == ("failed", 10, "UnknownChannel")


class Crash(BaseException):
    """The process dies: nothing catches it."""


class CrashingInbox(Inbox):
    def __init__(self) -> None:
        self.crashes = 1

    def deliver(self, message: Message, *, at: datetime) -> None:
        super().deliver(message, at=at)
        if self.crashes:
            self.crashes -= 1
            raise Crash


@pytest.mark.django_db(transaction=True)
def test_a_crash_between_delivery_and_mark_leaves_one_inbox_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(services._channels, "inbox", CrashingInbox())
    send("a")
    with pytest.raises(Crash):
        deliver()
    assert InboxItem.objects.count() == 0
    assert deliver() == 1
    assert InboxItem.objects.count() == 1
    assert state_of("a") == ("sent", 1, "")


@pytest.mark.django_db(transaction=True)
def test_a_crash_of_an_outside_channel_is_repeated_after_its_backoff(post: Any) -> None:
    post.errors = [Crash()]
    send("a", channel="post")
    with pytest.raises(Crash):
        deliver()
    assert deliver() == 0
    assert deliver(NOW + timedelta(minutes=1)) == 1
    assert post.taken == ["a"]


def test_no_transaction_waits_for_a_mail_server(transactional_db: None, post: Any) -> None:
    seen = []
    post.deliver = lambda message, at: seen.append(connection.in_atomic_block)
    send("a", channel="post")
    deliver()
    assert seen == [False]


@pytest.mark.postgresql
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_deliver_each_message_once(post: Any) -> None:
    send(*(f"i{n}" for n in range(40)))
    send(*(f"p{n}" for n in range(40)), channel="post")
    start, tried = threading.Barrier(3), []

    def work() -> None:
        start.wait()
        tried.append(deliver())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(tried) == 80
    assert InboxItem.objects.count() == 40
    assert sorted(post.taken) == sorted(f"p{n}" for n in range(40))
    assert set(Message.objects.values_list("state", "attempts")) == {("sent", 1)}


def test_mail_carries_its_key_so_that_a_repeated_one_shows_once() -> None:
    send("k:1", channel="email", to="office@example.org")
    deliver()
    assert mail.outbox[0].extra_headers["Message-ID"] == "<k:1@linli>"
    assert mail.outbox[0].body == "内容\n\n/cases/1/"


def test_the_lag_is_how_long_the_oldest_due_message_waits() -> None:
    assert queries.lag(NOW) == 0.0
    send("a")
    assert queries.lag(NOW + timedelta(seconds=90)) == 90.0
    deliver()
    assert queries.lag(NOW + timedelta(seconds=90)) == 0.0


def test_what_a_channel_misses_shows_in_the_system_check(post: Any) -> None:
    found = [m for m in run_checks(include_deployment_checks=True) if m.id == "outbox.W001"]
    assert [(m.obj, m.msg) for m in found if m.obj == "post"] == [("post", "the post office is closed")]


def test_no_more_than_the_limit_is_tried() -> None:
    send(*"abcde")
    assert deliver(limit=3) == 3
    assert Message.objects.filter(state="pending").count() == 2
