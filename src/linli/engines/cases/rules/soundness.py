"""Is a procedure sound? Unknown names, stages nobody reaches, dead ends, moves nobody may make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
    yield from _nobodys_moves(procedure)
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
    for path, kind, names, among in _uses(procedure):
        for name in names:
            if name not in known[among]:
                yield _unknown(path, kind, name, known[among])


def _uses(procedure: Procedure) -> Iterator[tuple[Path, str, Iterable[str], str]]:
    """Every place where the file uses a name: the path, what it names, the names, and among which it must be."""
    yield ("opening",), "effect", procedure.opening, "effect"
    yield ("first",), "stage", (procedure.first,), "case"
    for index, move in enumerate(procedure.moves):
        here: Path = ("moves", index)
        yield (*here, "from"), "stage", move.sources, move.on
        yield (*here, "to"), "stage", (move.target,) if move.target else (), move.on
        yield (*here, "while"), "stage", move.in_stages, "case"
        yield (*here, "by"), "party", (move.by,), "party"
        yield (*here, "guards"), "guard", move.guards, "guard"
        yield (*here, "effects"), "effect", move.effects, "effect"
    for clock in procedure.clocks:
        yield ("clocks", clock.name, "runs_in"), "stage", clock.runs_in, clock.on
        yield ("clocks", clock.name, "pauses_in"), "stage", clock.pauses_in, clock.on
        yield ("clocks", clock.name, "late"), "effect", [step.effect for step in clock.late], "effect"
    for index, join in enumerate(procedure.joins):
        yield ("joins", index, "from"), "stage", join.sources, "case"
        yield ("joins", index, "to"), "stage", (join.target,), "case"
        yield ("joins", index, "when"), "stage", join.stages, "part"


def _steps(procedure: Procedure) -> list[tuple[str, str]]:
    moves = [
        (source, move.target)
        for move in procedure.moves
        if move.on == "case" and move.target
        for source in move.sources
    ]
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
            hint = "Add a move or a join to it, or remove it."
            yield Flaw(("stages", name), f"nothing leads to stage {name!r}", hint)


def _dead_ends(procedure: Procedure) -> Iterator[Flaw]:
    ends = {stage.name for stage in procedure.stages.values() if stage.ends}
    if not ends:
        yield Flaw(("stages",), "no stage ends the procedure", "Mark the last stage with `ends: true`.")
    finishing = _closure(ends, [(target, source) for source, target in _steps(procedure)])
    for name in procedure.stages:
        if name not in finishing and ends:
            hint = "Add a move out of it towards an end."
            yield Flaw(("stages", name), f"stage {name!r} never comes to an end", hint)
    for index, move in enumerate(procedure.moves):
        for name in move.sources:
            if move.on == "case" and name in ends and move.target in ends and name != move.target:
                yield Flaw(("moves", index), f"move {move.name!r} goes from one end to another")


def _doubles(procedure: Procedure) -> Iterator[Flaw]:
    seen: set[tuple[str, str]] = set()
    for index, move in enumerate(procedure.moves):
        if (move.on, move.name) in seen:
            hint = "Give each move its own name."
            yield Flaw(("moves", index, "name"), f"two moves are called {move.name!r}", hint)
        seen.add((move.on, move.name))
        if move.carry and move.on != "part":
            yield Flaw(("moves", index, "carry"), "only a move on a part can carry it to another unit")


def _nobodys_moves(procedure: Procedure) -> Iterator[Flaw]:
    for index, move in enumerate(procedure.moves):
        party = procedure.parties.get(move.by)
        if party is not None and party.who == "part" and move.on == "case":
            hint = "Say `on: part`, or choose a party that stands to the whole case (owner, lead, assist, opener)."
            yield Flaw(("moves", index, "by"), f"nobody can make move {move.name!r} on the whole case", hint)


def _idle_clocks(procedure: Procedure) -> Iterator[Flaw]:
    for clock in procedure.clocks:
        if not clock.amount and not clock.until:
            yield Flaw(("clocks", clock.name), "a clock without a limit", "Give it `limit` or `until`.")
        if clock.until and clock.until not in procedure.fields.get("properties", {}):
            known = list(procedure.fields.get("properties", {}))
            yield _unknown(("clocks", clock.name, "until"), "field", clock.until, known)
