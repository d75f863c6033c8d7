"""What is given with a move, and what is missing in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .procedure import Move

MAX_DAYS = 3660  # ten years: more is a slip of the finger


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived: its name and bytes; nothing else about it is believed."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Inputs:
    """`unit_id`: the unit to go to; `days`: more time, in the clock's unit; `fields`: the move's own
    inputs.
    """

    text: str = ""
    reason: str = ""
    unit_id: int | None = None
    days: int = 0
    due_on: date | None = None
    files: Sequence[Upload] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """What the step and the audit keep, besides text and reason; only what was given."""
        given: dict[str, Any] = dict(self.fields)
        if self.unit_id is not None:
            given["unit_id"] = self.unit_id
        if self.days:
            given["days"] = self.days
        if self.due_on:
            given["due_on"] = self.due_on.isoformat()
        return given


def missing(move: Move, inputs: Inputs, *, has_lead: bool) -> Iterator[str]:
    """Names of what the move needs and the request lacks; `wrong_reason` for a code that is not on its
    list.
    """
    given = {
        "text": bool(inputs.text.strip()),
        "lead": has_lead,
        "unit": inputs.unit_id is not None,
        "days": 0 < inputs.days <= MAX_DAYS,
        "due_on": inputs.due_on is not None,
        "evidence": bool(inputs.files),
    }
    yield from (name for name in move.needs if not given[name])
    if move.reason == "required" and not inputs.reason and (move.reasons or not inputs.text.strip()):
        yield "reason"
    if inputs.reason and move.reasons and inputs.reason not in move.reasons:
        yield "wrong_reason"


@dataclass(frozen=True, slots=True)
class UnitLike:
    """What carrying a case needs to know of a unit: its own house, and the area it works for (12 digits or
    empty).
    """

    id: int
    parent_id: int | None
    area_chain: tuple[str, ...]


def carries(direction: str, here: UnitLike, there: UnitLike) -> bool:
    """Whether going from one unit to another is up, down or sideways: by its own house first, then by
    area.
    """
    if here.id == there.id:
        return False
    if direction == "down":
        return carries("up", there, here)
    mine, theirs = here.area_chain, there.area_chain
    if direction == "up":
        above = bool(theirs) and theirs != mine and theirs[0] in mine
        return here.parent_id == there.id or above
    same_house = here.parent_id is not None and here.parent_id == there.parent_id
    return same_house or mine == theirs
