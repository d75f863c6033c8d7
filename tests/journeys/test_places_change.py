"""When areas change, whoever oversees an area goes on seeing its cases."""

from __future__ import annotations

from datetime import timedelta

from linli.engines.cases import services as cases
from linli.engines.cases.queries import worklists
from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.registry.places import services as places
from linli.registry.places.rules import NewPlace
from tests.town import MONDAY, Town

REGISTRAR = Actor(user_id=99, name="民政", powers=frozenset({"places.edit", "organisations.edit"}))


def overseer(town: Town, area: str) -> Actor:
    return town.actor("镇政府", "cases.oversee", area=town.places[area].code)


def seen(actor: Actor) -> int:
    return len(worklists.page(actor, "area", worklists.Filters()).rows)


def test_a_merged_communitys_open_cases_are_found_in_the_one_that_took_it_over(installed: Town) -> None:
    case = cases.open_case(
        actor=installed.office,
        procedure="supervision.task",
        title="整治环境",
        area_id=installed.places["bei"].pk,
        at=MONDAY,
    )
    assert (seen(overseer(installed, "bei")), seen(overseer(installed, "an"))) == (1, 0)
    both = [installed.places["bei"].pk, installed.places["an"].pk]
    into = NewPlace(code="440500110009", name="安北社区")
    merged = places.merge(
        actor=REGISTRAR,
        places=both,
        into=into,
        on=day_of(MONDAY),
        reason="撤并",
        at=MONDAY + timedelta(hours=1),
    )
    installed.places["merged"] = merged
    assert seen(overseer(installed, "merged")) == 1
    case.refresh_from_db()
    assert case.version == 1


def test_a_community_that_moves_to_another_street_takes_its_cases_along(installed: Town) -> None:
    cases.open_case(
        actor=installed.office,
        procedure="supervision.task",
        title="整治环境",
        area_id=installed.places["bei"].pk,
        at=MONDAY,
    )
    assert (seen(overseer(installed, "town")), seen(overseer(installed, "other"))) == (1, 0)
    places.reparent(
        actor=REGISTRAR,
        place=installed.places["bei"].pk,
        parent=installed.places["other"].pk,
        on=day_of(MONDAY),
        reason="区划调整",
        at=MONDAY + timedelta(hours=1),
    )
    assert (seen(overseer(installed, "town")), seen(overseer(installed, "other"))) == (0, 1)
