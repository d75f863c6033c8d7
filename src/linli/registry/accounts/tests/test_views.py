from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from axes.models import AccessAttempt
from django.test import Client
from django.urls import NoReverseMatch, reverse

from linli.kernel.actors import SYSTEM
from linli.kernel.audit.models import Entry
from linli.registry.accounts import services
from linli.registry.accounts.middleware import SEEN
from linli.registry.accounts.models import User
from linli.registry.accounts.urls import own, second, urlpatterns

from .conftest import AT, PASSWORD, Town

SignIn = Callable[..., Client]
NEW = "Well-water-2044"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def fail(client: Client, name: str, times: int) -> Any:
    answer = None
    for _n in range(times):
        answer = client.post("/accounts/login/", {"login": name, "password": "wrong-Wrong-1"})
    return answer


def acts(user: User) -> list[str]:
    return list(
        Entry.objects.filter(kind="account", key=str(user.pk))
        .order_by("sequence")
        .values_list("act", flat=True)
    )


def test_every_door_has_a_gate() -> None:
    for pattern in [*own, *second, *urlpatterns]:
        if getattr(pattern, "callback", None):
            assert pattern.callback.gate, pattern


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "socialaccount_signup"]
)
def test_doors_that_are_not_built(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signing_in_and_out(town: Town, client: Client, sign_in: SignIn) -> None:
    """The session gets a new key, and both ends stand in the chain."""
    user, _actor = town.holder("li", town.clerk)
    client.get("/accounts/login/")
    client.cookies["sessionid"] = "planted"
    sign_in(user)
    assert client.cookies["sessionid"].value != "planted"
    page = client.get("/accounts/me/").content.decode()
    assert "人li" in page
    assert "岗位clerk" in page
    client.post("/accounts/logout/")
    assert client.get("/accounts/me/").status_code == 302
    assert acts(user)[-2:] == ["signed_in", "signed_out"]


def test_a_wrong_password_says_nothing_about_the_name(town: Town, client: Client) -> None:
    town.user("li")
    known, unknown = fail(client, "li", 1), fail(client, "nobody", 1)
    said = [re.search(r'role="alert".*?</div>', page.content.decode(), re.S) for page in (known, unknown)]
    assert said[0]
    assert said[0].group() == said[1].group()
    assert known.status_code == unknown.status_code == 200


def test_five_failures_lock_the_account_for_half_an_hour(town: Town, client: Client) -> None:
    user = town.user("li")
    assert fail(client, "li", 4).status_code == 200
    page = fail(client, "li", 1)
    assert page.status_code == 429
    assert page.headers["Retry-After"] == "1800"
    right = client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    assert right.status_code == 429
    assert acts(user)[-2:] == ["locked_out", "locked_out"]
    assert acts(user).count("sign_in_failed") == 4
    _sec, security = town.holder("sec", town.grant)
    services.unlock(actor=security, user=user, at=AT)
    assert client.post("/accounts/login/", {"login": "li", "password": PASSWORD}).status_code == 302


@pytest.fixture
def two_steps(town: Town) -> tuple[User, str]:
    user, _actor = town.holder("li", town.clerk)
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return user, secret


def test_two_steps(two_steps: tuple[User, str], client: Client) -> None:
    """The password alone opens nothing; the computed code does."""
    user, secret = two_steps
    first = client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    assert first.url == "/accounts/second-step/authenticate/"
    assert client.get("/accounts/me/").status_code == 302
    assert client.get(first.url).status_code == 200
    assert client.post(first.url, {"code": code_of(secret)}).status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    assert acts(user)[-1] == "signed_in"


def test_nothing_typed_is_kept_with_the_failures(town: Town, client: Client, sign_in: SignIn) -> None:
    """The library that counts failures keeps the name it counts by, and no password or code."""
    user, _actor = town.holder("li", town.clerk)
    sign_in(user)
    client.post("/accounts/password/", {"oldpassword": "Not-it-at-1", "password1": NEW, "password2": NEW})
    fail(client, "nobody", 1)
    kept = AccessAttempt.objects.get(username="li")
    assert "Not-it" not in kept.post_data
    assert NEW not in kept.post_data


def test_guessing_codes_locks_like_guessing_passwords(two_steps: tuple[User, str], client: Client) -> None:
    user, secret = two_steps
    second_step = client.post("/accounts/login/", {"login": "li", "password": PASSWORD}).url
    answers = [client.post(second_step, {"code": "000000"}).status_code for _n in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post(second_step, {"code": code_of(secret)}).status_code == 429
    assert client.get("/accounts/me/").status_code == 302
    assert "locked_out" in acts(user)


def test_turning_the_second_step_on_and_off(
    town: Town, client: Client, sign_in: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    user, _actor = town.holder("li", town.clerk)
    sign_in(user)
    assert client.get("/accounts/second-step/").status_code == 200
    page = client.get("/accounts/second-step/app/on/")
    if page.status_code == 302:
        assert client.get(page.url).status_code == 200
        client.post(page.url, {"password": PASSWORD})
        page = client.get("/accounts/second-step/app/on/")
    secret = re.search(r'id="totp-key">(\w+)<', page.content.decode()).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/second-step/app/on/", {"code": code_of(secret)})
    assert answer.url == "/accounts/second-step/codes/"
    shown = client.get(answer.url).content.decode()
    assert len(re.findall(r"<li><code>\d+</code>", shown)) == 10
    assert client.get("/accounts/second-step/codes/download/").status_code == 200
    assert client.get("/accounts/second-step/codes/new/").status_code == 200
    assert client.get("/accounts/second-step/").status_code == 200
    assert client.get("/accounts/second-step/app/off/").status_code == 200
    client.post("/accounts/second-step/app/off/")
    assert not Authenticator.objects.filter(user=user).exists()
    assert {"second_factor_on", "second_factor_off"} <= set(acts(user))


def test_an_issued_password_must_be_changed_first(town: Town, client: Client, sign_in: SignIn) -> None:
    """Every page leads to the change; the new password differs and keeps the rules."""
    user, issued = services.create_user(actor=SYSTEM, username="li", display_name="李", at=AT)
    sign_in(user, issued)
    for address in ("/", "/accounts/me/", "/accounts/second-step/"):
        assert client.get(address).headers["Location"] == "/accounts/password/"
    assert client.get("/accounts/password/").status_code == 200

    def change(old: str, new: str) -> int:
        sent = {"oldpassword": old, "password1": new, "password2": new}
        return int(client.post("/accounts/password/", sent).status_code)

    assert change(issued, issued) == 200
    assert change(issued, "weakweakweak") == 200
    assert change("Not-it-at-1", NEW) == 200
    assert change(issued, NEW) == 302
    assert client.get("/accounts/me/").status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password
    assert acts(user)[-1] == "password_changed"


def test_passwords_may_be_made_to_expire(town: Town, client: Client, sign_in: SignIn, settings: Any) -> None:
    user, _actor = town.holder("li", town.clerk)
    sign_in(user)
    assert client.get("/accounts/me/").status_code == 200
    settings.PASSWORD_MAX_DAYS = 1
    User.objects.update(password_changed_at="2020-01-01T00:00Z")
    assert client.get("/accounts/me/").headers["Location"] == "/accounts/password/"


def test_idle_people_are_signed_out(town: Town, client: Client, sign_in: SignIn) -> None:
    user, _actor = town.holder("li", town.clerk)
    sign_in(user)
    client.get("/accounts/me/")
    session = client.session
    session[SEEN] = int(time.time()) - 29 * 60
    session.save()
    assert client.get("/accounts/me/").status_code == 200
    session = client.session
    session[SEEN] = int(time.time()) - 31 * 60
    session.save()
    answer = client.get("/accounts/me/")
    assert answer.headers["Location"] == "/accounts/login/?next=/accounts/me/"
    assert client.get("/accounts/me/").status_code == 302


def test_a_request_costs_three_queries(
    town: Town, client: Client, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    """Session, person, capacities; whatever a page shows comes on top."""
    user, _actor = town.holder("li", town.clerk)
    sign_in(user)
    client.get("/")
    with django_assert_max_num_queries(3):
        assert client.get("/preferences/").status_code == 200


def sign_in_as(client: Client, user: User) -> None:
    client.logout()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
