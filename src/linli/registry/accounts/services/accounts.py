from __future__ import annotations

import secrets
from datetime import datetime
from typing import NamedTuple

from allauth.mfa.models import Authenticator
from axes.utils import reset as forget_failures
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.events import publish
from linli.kernel.refusals import OutOfTurn, RuleBroken, require
from linli.registry.accounts import permissions, rules
from linli.registry.accounts.events import UserDisabled
from linli.registry.accounts.models import User

from .chain import locked, note

ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-+="
ONE_TIME_LENGTH = 14


class Issued(NamedTuple):
    """An account and the password that is shown once and kept nowhere; empty where one was given."""

    user: User
    password: str


@transaction.atomic
def create_user(
    *, actor: Actor, username: str, display_name: str, email: str = "", password: str = "", at: datetime
) -> Issued:
    """Open an account. Only the installation itself (SYSTEM) may choose the password; else one is issued."""
    require(permissions.may_keep_accounts(actor), _("Only the system administrator opens accounts."))
    if password:
        require(actor == SYSTEM, _("The password of another person is issued, not chosen."))
    user = User(
        username=User.normalize_username(username.strip()),
        display_name=display_name.strip(),
        email=email.strip(),
    )
    issued = _set_password(user, password, at)
    _clean(user)
    user.save()
    note(actor, user, "created", {}, at, first=True)
    return Issued(user, issued)


@transaction.atomic
def disable_user(*, actor: Actor, user: User, at: datetime) -> User:
    """Close an account. Its sessions end at once and its password is gone for good."""
    require(permissions.may_keep_accounts(actor), _("Only the system administrator closes accounts."))
    if actor.user_id == user.pk:
        raise RuleBroken(_("You cannot close your own account."), remedy=_("Ask another administrator."))
    user = locked(actor, user, at)
    if not user.is_active:
        raise OutOfTurn(_("This account is closed already."))
    user.is_active = False
    user.set_unusable_password()
    user.save()
    note(actor, user, "closed", {}, at)
    publish(UserDisabled(user_id=user.pk))
    return user


@transaction.atomic
def enable_user(*, actor: Actor, user: User, at: datetime) -> Issued:
    """Open a closed account again, with a new password."""
    require(permissions.may_keep_accounts(actor), _("Only the system administrator opens accounts."))
    user = locked(actor, user, at)
    if user.is_active:
        raise OutOfTurn(_("This account is open already."))
    user.is_active = True
    issued = _set_password(user, "", at)
    user.save()
    note(actor, user, "reopened", {}, at)
    return Issued(user, issued)


@transaction.atomic
def reset_password(*, actor: Actor, user: User, at: datetime) -> Issued:
    """Issue a new password; sessions end at once, and it must be changed on the first sign-in."""
    require(permissions.may_grant(actor), _("Only the security administrator resets passwords."))
    if actor.user_id == user.pk:
        raise RuleBroken(_("Change your own password on your account page."))
    user = locked(actor, user, at)
    if not user.is_active:
        raise OutOfTurn(_("This account is closed."), remedy=_("The system administrator can open it again."))
    issued = _set_password(user, "", at)
    user.save()
    forget_failures(username=user.username)
    note(actor, user, "password_reset", {}, at)
    return Issued(user, issued)


@transaction.atomic
def change_password(*, actor: Actor, user: AbstractBaseUser, password: str, at: datetime) -> User:
    """A person's own change; the form has checked the old password and the rules of the new one."""
    require(actor.user_id == user.pk, _("Change only your own password."))
    if not isinstance(user, User):
        raise TypeError("not an account of this project")
    user.set_password(password)
    user.must_change_password = False
    user.password_changed_at = at
    user.save()
    note(actor, user, "password_changed", {}, at)
    return user


@transaction.atomic
def unlock(*, actor: Actor, user: User, at: datetime) -> User:
    """Forget the failed sign-ins of this account."""
    require(permissions.may_grant(actor), _("Only the security administrator unlocks accounts."))
    user = locked(actor, user, at)
    forget_failures(username=user.username)
    note(actor, user, "unlocked", {}, at)
    return user


@transaction.atomic
def reset_second_factor(*, actor: Actor, user: User, at: datetime) -> User:
    """Remove the authenticator app and the recovery codes, as after a lost phone."""
    require(permissions.may_grant(actor), _("Only the security administrator resets the second factor."))
    if actor.user_id == user.pk:
        raise RuleBroken(_("Change your own second factor on your account page."))
    user = locked(actor, user, at)
    Authenticator.objects.filter(user=user).delete()
    note(actor, user, "second_factor_reset", {}, at)
    return user


def _set_password(user: User, given: str, at: datetime) -> str:
    """Set `given`, or issue a password that must be changed; returns what was issued."""
    issued = "" if given else one_time_password()
    if given:
        _require_good(given, user)
    user.set_password(given or issued)
    user.must_change_password = bool(issued)
    user.password_changed_at = at
    return issued


def one_time_password() -> str:
    """Random, of at least three classes, without letters that look alike on paper."""
    while True:
        text = "".join(secrets.choice(ALPHABET) for _n in range(ONE_TIME_LENGTH))
        if rules.classes_of(text) >= rules.MIN_CLASSES and text.isascii() and text[0].isalnum():
            return text


def _require_good(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from error


def _clean(user: User) -> None:
    try:
        user.full_clean()
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from error
