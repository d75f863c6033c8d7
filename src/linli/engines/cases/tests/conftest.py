from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import count

import pytest
from django.test import Client
from tests.town import MONDAY, Town

from linli.engines.cases import services
from linli.engines.cases.models import Case
from linli.kernel.actors import SYSTEM
from linli.registry.accounts import services as accounts
from linli.registry.organisations.models import Post

_numbers = count(1)
CLERK = ("cases.handle",)
OFFICE = ("cases.handle", "cases.oversee", "cases.route", "cases.open", "supervision.plan")


@pytest.fixture
def sign_in(installed: Town) -> Callable[..., Client]:
    """A browser of somebody in a unit of the town, with exactly these powers."""

    def go(unit: str, *powers: str) -> Client:
        number = next(_numbers)
        post = Post.objects.create(code=f"post{number}", name_zh=f"岗位{number}", powers=list(powers))
        user = accounts.create_user(
            actor=SYSTEM,
            username=f"person{number}",
            display_name=f"人{number}",
            password="Lamp-oil-1987",
            at=MONDAY,
        ).user
        accounts.grant_mandate(
            actor=SYSTEM,
            user=user,
            post=post,
            organisation=installed.units[unit],
            starts_on=date(2020, 1, 1),
            at=MONDAY,
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return go


@pytest.fixture
def sent(installed: Town) -> Callable[..., Case]:
    """A task that has been sent to its lead and two assisting units."""

    def make(**more: object) -> Case:
        values = {
            "actor": installed.office,
            "procedure": "supervision.task",
            "title": "推进社区体育公园建设",
            "area_id": installed.places["town"].pk,
            "lead_id": installed.units["住建局"].pk,
            "assist_ids": [installed.units["安堂"].pk, installed.units["北村"].pk],
            "data": {"due_on": "2030-12-31"},
            "at": MONDAY,
        }
        case = services.open_case(**{**values, **more})
        return services.move(actor=installed.office, case_id=case.pk, name="send", at=MONDAY)

    return make
