"""The packs come into force: posts for the registry, procedures and routes for the engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from linli.engines.cases import services as cases
from linli.kernel.actors import Actor
from linli.kernel.areas import normalise
from linli.kernel.clock import day_of
from linli.kernel.packs import Packs
from linli.kernel.refusals import RuleBroken
from linli.registry.organisations import queries as organisations
from linli.registry.organisations import services as registry


def install(*, actor: Actor, packs: Packs, at: datetime) -> dict[str, int]:
    """Install what is new; running twice changes nothing. Returns how many posts and procedures were looked at."""
    posts = [post for file in packs.of_kind("posts") for post in file.data["posts"]]
    registry.load_posts(actor=actor, posts=posts, at=at)
    fresh = sum(cases.install(actor=actor, data=file.data, at=at) for file in packs.of_kind("procedures"))
    rows = [row for file in packs.of_kind("routes") for row in file.data]
    return {
        "posts": len(posts),
        "new_procedures": fresh,
        "routes": load_routes(actor=actor, rows=rows, at=at),
    }


def load_routes(*, actor: Actor, rows: Iterable[dict[str, Any]], at: datetime) -> int:
    """Rows of procedure, category, area, unit (a name or short name in that area or above), flags separated by `;`."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        tables[row["procedure"]].append(
            {
                "category": row.get("category", ""),
                "area_code": row.get("area", ""),
                "flags": [flag for flag in row.get("flags", "").split(";") if flag],
                "organisation_id": _unit(row["unit"], row.get("area", ""), at),
            }
        )
    return sum(
        cases.replace_routes(actor=actor, procedure=procedure, rows=table, source="packs", at=at)
        for procedure, table in tables.items()
    )


def _unit(name: str, area: str, at: datetime) -> int:
    scope = normalise(area)[:9].ljust(12, "0") if area else ""
    found = organisations.named(name, on=day_of(at), area_code=scope).first()
    if found is None:
        raise RuleBroken(f"no unit is called {name!r} in {area or 'the country'}")
    return found.pk
