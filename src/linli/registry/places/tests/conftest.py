from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client

from linli.kernel.actors import Actor
from linli.kernel.clock import moment
from linli.registry.places import services
from linli.registry.places.models import Place
from linli.registry.places.rules import NewPlace

START = date(2020, 1, 1)
AT = datetime(2024, 5, 1, 4, tzinfo=UTC)
KEEPER = Actor(user_id=1, name="梁册", powers=frozenset({"places.edit"}))
READER = Actor(user_id=2, name="何看", area_code="442000103000")


def add(code: str, name: str, **more: object) -> Place:
    new = NewPlace(code=code, name=name, **more)  # type: ignore[arg-type]
    return services.add_place(actor=KEEPER, new=new, valid_from=START, at=AT)


@pytest.fixture
def town(db: None) -> dict[str, Place]:
    """A province, a city without counties, two towns, two communities, a village and a grid."""
    return {
        "province": add("44", "岭东省"),
        "city": add("4420", "香山市"),
        "town": add("442000103", "木棉镇"),
        "other": add("442000104", "荔枝镇"),
        "south": add("442000103001", "南文社区", committee_kind="residents", households=2500),
        "north": add("442000103002", "北文社区", committee_kind="residents", households=900),
        "village": add("442000103201", "旗北村", committee_kind="villagers", households=700),
        "grid": add("442000103001001", "南文第一网格"),
    }


@pytest.fixture
def sign_in(client: Client, db: None) -> Callable[..., Client]:
    """Somebody with these powers in this area (a place, or the whole country)."""

    def go(*powers: str, area: Place | None = None) -> Client:
        user = get_user_model().objects.create(
            username="li", display_name="李册", password_changed_at=moment()
        )
        names = {"code": "keeper", "name_zh": "册籍员", "powers": list(powers)}
        post = apps.get_model("organisations", "Post").objects.create(**names)
        office = apps.get_model("organisations", "Organisation").objects.create(
            name="民政办", kind="department", area=area, valid_from=START
        )
        given = {"user": user, "post": post, "organisation": office, "starts_on": START}
        apps.get_model("accounts", "Mandate").objects.create(**given)
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return go
