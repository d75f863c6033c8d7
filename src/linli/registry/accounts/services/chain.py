"""What every write on an account does first and last: lock its row, add to its chain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.clock import day_of
from linli.registry.accounts import queries
from linli.registry.accounts.models import User

KIND = "account"


def note(
    actor: Actor, user: User, act: str, data: Mapping[str, Any], at: datetime, *, first: bool = False
) -> None:
    """One entry in the chain of this account; the caller holds its row."""
    record(actor=actor, kind=KIND, key=str(user.pk), act=act, data=data, at=at, first=first)


def locked(actor: Actor, user: User, at: datetime) -> User:
    """The row for update, if the actor may see this person at all (NotFound otherwise)."""
    queries.person(actor, user.pk, on=day_of(at))
    return User.objects.select_for_update().get(pk=user.pk)
