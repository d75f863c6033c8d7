"""Modules enter each other through their shared rooms only; services look alike everywhere."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from types import ModuleType

import grimp
import pytest

from tests.architecture.tree import SOURCES, calls, imports, python_files, said

SHARED = {"services", "queries", "permissions", "events", "rules", "terms", "procedures"}
MODULES = ("kernel.audit", "kernel.calendar", "kernel.outbox", "kernel.packs")
FLOORS = ("registry", "engines", "domains", "oversight", "doors")
PLAIN = {"linli.engines.standards"}  # plain Python without rooms: its packages are its doors
# Called once when the process starts, by nobody: they register, they do not act.
NOT_ACTS = {"linli.kernel.outbox.services": {"register", "channels"}}


def _home(name: str) -> tuple[str, str]:
    """(module, room) of a dotted name; an empty module where no walls stand (kernel files, shell, config)."""
    _linli, floor, *rest = [*name.split("."), "", ""]
    module = f"linli.{floor}.{rest[0]}"
    if floor in FLOORS or f"{floor}.{rest[0]}" in MODULES:
        return module, rest[1]
    return "", ""


def test_modules_enter_each_other_through_shared_rooms_only() -> None:
    graph = grimp.build_graph("linli", cache_dir=None, exclude_type_checking_imports=True)
    trespasses = []
    for importer in sorted(graph.modules):
        if ".tests" in importer or ".migrations" in importer:
            continue
        for imported in sorted(graph.find_modules_directly_imported_by(importer)):
            module, room = _home(imported)
            if not module or module in PLAIN or importer.startswith(module):
                continue
            if room not in SHARED | {""} and not (room == "urls" and importer == "linli.config.urls"):
                trespasses.append(f"{importer} -> {imported}")
    assert trespasses == []


def _services() -> Iterator[ModuleType]:
    for path in sorted([*SOURCES.glob("*/*/services.py"), *SOURCES.glob("*/*/services/__init__.py")]):
        parts = path.relative_to(SOURCES.parent).with_suffix("").parts
        yield importlib.import_module(".".join(p for p in parts if p != "__init__"))


def _public(module: ModuleType) -> Iterator[tuple[str, Callable[..., object]]]:
    """Functions that other modules may call: of this module, or what the folder's front page names."""
    front = getattr(module, "__all__", None)
    for name, thing in vars(module).items():
        if name.startswith("_") or not inspect.isfunction(thing):
            continue
        ours = thing.__module__ == module.__name__ or (front is not None and name in front)
        if ours and name not in NOT_ACTS.get(module.__name__, ()):
            yield name, thing


@pytest.mark.parametrize("module", list(_services()), ids=lambda module: module.__name__)
def test_a_service_names_its_actor_first_and_everything_else(module: ModuleType) -> None:
    odd = []
    for name, function in _public(module):
        parameters = list(inspect.signature(function).parameters.values())
        named = all(one.kind in (one.KEYWORD_ONLY, one.VAR_KEYWORD) for one in parameters)
        if not parameters or parameters[0].name != "actor" or not named:
            odd.append(name)
    assert odd == []


def test_a_folder_of_services_has_a_front_page() -> None:
    bare = [
        said(path)
        for path in sorted(SOURCES.glob("*/*/services/__init__.py"))
        if "__all__" not in path.read_text()
    ]
    assert bare == []


def test_nobody_listens_to_signals() -> None:
    """Announcements go through `kernel.events`, so that one table shows who listens to what.

    Telling a library by its own signal is no listening.
    """
    listening = ("django.dispatch", "django.db.models.signals", "django.core.signals")
    found = []
    for path in python_files():
        names = {name.rsplit(".", 1)[-1]: name for name, _node in imports(path)}
        found += [said(path, node) for name, node in imports(path) if name.startswith(listening)]
        found += [
            said(path, node)
            for name, node in calls(path)
            if name.endswith(".connect") and ".signals" in names.get(name.split(".")[0], "")
        ]
    assert found == []


def test_no_module_has_a_room_for_everything() -> None:
    vague = {"utils", "helpers", "common", "misc", "manager", "managers", "base", "tools"}
    assert [said(p) for p in python_files() if p.stem in vague or vague & set(p.parent.parts)] == []


def test_only_the_wiring_listens() -> None:
    listeners = [
        said(path, node)
        for path in python_files()
        for name, node in imports(path)
        if name == "linli.kernel.events.listen"
    ]
    assert {place.rsplit(":", 1)[0] for place in listeners} == {"src/linli/journeys/wiring.py"}
