"""Is a procedure sound? Unknown names, stages nobody reaches, dead ends, moves nobody may make."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from .procedure import Procedure
from .teaching import Taught

PART_STAGES = ("planned", "offered", "accepted", "replied", "returned", "withdrawn")
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where in the file (a path of keys), what is wrong, and what to do about it."""

    path: Path
    message: str
    hint: str = ""


def flaws(procedure: Procedure, taught: Taught) -> Iterator[Flaw]:
    """Everything that would make a case stick or a clerk wonder; empty for a sound procedure."""
    yield from _unknown_names(procedure, taught)
    yield from _unreachable(procedure)
    yield from _dead_ends(procedure)
    yield from _doubles(procedure)
    yield from _idle_clocks(procedure)


def _unknown(path: Path, kind: str, name: str, known: list[str]) -> Flaw:
    near = get_close_matches(name, known, 1)
    hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(sorted(known)) or 'none'}."
    return Flaw(path, f"unknown {kind} {name!r}", hint)


def _unknown_names(procedure: Procedure, taught: Taught) -> Iterator[Flaw]:
    known: dict[str, list[str]] = {
        "case": list(procedure.stages),
        "part": list(PART_STAGES),
        "party": list(procedure.parties),
        "guard": list(taught.guards),
        "effect": list(taught.effects),
    }
    for name in procedure.opening:
        if name not in known["effect"]:
            yield _unknown(("opening",), "effect", name, known["effect"])
    if procedure.first not in procedure.stages:
        yield _unknown(("first",), "stage", procedure.first, known["case"])
    for index, move in enumerate(procedure.moves):
        here: Path = ("moves", index)
        uses = [("from", "stage", name, known[move.on]) for name in move.sources]
        uses += [("to", "stage", move.target, known[move.on])]
        uses += [("while", "stage", name, known["case"]) for name in move.in_stages]
        uses += [("by", "party", move.by, known["party"])]
        uses += [("guards", "guard", name, known["guard"]) for name in move.guards]
        uses += [("effects", "effect", name, known["effect"]) for name in move.effects]
        for key, kind, name, allowed in uses:
            if name not in allowed:
                yield _unknown((*here, key), kind, name, allowed)
    for clock in procedure.clocks:
        for name in (*clock.runs_in, *clock.pauses_in):
            if name not in known[clock.on]:
                yield _unknown(("clocks", clock.name), "stage", name, known[clock.on])
        for step in clock.late:
            if step.effect not in known["effect"]:
                yield _unknown(("clocks", clock.name, "late"), "effect", step.effect, known["effect"])
    for index, join in enumerate(procedure.joins):
        for name in (*join.sources, join.target):
            if name not in known["case"]:
                yield _unknown(("joins", index), "stage", name, known["case"])
        for name in join.stages:
            if name not in PART_STAGES:
                yield _unknown(("joins", index, "when"), "stage", name, known["part"])


def _steps(procedure: Procedure) -> list[tuple[str, str]]:
    moves = [(source, move.target) for move in procedure.moves if move.on == "case" for source in move.sources]
    return moves + [(source, join.target) for join in procedure.joins for source in join.sources]


def _closure(start: set[str], steps: list[tuple[str, str]]) -> set[str]:
    found = set(start)
    while more := {target for source, target in steps if source in found} - found:
        found |= more
    return found


def _unreachable(procedure: Procedure) -> Iterator[Flaw]:
    reached = _closure({procedure.first}, _steps(procedure))
    for name in procedure.stages:
        if name not in reached:
            yield Flaw(("stages", name), f"nothing leads to stage {name!r}", "Add a move or a join to it, or remove it.")


def _dead_ends(procedure: Procedure) -> Iterator[Flaw]:
    ends = {stage.name for stage in procedure.stages.values() if stage.ends}
    if not ends:
        yield Flaw(("stages",), "no stage ends the procedure", "Mark the last stage with `ends: true`.")
    finishing = _closure(ends, [(target, source) for source, target in _steps(procedure)])
    for name in procedure.stages:
        if name not in finishing and ends:
            yield Flaw(("stages", name), f"stage {name!r} never comes to an end", "Add a move out of it towards an end.")
    for index, move in enumerate(procedure.moves):
        for name in move.sources:
            if move.on == "case" and name in ends and move.target in ends and name != move.target:
                yield Flaw(("moves", index), f"move {move.name!r} goes from one end to another")


def _doubles(procedure: Procedure) -> Iterator[Flaw]:
    seen: set[tuple[str, str]] = set()
    for index, move in enumerate(procedure.moves):
        if (move.on, move.name) in seen:
            yield Flaw(("moves", index, "name"), f"two moves are called {move.name!r}", "Give each move its own name.")
        seen.add((move.on, move.name))
        if move.carry and move.on != "part":
            yield Flaw(("moves", index, "carry"), "only a move on a part can carry it to another unit")


def _idle_clocks(procedure: Procedure) -> Iterator[Flaw]:
    for clock in procedure.clocks:
        if not clock.amount and not clock.until:
            yield Flaw(("clocks", clock.name), "a clock without a limit", "Give it `limit` or `until`.")
        if clock.until and clock.until not in procedure.fields.get("properties", {}):
            known = list(procedure.fields.get("properties", {}))
            yield _unknown(("clocks", clock.name, "until"), "field", clock.until, known)
