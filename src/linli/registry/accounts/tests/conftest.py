"""Personas: a district, a street in it, another district; three administrators and a case worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from linli.kernel.actors import SYSTEM, Actor
from linli.registry.accounts import queries, services
from linli.registry.accounts.models import Mandate, User
from linli.registry.organisations.models import Organisation, Post
from linli.registry.places.models import Place

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
PASSWORD = "Lamp-oil-1987"


def place(code: str, level: int, **filed: str) -> Place:
    return Place.objects.create(
        code=code, name=f"地{code}", level=level, valid_from=date(2000, 1, 1), **filed
    )


def organisation(name: str, area: Place | None) -> Organisation:
    return Organisation.objects.create(
        name=name, kind="street_office", area=area, valid_from=date(2000, 1, 1)
    )


def post(code: str, *powers: str) -> Post:
    return Post.objects.create(code=code, name_zh=f"岗位{code}", name_en=f"Post {code}", powers=list(powers))


@dataclass
class Town:
    """420101 is a district, 420101001 a street in it; 420102 is another district."""

    district: Organisation
    street: Organisation
    other: Organisation
    configure: Post
    grant: Post
    audit: Post
    clerk: Post

    def user(self, name: str) -> User:
        return services.create_user(
            actor=SYSTEM, username=name, display_name=f"人{name}", password=PASSWORD, at=AT
        ).user

    def mandate(self, user: User, post: Post, at: Organisation | None = None) -> Mandate:
        return services.grant_mandate(
            actor=SYSTEM, user=user, post=post, organisation=at or self.district, starts_on=DAY, at=AT
        )

    def holder(self, name: str, post: Post, at: Organisation | None = None) -> tuple[User, Actor]:
        user = self.user(name)
        self.mandate(user, post, at)
        return user, queries.actor_for(user, None, on=DAY)


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """A hash made to be slow would only slow the tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def town(db: None) -> Town:
    district = place("420101000000", 3, district="420101000000")
    street = place("420101001000", 4, district="420101000000", street="420101001000")
    other = place("420102000000", 3, district="420102000000")
    return Town(
        organisation("区政府", district),
        organisation("街道办", street),
        organisation("邻区政府", other),
        post("sysadmin", "system.configure"),
        post("secadmin", "security.grant"),
        post("auditor", "audit.read"),
        post("clerk", "cases.handle"),
    )


@pytest.fixture
def sign_in(client: Client) -> Callable[..., Client]:
    """Through the front door, with the password."""

    def go(user: User, password: str = PASSWORD) -> Client:
        answer = client.post("/accounts/login/", {"login": user.username, "password": password})
        assert answer.status_code == 302, answer.content.decode()
        return client

    return go
