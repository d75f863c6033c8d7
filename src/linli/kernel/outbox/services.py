from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import Actor
from linli.kernel.refusals import NotFound, require

from . import queries, rules
from .models import Message
from .terms import State

log = logging.getLogger("linli.outbox")


class Channel(Protocol):
    """A way out of the house. `deliver` raises when it could not; `key` lets the receiver drop a second copy.

    `is_inside`: it writes into this database and nowhere else.
    """

    name: str
    is_inside: bool

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
    """Put letters into the outbox, in the caller's transaction; a key that is there already is left alone."""
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
    """Deliver what is due, each message on its own; returns how many were tried.

    What goes into this database is delivered and marked in one transaction: it is there exactly once. What
    leaves the house is first put back by its back-off, then delivered outside any transaction (no lock waits
    for a mail server): after a crash in between its receiver sees it again, and tells it by its key.
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
        _put_back(message, at)
        channel = _channels.get(message.channel)
        if channel is None:
            _note(message, "UnknownChannel")
        elif channel.is_inside:
            _deliver(channel, message, at)
    if channel is not None and not channel.is_inside:
        _deliver(channel, message, at)
    return True


def _put_back(message: Message, at: datetime) -> None:
    """Until it is known to be delivered, this attempt counts as failed."""
    message.attempts += 1
    wait = rules.backoff(message.attempts)
    message.state = State.PENDING if wait else State.FAILED
    message.next_at = at + (wait or timedelta())
    message.save(update_fields=["state", "attempts", "next_at"])


def _deliver(channel: Channel, message: Message, at: datetime) -> None:
    """A failed channel hurts neither the case nor the messages behind; only a lost database stops the
    worker.
    """
    try:
        if channel.is_inside:
            with transaction.atomic():
                channel.deliver(message, at=at)
        else:
            channel.deliver(message, at=at)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        _note(message, type(error).__name__)
    else:
        message.state, message.sent_at, message.error = State.SENT, at, ""
        message.save(update_fields=["state", "sent_at", "error"])


def _note(message: Message, error: str) -> None:
    """Keep the kind of error, never its text: that may hold a name."""
    message.error = error
    message.save(update_fields=["error"])
    log.warning("message %s over %s failed: %s", message.pk, message.channel, error)


@transaction.atomic
def mark_read(*, actor: Actor, item_ids: list[int], at: datetime) -> int:
    """Someone has read items of his own or of his unit's inbox."""
    return queries.items_of(actor).filter(pk__in=item_ids, read_at=None).update(read_at=at)


@transaction.atomic
def retry(*, actor: Actor, message_id: int, at: datetime) -> None:
    """An operator tries a given-up message again."""
    require(actor.holds("system.configure"), _("Only the system administrator may do that."))
    failed = Message.objects.filter(pk=message_id, state=State.FAILED)
    if not failed.update(state=State.PENDING, attempts=0, next_at=at):
        raise NotFound(_("There is no such message that was given up."))
