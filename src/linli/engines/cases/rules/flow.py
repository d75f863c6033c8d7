"""Decisions of a case, without a database: who may move, what a join does, how clocks follow stages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Protocol

from linli.kernel.actors import Actor

from .procedure import ClockSpec, Join, Move, Party, Procedure


class PartLike(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def organisation_id(self) -> int: ...


class CaseLike(Protocol):
    @property
    def stage(self) -> str: ...
    @property
    def owner_id(self) -> int | None: ...
    @property
    def opened_by(self) -> int | None: ...


PRESENT = frozenset({"planned", "offered", "accepted", "replied"})


def is_party(
    party: Party, actor: Actor, case: CaseLike, parts: Iterable[PartLike], part: PartLike | None
) -> bool:
    """Whether the actor stands in this relation to the case and holds the power that goes with it."""
    if party.who == "system":
        return not actor.is_signed_in and actor.name == "system"
    if party.power and not actor.holds(party.power):
        return False
    if party.who == "owner":
        return actor.organisation_id is not None and actor.organisation_id == case.owner_id
    if party.who == "opener":
        return actor.user_id is not None and actor.user_id == case.opened_by
    if party.who == "part":
        return part is not None and part.organisation_id == actor.organisation_id
    units = {each.organisation_id for each in parts if each.role == party.who and each.stage in PRESENT}
    return actor.organisation_id in units


def possible(
    procedure: Procedure, case: CaseLike, parts: Sequence[PartLike], actor: Actor
) -> list[tuple[Move, int | None]]:
    """Moves this actor may make now: the move, and the index of the part it is made on (None: on the
    case).
    """
    found: list[tuple[Move, int | None]] = [
        (move, None)
        for move in procedure.moves_from(case.stage)
        if is_party(procedure.parties[move.by], actor, case, parts, None)
    ]
    for index, part in enumerate(parts):
        found += [
            (move, index)
            for move in procedure.moves_from(part.stage, "part")
            if fits_stage(move, case.stage) and is_party(procedure.parties[move.by], actor, case, parts, part)
        ]
    return found


def fits_stage(move: Move, stage: str) -> bool:
    """A part's move may be limited to some stages of the case (`while`)."""
    return not move.in_stages or stage in move.in_stages


def joined(procedure: Procedure, stage: str, parts: Iterable[PartLike]) -> str | None:
    """Where the case goes because of what its parts have become; None: it stays."""
    everyone = [part for part in parts if part.stage in PRESENT]
    for join in procedure.joins:
        if stage in join.sources and _holds(join, everyone):
            return join.target
    return None


def _holds(join: Join, parts: list[PartLike]) -> bool:
    meant = [part for part in parts if join.which == "all" or part.role == join.which]
    has_lead = any(
        part.role == "lead" for part in parts
    )  # a case without one waits for a person, not for its parts
    return has_lead and bool(meant) and all(part.stage in join.stages for part in meant)


class Turn(StrEnum):
    """What a clock does when a stage is entered."""

    START = "start"
    RESUME = "resume"
    PAUSE = "pause"
    STOP = "stop"
    NOTHING = "nothing"


def turn(spec: ClockSpec, stage: str, state: str | None) -> Turn:
    """From the stage just entered and the clock's state (None: it never ran; running, paused, stopped)."""
    if stage in spec.runs_in:
        return {None: Turn.START, "running": Turn.NOTHING}.get(state, Turn.RESUME)
    if stage in spec.pauses_in:
        return Turn.PAUSE if state == "running" else Turn.NOTHING
    return Turn.STOP if state in ("running", "paused") else Turn.NOTHING
