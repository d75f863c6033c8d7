"""A town to look at: places, units, people with capacities, and the Dayong task table on its way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from linli.kernel import packs
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.clock import day_of
from linli.kernel.refusals import RuleBroken
from linli.oversight.supervision.queries.documents import documents_visible_to
from linli.registry.accounts import queries as accounts
from linli.registry.accounts import services as sign_in
from linli.registry.organisations import queries as organisations
from linli.registry.organisations import services as registry
from linli.registry.places import services as places

from . import demonstration_tasks, packs_are_installed

SINCE = date(2018, 1, 1)
TOWN = "442000110000"
PASSWORD = "Linli-Demo-2026"  # printed on every start; a demonstration has no secrets
FOLDER = Path(__file__).resolve().parents[3] / "demo"

INSTALLER = Actor(name="system", powers=frozenset({"places.edit", "organisations.edit"}))


@dataclass(frozen=True, slots=True)
class Persona:
    username: str
    name: str
    posts: tuple[str, ...]


def personas(folder: Path = FOLDER) -> list[Persona]:
    """Who can sign in, as the folder says; needs no database."""
    return [
        Persona(one["username"], one["name"], tuple(f"{post} @ {unit}" for post, unit in one["holds"]))
        for one in _people(folder)
    ]


def build(*, at: datetime, folder: Path = FOLDER) -> None:
    """Make the town in an empty database, its task table on the way; a second call changes nothing."""
    settle(at=at, folder=folder)
    planner = accounts.user_named("wangmin")
    assert planner is not None
    actor = accounts.actor_for(planner, None, on=day_of(at))
    if not documents_visible_to(actor).exists():
        demonstration_tasks.play(packs=packs.installed(), area_code=TOWN, planner=actor, at=at)


def settle(*, at: datetime, folder: Path = FOLDER) -> None:
    """Places, units and people alone, with every pack in force; a second call changes nothing."""
    packs_are_installed.install(actor=SYSTEM, packs=packs.installed(), at=at)
    _import(places.import_csv, folder / "places.csv", at)
    _import(registry.import_csv, folder / "units.csv", at)
    for one in _people(folder):
        if accounts.user_named(one["username"]) is None:
            _person(one, at)


def _import(importing: Any, path: Path, at: datetime) -> None:
    report = importing(actor=INSTALLER, data=path.read_bytes(), source=path.name, at=at, valid_from=SINCE)
    if report.rejected:
        raise RuleBroken(f"{path.name}: {report.rejected[0]}")


def _people(folder: Path) -> Iterator[dict[str, Any]]:
    found = YAML(typ="safe").load((folder / "people.yaml").read_text(encoding="utf-8"))
    yield from found["people"]


def _person(one: dict[str, Any], at: datetime) -> None:
    issued = sign_in.create_user(
        actor=SYSTEM, username=one["username"], display_name=one["name"], password=PASSWORD, at=at
    )
    for post, unit in one["holds"]:
        sign_in.grant_mandate(
            actor=SYSTEM,
            user=issued.user,
            post=organisations.posts().get(code=post),
            organisation=organisations.named(unit, on=day_of(at), area_code=TOWN).get(),
            starts_on=SINCE,
            at=at,
        )
