"""Who may move, what joins do, how clocks follow stages, what a move lacks: tables, without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from linli.engines.cases.rules.flow import Turn, is_party, joined, possible, turn
from linli.engines.cases.rules.procedure import ClockSpec, Move, Party, compile_procedure
from linli.engines.cases.rules.requests import MAX_DAYS, Inputs, UnitLike, Upload, carries, missing
from linli.engines.cases.tests.test_soundness import GOOD
from linli.kernel.actors import ANYONE, SYSTEM, Actor


@dataclass
class OnePart:
    role: str
    stage: str
    organisation_id: int


@dataclass
class OneCase:
    stage: str = "at"
    owner_id: int | None = 1
    opened_by: int | None = 50


PARTS = [OnePart("lead", "accepted", 2), OnePart("assist", "offered", 3), OnePart("assist", "returned", 4)]


def actor(unit: int | None, *powers: str, user: int = 9) -> Actor:
    return Actor(user_id=user, organisation_id=unit, powers=frozenset(powers))


@pytest.mark.parametrize(
    ("who", "units"),
    [("owner", {1}), ("lead", {2}), ("assist", {3}), ("part", {3}), ("opener", set()), ("system", set())],
)
def test_a_party_is_a_relation_to_the_case_and_a_power(who: str, units: set[int]) -> None:
    party, case = Party("p", {}, who, "cases.handle"), OneCase()
    for unit in range(1, 6):
        for powers in (("cases.handle",), ("cases.oversee",), ()):
            expected = unit in units and powers == ("cases.handle",)
            assert is_party(party, actor(unit, *powers), case, PARTS, PARTS[1]) is expected, (unit, powers)


def test_the_opener_is_a_person_and_the_system_is_nobody() -> None:
    case = OneCase()
    opener, system = Party("p", {}, "opener"), Party("p", {}, "system")
    assert is_party(opener, actor(7, user=50), case, PARTS, None)
    assert not is_party(opener, actor(7, user=51), case, PARTS, None)
    assert is_party(system, SYSTEM, case, PARTS, None)
    assert not is_party(system, Actor(user_id=1, name="system"), case, PARTS, None)
    nobodys = OneCase(owner_id=None, opened_by=None)
    for who in ("owner", "lead", "assist", "part", "opener", "system"):
        assert not is_party(Party("p", {}, who), ANYONE, nobodys, PARTS, None), who


def test_possible_moves_name_the_part_they_are_made_on() -> None:
    procedure = compile_procedure(GOOD)
    found = [(move.name, index) for move, index in possible(procedure, OneCase(), PARTS, actor(3))]
    assert found == [("take", 1)]
    assert possible(procedure, OneCase(stage="new"), PARTS, actor(3)) == []
    assert [move.name for move, _index in possible(procedure, OneCase(), PARTS, actor(1))] == ["stop"]


@pytest.mark.parametrize(
    ("when", "stages", "target"),
    [
        ({"all": "replied"}, ["replied", "replied"], "end"),
        ({"all": "replied"}, ["replied", "accepted"], None),
        ({"all": "replied"}, ["replied", "returned"], "end"),
        ({"all": "replied"}, ["returned", "withdrawn"], None),
        ({"all": "replied"}, [], None),
        ({"lead": ["accepted", "replied"]}, ["accepted", "offered"], "end"),
        ({"lead": ["accepted", "replied"]}, ["returned", "accepted"], None),
    ],
)
def test_a_case_follows_the_parts_that_are_present(when: dict, stages: list[str], target: str | None) -> None:
    procedure = compile_procedure({**GOOD, "joins": [{"when": when, "from": "at", "to": "end"}]})
    parts = [OnePart("assist" if n else "lead", stage, n) for n, stage in enumerate(stages)]
    assert joined(procedure, "at", parts) == target
    assert joined(procedure, "new", parts) is None


@pytest.mark.parametrize(
    ("stage", "state", "expected"),
    [
        ("runs", None, Turn.START),
        ("runs", "running", Turn.NOTHING),
        ("runs", "paused", Turn.RESUME),
        ("runs", "stopped", Turn.RESUME),
        ("pauses", None, Turn.NOTHING),
        ("pauses", "running", Turn.PAUSE),
        ("pauses", "paused", Turn.NOTHING),
        ("pauses", "stopped", Turn.NOTHING),
        ("other", None, Turn.NOTHING),
        ("other", "running", Turn.STOP),
        ("other", "paused", Turn.STOP),
        ("other", "stopped", Turn.NOTHING),
    ],
)
def test_a_clock_follows_the_stage(stage: str, state: str | None, expected: Turn) -> None:
    assert turn(ClockSpec("c", {}, "case", ("runs",), ("pauses",)), stage, state) is expected


def a_move(**more: object) -> Move:
    return Move(name="m", title={}, on="case", sources=("a",), target="b", by="p", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("needs", "lacking", "enough"),
    [
        ("text", Inputs(text=" \n"), Inputs(text="好")),
        ("unit", Inputs(), Inputs(unit_id=3)),
        ("days", Inputs(days=0), Inputs(days=1)),
        ("days", Inputs(days=-3), Inputs(days=MAX_DAYS)),
        ("days", Inputs(days=MAX_DAYS + 1), Inputs(days=5)),
        ("due_on", Inputs(), Inputs(due_on=date(2026, 1, 1))),
        ("evidence", Inputs(), Inputs(files=[Upload("a.txt", b"x")])),
    ],
)
def test_what_a_move_needs_and_lacks(needs: str, lacking: Inputs, enough: Inputs) -> None:
    move = a_move(needs=(needs,))
    assert list(missing(move, lacking, has_lead=True)) == [needs]
    assert list(missing(move, enough, has_lead=True)) == []


def test_a_lead_is_needed_where_the_move_says_so() -> None:
    assert list(missing(a_move(needs=("lead",)), Inputs(), has_lead=False)) == ["lead"]


@pytest.mark.parametrize(
    ("kind", "listed", "inputs", "lacking"),
    [
        ("none", False, Inputs(), []),
        ("required", False, Inputs(), ["reason"]),
        ("required", False, Inputs(text="因为"), []),
        ("required", True, Inputs(text="因为"), ["reason"]),
        ("required", True, Inputs(reason="known"), []),
        ("required", True, Inputs(reason="other"), ["wrong_reason"]),
        ("optional", True, Inputs(), []),
        ("optional", True, Inputs(reason="other"), ["wrong_reason"]),
    ],
)
def test_reasons(kind: str, listed: bool, inputs: Inputs, lacking: list[str]) -> None:
    move = a_move(reason=kind, reasons={"known": {"zh": "理由"}} if listed else {})
    assert list(missing(move, inputs, has_lead=True)) == lacking


TOWN, VILLAGE, OTHER = ("T", "C"), ("V", "T", "C"), ("W", "T", "C")
GOVERNMENT, BUREAU, OFFICE = UnitLike(1, None, TOWN), UnitLike(2, 1, TOWN), UnitLike(3, 1, TOWN)
COMMITTEE, NEIGHBOUR, CITY = UnitLike(4, None, VILLAGE), UnitLike(5, None, OTHER), UnitLike(6, None, ("C",))


@pytest.mark.parametrize(
    ("here", "there", "directions"),
    [
        (BUREAU, GOVERNMENT, {"up", "sideways"}),
        (GOVERNMENT, BUREAU, {"down", "sideways"}),
        (BUREAU, OFFICE, {"sideways"}),
        (COMMITTEE, BUREAU, {"up"}),
        (BUREAU, COMMITTEE, {"down"}),
        (COMMITTEE, NEIGHBOUR, set()),
        (COMMITTEE, CITY, {"up"}),
        (CITY, COMMITTEE, {"down"}),
        (BUREAU, BUREAU, set()),
        (UnitLike(8, None, ()), COMMITTEE, set()),
    ],
)
def test_up_down_and_sideways(here: UnitLike, there: UnitLike, directions: set[str]) -> None:
    assert {way for way in ("up", "down", "sideways") if carries(way, here, there)} == directions


def test_a_step_keeps_only_what_was_given() -> None:
    assert Inputs(text="x").record() == {}
    given = Inputs(unit_id=3, days=5, due_on=date(2026, 1, 2), fields={"level": 2}).record()
    assert given == {"unit_id": 3, "days": 5, "due_on": "2026-01-02", "level": 2}
