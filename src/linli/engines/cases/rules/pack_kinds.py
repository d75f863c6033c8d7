"""The files this engine reads from packs: procedures (checked for soundness), categories and routes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from linli.kernel.packs import Finding, Kind, PackFile, Packs

from .procedure import compile_procedure
from .schema import LABEL, PROCEDURE
from .soundness import flaws
from .teaching import TAUGHT

CATEGORY: dict[str, Any] = {
    "type": "object",
    "required": ["name", "title"],
    "properties": {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*$"},
        "title": LABEL,
        "article": {"type": "string"},
    },
    "additionalProperties": False,
}
CATEGORIES: dict[str, Any] = {
    "type": "object",
    "required": ["categories"],
    "properties": {"categories": {"type": "array", "items": CATEGORY}},
    "additionalProperties": False,
}


def _check_procedure(file: PackFile, packs: Packs) -> Iterator[Finding]:
    procedure = compile_procedure(file.data)
    for flaw in flaws(procedure, TAUGHT):
        yield file.finding(flaw.path, flaw.message, flaw.hint)
    for other in packs.of_kind("procedures"):
        if other.path != file.path and other.data["name"] == file.data["name"]:
            if (other.data["version"], other.path) < (file.data["version"], file.path):
                continue
            yield file.finding(
                ("name",), f"{file.data['name']!r} stands in {other.path} too", "Keep one of the two."
            )


def _check_categories(file: PackFile, packs: Packs) -> Iterator[Finding]:
    del packs
    seen: set[str] = set()
    for index, category in enumerate(file.data["categories"]):
        name = category["name"]
        if name in seen:
            yield file.finding(("categories", index, "name"), f"category {name!r} stands twice")
        if "." in name and name.rpartition(".")[0] not in seen:
            yield file.finding(
                ("categories", index, "name"), f"{name!r} comes before its parent", "Put the parent first."
            )
        seen.add(name)


KINDS = (
    Kind("procedures", "procedures/*.yaml", PROCEDURE, _check_procedure),
    Kind("categories", "categories.yaml", CATEGORIES, _check_categories),
    Kind(
        "routes",
        "routes.csv",
        columns=("procedure", "category", "area", "unit"),
        optional=("flags", "source"),
    ),
)
