"""Clerks who are signed in: sessions made directly, so that a load test measures work and not password hashing."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from benchmarks import city
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import moment
from linli.registry.accounts import queries as accounts
from linli.registry.accounts import services as sign_in
from linli.registry.organisations import queries as organisations


@dataclass(frozen=True, slots=True)
class Clerk:
    """One browser: its cookie header, its unit, and the area it opens cases in."""

    cookie: str
    unit_id: int
    area_id: int


def clerks(count: int) -> list[Clerk]:
    """One clerk each in the first communities; made once, signed in anew every time."""
    at = moment()
    post = organisations.posts().get(code="window_clerk")
    units = organisations.committees_in(city.CITY, at.date()).order_by("pk")[:count]
    return [_clerk(f"load{index}", unit, post, at) for index, unit in enumerate(units)]


def _clerk(username: str, unit: object, post: object, at: object) -> Clerk:
    user = accounts.user_named(username)
    if user is None:
        user = sign_in.create_user(
            actor=SYSTEM, username=username, display_name="量度员", password="Load-Only-2026x", at=at
        ).user
        sign_in.grant_mandate(
            actor=SYSTEM, user=user, post=post, organisation=unit, starts_on=city.SINCE, at=at
        )
    user.must_change_password = False
    user.save()
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    csrf = "a" * 32
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={csrf}; language=zh-hans"
    return Clerk(cookie, unit.pk, unit.area_id)
