from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.registry.accounts.models import User

from .chain import note


@transaction.atomic
def signed_in(*, actor: Actor, user_id: int, at: datetime) -> None:
    _remember(actor, user_id, "signed_in", at)


@transaction.atomic
def signed_out(*, actor: Actor, user_id: int, at: datetime) -> None:
    _remember(actor, user_id, "signed_out", at)


@transaction.atomic
def second_factor_changed(*, actor: Actor, user_id: int, act: str, at: datetime) -> None:
    """`act`: second_factor_on, second_factor_off or recovery_codes_made."""
    _remember(actor, user_id, act, at)


@transaction.atomic
def sign_in_failed(*, actor: Actor, username: str, locked: bool, at: datetime) -> None:
    """Remember a failure. What was typed is kept only as the account it named, else as nothing at all."""
    act = "locked_out" if locked else "sign_in_failed"
    found = User.objects.filter(username=username).values_list("pk", flat=True).first()
    if found is None:
        record(actor=actor, kind="sign_in", key=secrets.token_hex(16), act=act, data={}, at=at, first=True)
    else:
        _remember(actor, found, act, at)


def _remember(actor: Actor, user_id: int, act: str, at: datetime) -> None:
    note(actor, User.objects.select_for_update().get(pk=user_id), act, {}, at)
