from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.test import Client

from linli.kernel.actors import Actor
from linli.kernel.clock import moment
from linli.registry.organisations import services
from linli.registry.organisations.models import Organisation
from linli.registry.places.rules import NewPlace
from linli.registry.places.services import add_place

START = date(2020, 1, 1)
AT = datetime(2024, 5, 1, 4, tzinfo=UTC)
ON = date(2024, 5, 1)
TOWN = "442000103000"
KEEPER = Actor(user_id=1, name="梁册", powers=frozenset({"places.edit", "organisations.edit"}))
PLANNER = Actor(user_id=2, name="陈督", area_code=TOWN, powers=frozenset({"supervision.plan"}))
READER = Actor(user_id=3, name="何看", area_code=TOWN)

_PLACES = [
    ("44", "岭东省"),
    ("4420", "香山市"),
    ("442000103", "木棉镇"),
    ("442000103001", "南文社区"),
    ("442000103201", "旗北村"),
    ("442000104", "荔枝镇"),
    ("442000104001", "荔湖社区"),
]
_UNITS = [
    ("government", "木棉镇人民政府", "镇政府", "government", TOWN),
    ("organisation", "木棉镇党委组织办公室", "组织办", "party", TOWN),
    ("finance", "香山市财政局木棉分局", "财政分局", "department", TOWN),
    ("city_finance", "香山市财政局", "市财政局", "department", "442000000000"),
    ("women", "木棉镇妇女联合会", "妇联", "mass", TOWN),
    ("south", "南文社区居民委员会", "南文居委会", "residents_committee", "442000103001"),
    ("village", "旗北村村民委员会", "旗北村委会", "villagers_committee", "442000103201"),
    ("other", "荔湖社区居民委员会", "荔湖居委会", "residents_committee", "442000104001"),
]
Units = dict[str, Organisation]


@pytest.fixture
def units(db: None) -> Units:
    """Two towns of one city, offices of one town, and three committees."""
    places = {}
    for code, name in _PLACES:
        place = add_place(actor=KEEPER, new=NewPlace(code, name), valid_from=START, at=AT)
        places[place.code] = place
    return {
        key: services.add_organisation(
            actor=KEEPER,
            name=name,
            short_name=short,
            kind=kind,
            area=places[area].pk,
            valid_from=START,
            at=AT,
        )
        for key, name, short, kind, area in _UNITS
    }


@pytest.fixture
def sign_in(client: Client, db: None) -> Callable[..., Client]:
    """Somebody with these powers in this area (a place), or in the whole country."""

    def go(*powers: str, area: object = None) -> Client:
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
