"""Every way a clerk can get a procedure wrong is told, with the place in the file."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from linli.engines.cases.rules.procedure import compile_procedure
from linli.engines.cases.rules.soundness import flaws
from linli.engines.cases.rules.teaching import TAUGHT, Taught, effect
from linli.kernel import packs

GOOD: dict[str, Any] = {
    "name": "test.plain",
    "version": 1,
    "title": {"zh": "测试"},
    "prefix": "T",
    "opened_with": "cases.open",
    "first": "new",
    "opening": ["tell"],
    "fields": {"type": "object", "properties": {"due_on": {"type": "string"}}},
    "parties": {
        "office": {"title": {"zh": "办"}, "who": "owner"},
        "units": {"title": {"zh": "位"}, "who": "part"},
    },
    "stages": {
        "new": {"title": {"zh": "新"}},
        "at": {"title": {"zh": "办"}},
        "end": {"title": {"zh": "完"}, "ends": True},
    },
    "moves": [
        {
            "name": "go",
            "title": {"zh": "去"},
            "from": "new",
            "to": "at",
            "by": "office",
            "guards": "may",
            "effects": "tell",
        },
        {"name": "stop", "title": {"zh": "停"}, "from": "at", "to": "end", "by": "office"},
        {
            "name": "take",
            "title": {"zh": "收"},
            "on": "part",
            "from": "offered",
            "to": "accepted",
            "by": "units",
            "while": "at",
        },
    ],
    "clocks": {
        "time": {
            "title": {"zh": "时"},
            "limit": {"amount": 3, "unit": "workday"},
            "runs_in": "at",
            "pauses_in": "new",
            "late": [{"do": "tell"}],
        }
    },
    "joins": [{"when": {"all": "replied"}, "from": "at", "to": "end"}],
}
KNOWN = Taught(guards={"may": print}, effects={"tell": print})
Change = Callable[[dict[str, Any]], object]


def found(change: Change) -> tuple[dict[str, Any], list[tuple[tuple[str | int, ...], str]]]:
    data = deepcopy(GOOD)
    change(data)
    return data, [(flaw.path, flaw.message) for flaw in flaws(compile_procedure(data), KNOWN)]


def test_a_sound_procedure_has_no_flaw() -> None:
    assert found(lambda data: None)[1] == []


BAD: list[tuple[Change, tuple[str | int, ...], str]] = [
    (lambda d: d.update(first="nwe"), ("first",), "unknown stage 'nwe'"),
    (lambda d: d.update(opening=["tel"]), ("opening",), "unknown effect 'tel'"),
    (lambda d: d["moves"][0].update({"from": "nwe"}), ("moves", 0, "from"), "unknown stage 'nwe'"),
    (lambda d: d["moves"][0].update(to="att"), ("moves", 0, "to"), "unknown stage 'att'"),
    (lambda d: d["moves"][0].update(by="offic"), ("moves", 0, "by"), "unknown party 'offic'"),
    (lambda d: d["moves"][0].update(guards=["my"]), ("moves", 0, "guards"), "unknown guard 'my'"),
    (lambda d: d["moves"][0].update(effects="tel"), ("moves", 0, "effects"), "unknown effect 'tel'"),
    (lambda d: d["moves"][2].update({"while": ["ta"]}), ("moves", 2, "while"), "unknown stage 'ta'"),
    (lambda d: d["moves"][2].update({"from": "new"}), ("moves", 2, "from"), "unknown stage 'new'"),
    (
        lambda d: d["clocks"]["time"].update(runs_in="att"),
        ("clocks", "time", "runs_in"),
        "unknown stage 'att'",
    ),
    (lambda d: d["clocks"]["time"].update(on="part"), ("clocks", "time", "runs_in"), "unknown stage 'at'"),
    (
        lambda d: d["clocks"]["time"].update(pauses_in="x"),
        ("clocks", "time", "pauses_in"),
        "unknown stage 'x'",
    ),
    (
        lambda d: d["clocks"]["time"].update(late=[{"do": "x"}]),
        ("clocks", "time", "late"),
        "unknown effect 'x'",
    ),
    (lambda d: d["clocks"]["time"].pop("limit"), ("clocks", "time"), "a clock without a limit"),
    (lambda d: d["clocks"]["time"].update(until="due"), ("clocks", "time", "until"), "unknown field 'due'"),
    (lambda d: d["joins"][0].update({"from": "x"}), ("joins", 0, "from"), "unknown stage 'x'"),
    (lambda d: d["joins"][0].update(to="x"), ("joins", 0, "to"), "unknown stage 'x'"),
    (lambda d: d["joins"][0].update(when={"all": "done"}), ("joins", 0, "when"), "unknown stage 'done'"),
    (lambda d: d["stages"].update(lost={"title": {}}), ("stages", "lost"), "nothing leads to stage 'lost'"),
    (lambda d: d["stages"]["end"].pop("ends"), ("stages",), "no stage ends the procedure"),
    (
        lambda d: (d["stages"].update(trap={"title": {}}), d["moves"][0].update(to="trap")),
        ("stages", "trap"),
        "stage 'trap' never comes to an end",
    ),
    (
        lambda d: (
            d["stages"].update(gone={"title": {}, "ends": True}),
            d["moves"].append({"name": "x", "title": {}, "from": "end", "to": "gone", "by": "office"}),
        ),
        ("moves", 3),
        "move 'x' goes from one end to another",
    ),
    (lambda d: d["moves"][1].update(name="go"), ("moves", 1, "name"), "two moves are called 'go'"),
    (lambda d: d["moves"][1].update(carry="up"), ("moves", 1, "carry"), "only a move on a part can carry it"),
    (lambda d: d["moves"][1].update(by="units"), ("moves", 1, "by"), "nobody can make move 'stop'"),
]


@pytest.mark.parametrize(("change", "path", "words"), BAD, ids=[words for _change, _path, words in BAD])
def test_a_flaw_is_named_at_its_place(change: Change, path: tuple[str | int, ...], words: str) -> None:
    data, told = found(change)
    assert any(at == path and message.startswith(words) for at, message in told), told
    for at, _message in told:
        here: Any = data
        for step in at:
            here = here[step]  # the place is in the file


def test_a_slip_of_spelling_is_answered_with_the_right_name() -> None:
    data = deepcopy(GOOD)
    data["moves"][0]["by"] = "offce"
    (flaw,) = flaws(compile_procedure(data), KNOWN)
    assert flaw.hint == "Did you mean 'office'?"


def test_every_procedure_of_the_packs_is_sound() -> None:
    for file in packs.load().of_kind("procedures"):
        assert list(flaws(compile_procedure(file.data), TAUGHT)) == [], file.path


def test_two_modules_cannot_teach_the_same_name() -> None:
    with pytest.raises(ValueError, match=r"cases\.remind"):

        @effect("cases.remind")
        def remind_otherwise(situation: object) -> None: ...
