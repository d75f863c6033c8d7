from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.checks import run_checks
from django.test import Client

from linli.kernel.actors import ANYONE, SYSTEM, Actor
from linli.kernel.audit.models import Entry
from linli.kernel.events import listen
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, Refusal, RuleBroken
from linli.registry.accounts import events, queries, services
from linli.registry.accounts.apps import posts_keep_apart
from linli.registry.accounts.models import User
from linli.registry.accounts.rules import classes_of

from .conftest import AT, DAY, PASSWORD, Town, post


def acts(user: User) -> list[str]:
    return list(
        Entry.objects.filter(kind="account", key=str(user.pk))
        .order_by("sequence")
        .values_list("act", flat=True)
    )


def test_an_opened_account_has_a_password_that_must_be_changed(town: Town) -> None:
    _user, actor = town.holder("sys", town.configure)
    user, password = services.create_user(actor=actor, username="li", display_name="李", at=AT)
    assert user.check_password(password)
    assert user.must_change_password
    assert classes_of(password) >= 3
    assert acts(user) == ["created"]


def test_nobody_chooses_the_password_of_another(town: Town) -> None:
    _user, actor = town.holder("sys", town.configure)
    with pytest.raises(NotAllowed):
        services.create_user(actor=actor, username="li", display_name="李", password=PASSWORD, at=AT)


@pytest.mark.parametrize("name", ["", "a b", "sys"])
def test_a_user_name_is_clean_and_single(town: Town, name: str) -> None:
    town.user("sys")
    with pytest.raises(RuleBroken):
        services.create_user(actor=SYSTEM, username=name, display_name="李", at=AT)


@pytest.mark.parametrize("weak", ["Ab1-", "lamplamplamp", "Password123", "Renzhang-1x"])
def test_weak_passwords_are_refused(town: Town, weak: str) -> None:
    """Too short, one class, common, like the user name."""
    with pytest.raises(RuleBroken):
        services.create_user(actor=SYSTEM, username="renzhang-1", display_name="张", password=weak, at=AT)


def test_a_closed_account_loses_its_sessions_and_its_password(town: Town) -> None:
    """Sessions do not come back to life when the account is opened again."""
    user, _actor = town.holder("li", town.clerk)
    _sys, system = town.holder("sys", town.configure)
    client = Client()
    client.post("/accounts/login/", {"login": "li", "password": PASSWORD})
    assert client.get("/accounts/me/").status_code == 200
    heard: list[events.UserDisabled] = []
    listen(events.UserDisabled, heard.append)
    services.disable_user(actor=system, user=user, at=AT)
    assert heard == [events.UserDisabled(user.pk)]
    assert client.get("/accounts/me/").status_code == 302
    with pytest.raises(OutOfTurn):
        services.disable_user(actor=system, user=user, at=AT)
    issued = services.enable_user(actor=system, user=user, at=AT)
    assert client.get("/accounts/me/").status_code == 302
    assert not issued.user.check_password(PASSWORD)
    assert acts(user)[-2:] == ["closed", "reopened"]


def test_administrators_do_not_help_themselves(town: Town) -> None:
    sys_user, system = town.holder("sys", town.configure)
    sec_user, security = town.holder("sec", town.grant)
    with pytest.raises(RuleBroken):
        services.disable_user(actor=system, user=sys_user, at=AT)
    with pytest.raises(RuleBroken):
        services.reset_password(actor=security, user=sec_user, at=AT)
    with pytest.raises(RuleBroken):
        services.reset_second_factor(actor=security, user=sec_user, at=AT)
    with pytest.raises(NotAllowed):
        grant(town, security, sec_user, town.audit)


def grant(town: Town, actor: Actor, user: User, what: object, **more: object) -> object:
    given = {"organisation": town.district, "starts_on": DAY, **more}
    return services.grant_mandate(actor=actor, user=user, post=what, at=AT, **given)


def open_account(actor: Actor) -> object:
    return services.create_user(actor=actor, username=f"n{actor.user_id}", display_name="新", at=AT)


def test_the_duties_of_administrators_are_separate(town: Town) -> None:
    """Each administrator can do his own part and nothing of the others'."""
    user = town.user("li")
    _s, system = town.holder("sys", town.configure)
    _t, security = town.holder("sec", town.grant)
    _u, auditor = town.holder("aud", town.audit)
    _v, clerk = town.holder("clerk", town.clerk)
    table = [
        (open_account, {system}),
        (lambda actor: services.unlock(actor=actor, user=user, at=AT), {security}),
        (lambda actor: services.reset_password(actor=actor, user=user, at=AT), {security}),
        (lambda actor: services.reset_second_factor(actor=actor, user=user, at=AT), {security}),
        (lambda actor: grant(town, actor, user, town.clerk), {security}),
        (lambda actor: services.disable_user(actor=actor, user=user, at=AT), {system}),
    ]
    for act, allowed in table:
        for actor in (system, security, auditor, clerk, ANYONE):
            if actor in allowed:
                act(actor)
            else:
                with pytest.raises(NotAllowed):
                    act(actor)


def test_granting_and_revoking(town: Town) -> None:
    user = town.user("li")
    _u, security = town.holder("sec", town.grant)
    given = grant(town, security, user, town.clerk)
    actor = queries.actor_for(user, None, on=DAY)
    assert actor.holds("cases.handle")
    assert (actor.mandate_id, actor.area_code) == (given.pk, "420101000000")
    services.revoke_mandate(actor=security, mandate=given, at=AT)
    assert queries.actor_for(user, given.pk, on=DAY).powers == frozenset()
    assert acts(user) == ["created", "mandate_granted", "mandate_revoked"]
    with pytest.raises(OutOfTurn):
        services.revoke_mandate(actor=security, mandate=given, at=AT)


def test_the_rules_speak_when_granting(town: Town) -> None:
    _u, security = town.holder("sec", town.grant)
    clerk, _a = town.holder("clerk", town.clerk)
    system, _b = town.holder("sys", town.configure)
    for user, what in (
        (clerk, town.configure),
        (system, town.grant),
        (system, town.clerk),
        (clerk, town.clerk),
    ):
        with pytest.raises(RuleBroken):
            grant(town, security, user, what)
    with pytest.raises(RuleBroken):
        grant(town, security, town.user("x"), post("mixed", "cases.read", "audit.read"))
    with pytest.raises(RuleBroken):
        grant(town, security, town.user("y"), town.clerk, ends_on=DAY)


def test_nobody_grants_or_takes_over_beyond_his_area(town: Town) -> None:
    """A street's administrator touches neither the district nor people who act there."""
    _u, street = town.holder("sec", town.grant, town.street)
    fresh = town.user("fresh")
    grant(town, street, fresh, town.clerk, organisation=town.street)
    with pytest.raises(NotAllowed):
        grant(town, street, fresh, town.clerk)
    with pytest.raises(NotAllowed):
        grant(town, street, town.user("z"), town.clerk, organisation=town.other)
    boss, _a = town.holder("boss", town.clerk)
    with pytest.raises(NotFound):
        services.reset_password(actor=street, user=boss, at=AT)
    assert list(queries.people_visible_to(street, on=DAY).values_list("username", flat=True)) == [
        "fresh",
        "sec",
        "z",
    ]
    assert queries.mandates_visible_to(street, on=DAY).count() == 2


def test_the_first_valid_capacity_unless_another_is_chosen(
    town: Town, django_assert_num_queries: object
) -> None:
    user = town.user("li")
    past = services.grant_mandate(
        actor=SYSTEM,
        user=user,
        post=town.clerk,
        organisation=town.other,
        starts_on=date(2020, 1, 1),
        ends_on=DAY,
        at=AT,
    )
    first, second = town.mandate(user, town.clerk), town.mandate(user, town.clerk, town.street)
    with django_assert_num_queries(1):
        assert queries.actor_for(user, None, on=DAY).mandate_id == first.pk
    assert queries.actor_for(user, second.pk, on=DAY).organisation_name == "街道办"
    assert queries.actor_for(user, past.pk, on=DAY).mandate_id == first.pk
    assert queries.actor_for(user, past.pk, on=DAY - timedelta(days=1)).mandate_id == past.pk


def test_failures_are_remembered_without_what_was_typed(town: Town) -> None:
    user = town.user("li")
    services.sign_in_failed(actor=ANYONE, username="li", locked=False, at=AT)
    services.sign_in_failed(actor=ANYONE, username="My-Secret-Pass1", locked=True, at=AT)
    assert acts(user)[-1] == "sign_in_failed"
    unknown = Entry.objects.get(kind="sign_in")
    assert unknown.act == "locked_out"
    assert "Secret" not in f"{unknown.key}{unknown.data}"


def test_the_check_finds_posts_that_mix(town: Town) -> None:
    assert posts_keep_apart(databases=["default"]) == []
    post("mixed", "cases.read", "system.configure")
    assert [found.id for found in run_checks(databases=["default"], tags=["database"])] == ["accounts.E001"]


def test_refusals_of_accounts_are_refusals() -> None:
    """Reading people without an administration is refused, not answered with an empty list."""
    with pytest.raises(Refusal):
        queries.people_visible_to(Actor(user_id=1), on=DAY)
