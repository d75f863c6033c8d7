"""Capacities: switching them, other people's, and what each administrator may open."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from linli.registry.accounts import queries
from linli.registry.accounts.models import User

from .conftest import DAY, Town
from .test_views import sign_in_as

SignIn = Callable[..., Client]


def test_switching_the_capacity(town: Town, client: Client, sign_in: SignIn) -> None:
    user = town.user("li")
    town.mandate(user, town.clerk)
    second_one = town.mandate(user, town.clerk, town.street)
    sign_in(user)
    assert "区政府" in client.get("/").content.decode()
    before = client.session.session_key
    assert client.post("/accounts/act-as/", {"mandate": second_one.pk}).status_code == 302
    assert client.session.session_key != before
    assert client.get("/").wsgi_request.actor.organisation_name == "街道办"


@pytest.mark.parametrize("wanted", ["foreign", "", "0", "x"])
def test_the_capacity_of_another_does_not_exist(
    town: Town, client: Client, sign_in: SignIn, wanted: str
) -> None:
    user, _actor = town.holder("li", town.clerk)
    _other, theirs = town.holder("sys", town.configure)
    sign_in(user)
    sent = str(theirs.mandate_id) if wanted == "foreign" else wanted
    assert client.post("/accounts/act-as/", {"mandate": sent}).status_code == 404
    assert client.get("/").wsgi_request.actor.powers == {"cases.handle"}


def test_what_each_persona_may_open(town: Town) -> None:
    """The table: who gets which status where."""
    target = town.user("target")
    personas = {"sys": town.configure, "sec": town.grant, "aud": town.audit, "clerk": town.clerk}
    people = {name: town.holder(name, post)[0] for name, post in personas.items()}
    table = {
        "/accounts/me/": (200, 200, 200, 200),
        "/accounts/people/": (200, 200, 403, 403),
        "/accounts/mandates/": (200, 200, 403, 403),
        f"/accounts/people/{target.pk}/": (200, 200, 403, 403),
        "/accounts/people/new/": (200, 403, 403, 403),
        f"/accounts/people/{target.pk}/mandates/new/": (403, 200, 403, 403),
        "/accounts/people/999999/": (404, 404, 403, 403),
    }
    for column, (name, user) in enumerate(people.items()):
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for address, expected in table.items():
            assert client.get(address).status_code == expected[column], (name, address)
    assert {Client().get(address).status_code for address in table} == {302}


def test_the_administrators_pages(town: Town, client: Client, sign_in: SignIn) -> None:
    """Open an account, grant, revoke, reset, unlock, close, open again: each through its page."""
    system, _a = town.holder("sys", town.configure)
    security, _b = town.holder("sec", town.grant)
    sign_in(system)
    page = client.post("/accounts/people/new/", {"username": "wang", "display_name": "王", "email": ""})
    wang = User.objects.get(username="wang")
    shown = re.search(r'id="one-time-password">([^<]+)<', page.content.decode()).group(1)
    assert wang.check_password(shown.replace("&#43;", "+"))
    assert "no-store" in page.headers["Cache-Control"]
    again = client.post("/accounts/people/new/", {"username": "wang", "display_name": "王", "email": ""})
    assert again.status_code == 200
    assert User.objects.filter(username="wang").count() == 1
    sign_in_as(client, security)
    granted = {
        "post": town.clerk.pk,
        "organisation": town.street.pk,
        "area_code": "420101001",
        "starts_on": "2026-01-01",
    }
    address = f"/accounts/people/{wang.pk}/mandates/new/"
    assert client.post(address, {**granted, "area_code": "777"}).status_code == 200
    assert client.post(address, granted).status_code == 302
    assert client.post(address, granted).status_code == 200
    mine = wang.mandates.get()
    assert "王" in client.get("/accounts/mandates/?q=wang").content.decode()
    for name in ("reset-password", "unlock", "reset-second-factor"):
        assert client.post(f"/accounts/people/{wang.pk}/{name}/").status_code in (200, 302)
    assert client.get(f"/accounts/people/{wang.pk}/").status_code == 200
    assert client.post(f"/accounts/mandates/{mine.pk}/revoke/").status_code == 302
    assert client.post(f"/accounts/mandates/{mine.pk}/revoke/").status_code == 404
    assert not queries.mandates_of(wang, DAY)
    sign_in_as(client, system)
    assert client.post(f"/accounts/people/{wang.pk}/close/").status_code == 302
    assert client.post(f"/accounts/people/{wang.pk}/reopen/").status_code == 200
    assert client.post(f"/accounts/people/{wang.pk}/unlock/").status_code == 403
