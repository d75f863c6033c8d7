from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import Actor
from linli.kernel.refusals import require

from . import queries, rules
from .models import Message
from .terms import State

log = logging.getLogger("linli.outbox")


class Channel(Protocol):
    """A way out of the house. `deliver` raises when it could not; `key` lets the receiver drop a second copy."""

    name: str

    def check_config(self) -> list[str]:
        """What is missing in the settings, in words for an operator; empty: ready."""

    def deliver(self, message: Message, *, at: datetime) -> None: ...


_channels: dict[str, Channel] = {}


def register(channel: Channel) -> None:
    _channels[channel.name] = channel


def channels() -> tuple[Channel, ...]:
    return tuple(_channels.values())


@dataclass(frozen=True, slots=True)
class Letter:
    """What to tell whom: `to` is `user:7`, `unit:12` or an address; `key` is unique for ever."""

    channel: str
    to: str
    subject: str
    key: str
    body: str = ""
    link: str = ""


def send(*, actor: Actor, letters: Iterable[Letter], at: datetime) -> int:
    """Put letters into the outbox, inside the caller's transaction; a key that is already there is left alone."""
    del actor  # whoever may do the act may tell of it; the act itself is audited
    rows = [
        Message(
            channel=letter.channel,
            to=letter.to,
            subject=letter.subject[:200],
            body=letter.body,
            link=letter.link,
            key=letter.key,
            created_at=at,
            next_at=at,
        )
        for letter in letters
    ]
    if rows:
        Message.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def deliver_due(*, actor: Actor, clock: Callable[[], datetime], limit: int = 100) -> int:
    """Deliver what is due, each message in a transaction of its own; returns how many were tried.

    A delivery and its mark stand in one transaction: what the inbox holds is there exactly once. A receiver outside
    the database can see a message again after a crash, and tells it by its key.
    """
    del actor
    tried = 0
    while tried < limit and _deliver_next(clock()):
        tried += 1
    return tried


def _deliver_next(at: datetime) -> bool:
    with transaction.atomic():
        waiting = Message.objects.filter(state=State.PENDING, next_at__lte=at).order_by("next_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True)
        message = waiting.first()
        if message is None:
            return False
        message.attempts += 1
        try:
            with transaction.atomic():
                _channels[message.channel].deliver(message, at=at)
        except DatabaseError:
            raise
        except Exception as error:
            _put_back(message, error, at)
        else:
            message.state, message.sent_at, message.error = State.SENT, at, ""
        message.save(update_fields=["state", "sent_at", "attempts", "next_at", "error"])
    return True


def _put_back(message: Message, error: Exception, at: datetime) -> None:
    """A failed channel never fails the case: note the kind of error (never its text: it may hold a name), try later."""
    message.error = type(error).__name__
    wait = rules.backoff(message.attempts)
    if wait is None:
        message.state = State.FAILED
    else:
        message.next_at = at + wait
    log.warning("message %s over %s failed: %s", message.pk, message.channel, message.error)


@transaction.atomic
def mark_read(*, actor: Actor, item_ids: list[int], at: datetime) -> int:
    """Someone has read items of his own or of his unit's inbox."""
    return queries.items_of(actor).filter(pk__in=item_ids, read_at=None).update(read_at=at)


@transaction.atomic
def retry(*, actor: Actor, message_id: int, at: datetime) -> None:
    """An operator tries a given-up message again."""
    require(actor.holds("system.configure"), _("Only the system administrator may do that."))
    Message.objects.filter(pk=message_id, state=State.FAILED).update(state=State.PENDING, attempts=0, next_at=at)
