"""The kinds of file that need no module: a document, its lists, its task table, its values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from linli.kernel import areas
from linli.kernel.packs import documents
from linli.kernel.packs.contents import PackFile, Packs
from linli.kernel.packs.findings import Finding
from linli.kernel.packs.kinds import Kind, register_kind

_SCHEMAS = Path(__file__).parent / "schemas"
_WORDS = {"type": "string", "minLength": 1}
Where = tuple[str | int, ...]

# The schema of a label, for every kind of file that shows words to people.
LABEL: dict[str, Any] = {
    "type": "object",
    "additionalProperties": False,
    "required": ["zh", "en"],
    "properties": {"zh": _WORDS, "zh_hant": _WORDS, "en": _WORDS},
}


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((_SCHEMAS / f"{name}.json").read_text(encoding="utf-8"))
    found.setdefault("$defs", {})["label"] = LABEL
    return found


def register() -> None:
    checks = {
        "document": documents.check_document,
        "lists": check_lists,
        "tasks": check_tasks,
        "parameters": check_parameters,
    }
    for name, check in checks.items():
        register_kind(Kind(name, f"{name}.yaml", schema(name), check))


def _twins(file: PackFile, names: Iterable[tuple[Where, str]]) -> Iterator[Finding]:
    first: dict[str, Where] = {}
    for where, name in names:
        if name in first:
            message = f"{name!r} stands twice, first in line {file.line_of(first[name])}"
            yield file.finding(where, message)
        first.setdefault(name, where)


def check_lists(file: PackFile, packs: Packs) -> Iterator[Finding]:
    lists = file.data["lists"]
    yield from _twins(file, ((("lists", index, "id"), each["id"]) for index, each in enumerate(lists)))
    cited = (
        (("lists", index, "articles", place), article)
        for index, each in enumerate(lists)
        for place, article in enumerate(each["articles"])
    )
    yield from documents.uncited(file, packs, cited)
    for index, each in enumerate(lists):
        listed = len(each["items"])
        if each["count"] != listed:
            yield file.finding(("lists", index, "count"), f"count is {each['count']}, the list has {listed}")
        if each.get("printed", listed) != listed and "remark" not in each:
            message = f"the document prints {each['printed']}, the list has {listed}: a remark must say why"
            yield file.finding(("lists", index, "printed"), message)


def check_tasks(file: PackFile, packs: Packs) -> Iterator[Finding]:
    table, tasks = file.data, file.data["tasks"]
    rows = ((("tasks", index, "no"), documents.row_id(table, task)) for index, task in enumerate(tasks))
    yield from _twins(file, rows)
    cited: list[tuple[Where, str]] = [(("table",), table["table"])]
    for index, task in enumerate(tasks):
        cited += [(("tasks", index, "articles", place), name) for place, name in enumerate(task["articles"])]
        for unit in task.get("leads", {"units": ()})["units"]:
            if unit not in task["units"]:
                where = ("tasks", index, "leads")
                yield file.finding(where, f"{unit!r} leads but is not among the units of the task")
    yield from documents.uncited(file, packs, cited)


def check_parameters(file: PackFile, packs: Packs) -> Iterator[Finding]:
    parameters = file.data["parameters"]
    names = ((("parameters", index, "name"), each["name"]) for index, each in enumerate(parameters))
    yield from _twins(file, names)
    cited: list[tuple[Where, str]] = []
    opening, own_area = documents.force(packs[file.pack])[0], documents.area(packs[file.pack])
    for index, each in enumerate(parameters):
        for place, value in enumerate(each["values"]):
            where = ("parameters", index, "values", place)
            if "article" in value:
                cited.append(((*where, "article"), value["article"]))
            for message in _value(value, opening, own_area):
                yield file.finding(where, message)
    yield from documents.uncited(file, packs, cited)


def _value(value: dict[str, Any], opening: date | None, own_area: str | None) -> Iterator[str]:
    if value["basis"] != "project default" and "article" not in value:
        yield f"a value whose basis is {value['basis']!r} cites its article"
    first = date.fromisoformat(value["from"]) if "from" in value else opening
    if first is None:
        yield "no 'from', and the pack's document has no day to take it from"
    elif "until" in value and date.fromisoformat(value["until"]) <= first:
        yield "'until' is not later than 'from'"
    if value.get("area"):
        try:
            areas.normalise(value["area"])
        except areas.BadCode as error:
            yield f"not an area code: {error}"
    elif "area" not in value and own_area is None:
        yield "no 'area', and the pack's document has no area code to take it from"
