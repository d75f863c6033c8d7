"""A procedure as the engine reads it: stages, moves, parties, clocks, joins. Built from a pack's YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LabelMap = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    title: LabelMap
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Party:
    """Who may move: `who` is the relation to the case (owner, lead, assist, part, opener, system)."""

    name: str
    title: LabelMap
    who: str
    power: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One move of the case or (`on == "part"`) of one unit's part. Without a target it stays where it is.

    `reason`: "none", "optional" or "required"; `reasons`: codes with labels to choose from.
    `needs`: what must be given or be there (text, lead, unit, days, evidence, reason codes are `reason`).
    `carry`: "" or up, down, sideways, back: the lead part goes to another unit.
    """

    name: str
    title: LabelMap
    on: str
    sources: tuple[str, ...]
    target: str
    by: str
    needs: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    reason: str = "none"
    reasons: Mapping[str, LabelMap] = field(default_factory=dict)
    carry: str = ""
    confirm: bool = False
    in_stages: tuple[str, ...] = ()
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LateStep:
    """What happens `amount` `unit`s after the deadline (0: at once), by the name of a taught effect."""

    effect: str
    amount: int = 0
    unit: str = "workday"


@dataclass(frozen=True, slots=True)
class ClockSpec:
    """A clock of the case or of each part. `until` names a field that holds the last day, instead of a limit."""

    name: str
    title: LabelMap
    on: str
    runs_in: tuple[str, ...]
    pauses_in: tuple[str, ...] = ()
    amount: int = 0
    unit: str = "workday"
    until: str = ""
    warn_amount: int = 0
    warn_unit: str = "workday"
    late: tuple[LateStep, ...] = ()


@dataclass(frozen=True, slots=True)
class Join:
    """The case follows its parts: when `which` (lead, all) are in one of `stages`, it goes to the target."""

    which: str
    stages: tuple[str, ...]
    sources: tuple[str, ...]
    target: str


@dataclass(frozen=True, slots=True)
class Procedure:
    name: str
    version: int
    title: LabelMap
    prefix: str
    first: str
    stages: Mapping[str, Stage]
    parties: Mapping[str, Party]
    moves: tuple[Move, ...]
    clocks: tuple[ClockSpec, ...]
    joins: tuple[Join, ...]
    fields: Mapping[str, Any]
    about: LabelMap
    basis: Mapping[str, str]
    routed: bool
    opener_power: str
    opening: tuple[str, ...] = ()

    def move(self, name: str, on: str = "case") -> Move | None:
        return next((move for move in self.moves if move.name == name and move.on == on), None)

    def clock(self, name: str) -> ClockSpec | None:
        return next((clock for clock in self.clocks if clock.name == name), None)

    def moves_from(self, stage: str, on: str = "case") -> tuple[Move, ...]:
        return tuple(move for move in self.moves if move.on == on and stage in move.sources)


def compile_procedure(data: Mapping[str, Any]) -> Procedure:
    """From a pack file that its JSON Schema has accepted. Names are checked by `soundness.findings`, not here."""
    stages = {
        name: Stage(name, body["title"], bool(body.get("ends"))) for name, body in data["stages"].items()
    }
    return Procedure(
        name=data["name"],
        version=data["version"],
        title=data["title"],
        prefix=data["prefix"],
        first=data.get("first") or next(iter(stages)),
        stages=stages,
        parties={
            name: Party(name, body["title"], body["who"], body.get("power", ""))
            for name, body in data["parties"].items()
        },
        moves=tuple(_move(body) for body in data["moves"]),
        clocks=tuple(_clock(name, body) for name, body in data.get("clocks", {}).items()),
        joins=tuple(_join(body) for body in data.get("joins", ())),
        fields=data.get("fields", {}),
        about=data.get("about", {}),
        basis=data.get("basis", {}),
        routed=bool(data.get("routed")),
        opener_power=data["opened_with"],
        opening=names(data.get("opening")),
    )


def names(value: Any) -> tuple[str, ...]:
    """YAML lets a clerk write one name or a list of names."""
    return (value,) if isinstance(value, str) else tuple(value or ())


def _move(body: Mapping[str, Any]) -> Move:
    on = body.get("on", "case")
    sources = names(body["from"])
    return Move(
        name=body["name"],
        title=body["title"],
        on=on,
        sources=sources,
        target=body.get("to", ""),
        by=body["by"],
        needs=names(body.get("needs")),
        guards=names(body.get("guards")),
        effects=names(body.get("effects")),
        reason=body.get("reason", "none"),
        reasons=body.get("reasons", {}),
        carry=body.get("carry", ""),
        confirm=bool(body.get("confirm")),
        in_stages=names(body.get("while")),
        inputs=body.get("inputs", {}),
    )


def _clock(name: str, body: Mapping[str, Any]) -> ClockSpec:
    limit, warn = body.get("limit", {}), body.get("warn", {})
    return ClockSpec(
        name=name,
        title=body["title"],
        on=body.get("on", "case"),
        runs_in=names(body["runs_in"]),
        pauses_in=names(body.get("pauses_in")),
        amount=limit.get("amount", 0),
        unit=limit.get("unit", "workday"),
        until=body.get("until", ""),
        warn_amount=warn.get("amount", 0),
        warn_unit=warn.get("unit", limit.get("unit", "workday")),
        late=tuple(
            LateStep(
                step["do"],
                step.get("after", {}).get("amount", 0),
                step.get("after", {}).get("unit", "workday"),
            )
            for step in body.get("late", ())
        ),
    )


def _join(body: Mapping[str, Any]) -> Join:
    which, stages = next(iter(body["when"].items()))
    return Join(which, names(stages), names(body["from"]), body["to"])
