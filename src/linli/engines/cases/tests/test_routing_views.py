"""Unrouted cases get a unit; the table is searched, checked and tried."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from tests.town import MONDAY, Town

from linli.engines.cases import services
from linli.engines.cases.models import Case
from linli.kernel.actors import SYSTEM

from .conftest import OFFICE

SignIn = Callable[..., Client]


@pytest.fixture
def unrouted(installed: Town) -> Case:
    return services.open_case(
        actor=SYSTEM,
        procedure="matter.general",
        title="南街路灯不亮",
        area_id=installed.places["an"].pk,
        owner_id=installed.units["组织办"].pk,
        at=MONDAY,
    )


def table(town: Town, unit: str) -> None:
    services.replace_routes(
        actor=SYSTEM,
        procedure="matter.general",
        rows=[{"area_code": "440500110000", "organisation_id": town.units[unit].pk}],
        source="table.csv",
        at=MONDAY,
    )


def test_an_unrouted_case_is_given_to_the_unit_a_person_chooses(
    sign_in: SignIn, unrouted: Case, installed: Town
) -> None:
    office = sign_in("组织办", *OFFICE)
    assert unrouted.number in office.get("/cases/?list=unrouted").content.decode()
    assert f"/cases/{unrouted.number}/route/" in office.get(f"/cases/{unrouted.number}/").content.decode()
    url = f"/cases/{unrouted.number}/route/"
    assert office.post(url, {"lead": ""}).status_code == 422
    assert office.post(url, {"lead": installed.units["住建局"].pk}).status_code == 302
    assert unrouted.parts.get().organisation == installed.units["住建局"]
    assert unrouted.number not in office.get("/cases/?list=unrouted").content.decode()
    assert office.post(url, {"lead": installed.units["住建局"].pk}).status_code == 422


def test_an_unrouted_case_asks_the_table_again(sign_in: SignIn, unrouted: Case, installed: Town) -> None:
    table(installed, "社会事务局")
    office = sign_in("组织办", *OFFICE)
    assert office.post(f"/cases/{unrouted.number}/route/", {"lead": ""}).status_code == 302
    assert unrouted.parts.get().organisation == installed.units["社会事务局"]


def test_the_table_is_searched_checked_and_tried(sign_in: SignIn, installed: Town) -> None:
    office = sign_in("组织办", *OFFICE)
    assert "440500110001" in office.get("/cases/routes/faults/").content.decode()
    table(installed, "社会事务局")
    assert "社会事务局" in office.get("/cases/routes/?words=社会").content.decode()
    assert "社会事务局" not in office.get("/cases/routes/?words=财政").content.decode()
    assert "440500110001" not in office.get("/cases/routes/faults/").content.decode()
    asked = "/cases/routes/try/?procedure=matter.general&area="
    assert "社会事务局" in office.get(asked + "440500110001").content.decode()
    assert "社会事务局" not in office.get(asked + "440500111001").content.decode()
    assert office.get(asked + "nonsense").status_code == 200
    assert office.get(asked + "990000").status_code == 200
    assert not Case.objects.exists()
