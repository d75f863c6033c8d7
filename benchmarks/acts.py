"""What is measured in one process."""

from __future__ import annotations

import sys
from datetime import datetime
from random import Random
from time import perf_counter, process_time
from typing import Any

from django.db import connection

from benchmarks import city
from benchmarks.measuring import sample
from linli.engines.cases import services as cases
from linli.engines.cases.models import Case, Route
from linli.engines.cases.queries import routes, worklists
from linli.engines.cases.rules import routing
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.services import generation
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import moment
from linli.registry.organisations.queries import organisations_in
from linli.registry.places.queries import place

CATEGORIES = 200


def load(count: int) -> None:
    """Made-up cases and a routing table of 200 categories x 500 communities, and 10 categories x 10,000 grids."""
    at = moment()
    there = Case.objects.count()
    if there < count:
        began = perf_counter()
        generation.generate(actor=SYSTEM, count=count - there, seed=1, area=city.CITY, at=at)
        sys.stderr.write(f"{count - there} cases in {perf_counter() - began:.0f} s\n")
    if not Route.objects.exists():
        _load_routes(at)
    generation.prepare_statistics()


def _load_routes(at: datetime) -> None:
    units = list(organisations_in(city.CITY, on=at.date()).values_list("pk", flat=True))
    rows: list[dict[str, Any]] = [{"organisation_id": units[0]}]
    for s in range(1, city.STREETS + 1):
        for c in range(1, city.COMMUNITIES + 1):
            code = city.community_code(s, c)
            rows += [
                {
                    "category": f"k{k // 20}.c{k}",
                    "area_code": code,
                    "organisation_id": units[(s * c + k) % len(units)],
                }
                for k in range(CATEGORIES)
            ]
            rows += [
                {
                    "category": f"k0.c{k}",
                    "area_code": f"{code}{g:03d}",
                    "organisation_id": units[(c + g) % len(units)],
                }
                for g in range(1, 21)
                for k in range(10)
            ]
    cases.replace_routes(actor=SYSTEM, procedure="matter.general", rows=rows, source="benchmark", at=at)


def measure(times: int, random: Random) -> dict[str, Any]:
    at = moment()
    units = list(organisations_in(city.CITY, on=at.date()))
    spots = [place(city.community_code(s, c), on=at.date()).pk for s in range(1, 11) for c in (1, 25, 50)]
    opened: list[Case] = []
    rows: dict[str, Any] = {
        "database": connection.vendor,
        "cases": Case.objects.count(),
        "routes": Route.objects.count(),
        "loop_ms": _loop(),
    }

    def create(index: int) -> None:
        case = cases.open_case(
            actor=city.clerk(units[index % len(units)]),
            procedure="matter.general",
            title="路灯不亮请派人查看",
            text="三号楼东侧路灯连续三天不亮。",
            category=f"k{index % 10}.c{(index % 10) * 20 + index % 20}",
            area_id=random.choice(spots),
            data={"place": "三号楼东侧"},
            key=f"bench-{at.timestamp()}-{index}",
            at=moment(),
        )
        opened.append(case)

    rows["create"] = sample(create, times).row()
    by_id = {unit.pk: unit for unit in units}
    queue = iter([(case, part) for case in opened for part in case.parts.all()])

    def accept(index: int) -> None:
        case, part = next(queue)
        cases.move(
            actor=city.clerk(by_id[part.organisation_id]),
            case_id=case.pk,
            part_id=part.pk,
            name="accept",
            at=moment(),
        )

    rows["move"] = sample(accept, times - 1, warm=3).row()
    rows["life"] = sample(
        lambda index: one_life(index, units, by_id, spots, random), times // 2, warm=2
    ).row()
    rows |= _lists(units, times, random)
    rows["route"] = sample(lambda index: _route(random), times).row()
    return rows


def _loop() -> float:
    """A fixed loop of plain Python: how fast this machine is at this moment (shared cores: 90 to 430 ms seen)."""
    began, total = process_time(), 0
    for number in range(3_000_000):
        total += number * number % 7
    return round((process_time() - began) * 1000)


def one_create(index: int, units: list[Any], by_id: dict[int, Any], spots: list[int], random: Random) -> None:
    """A routed case, as from a window."""
    del by_id
    cases.open_case(
        actor=city.clerk(units[index % len(units)]),
        procedure="matter.general",
        title="路灯不亮请派人查看",
        text="三号楼东侧路灯连续三天不亮。",
        category=f"k{index % 10}.c{(index % 10) * 20 + index % 20}",
        area_id=random.choice(spots),
        data={"place": "三号楼东侧"},
        at=moment(),
    )


def one_life(index: int, units: list[Any], by_id: dict[int, Any], spots: list[int], random: Random) -> None:
    """Create, accept, reply, close."""
    desk = city.clerk(units[index % len(units)])
    case = cases.open_case(
        actor=desk,
        procedure="matter.general",
        title="井盖松动",
        category="k3.c61",
        area_id=random.choice(spots),
        at=moment(),
    )
    part = case.parts.get()
    lead = city.clerk(by_id[part.organisation_id])
    for name, text in (("accept", ""), ("reply", "已更换井盖。")):
        cases.move(
            actor=lead, case_id=case.pk, part_id=part.pk, name=name, at=moment(), inputs=Inputs(text=text)
        )
    cases.move(actor=desk, case_id=case.pk, name="close", at=moment())


def _lists(units: list[Any], times: int, random: Random) -> dict[str, Any]:
    street = city.clerk(units[0], "cases.handle", "cases.oversee", "cases.route")
    names = worklists.worklists_of(street)

    def page(name: str, filters: worklists.Filters, after: str = "") -> None:
        unit = random.choice(units)
        actor = city.clerk(unit, "cases.handle", "cases.oversee", "cases.route")
        worklists.counts(actor, names)
        worklists.page(actor, name, filters, after=after)

    words = ("路灯", "井盖松动", "河边垃圾", "电梯", "三号楼")
    found = {
        f"list {name}": sample(lambda i, n=name: page(n, worklists.Filters()), times).row() for name in names
    }
    found["list area, words"] = sample(
        lambda i: page("area", worklists.Filters(words=words[i % len(words)])), max(20, times // 5)
    ).row()
    return found


def _route(random: Random) -> None:
    s, c, g = random.randrange(1, 11), random.randrange(1, 51), random.randrange(1, 21)
    code = city.community_code(s, c)
    chain = (f"{code}{g:03d}", code, city.street_code(s), "990101000000", city.CITY)
    k = random.randrange(CATEGORIES)
    routes.find(routing.Question("matter.general", f"k{k // 20}.c{k}", chain))
