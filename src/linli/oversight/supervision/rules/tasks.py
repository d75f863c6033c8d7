"""Units of a task as the reader found them, and what must be known before a task may go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Named:
    """A unit by its printed name. `inferred`: that it leads stands on punctuation or order alone."""

    name: str
    role: str
    inferred: bool


def roles(units: Sequence[str], *, leads: Sequence[str], inferred_leads: Sequence[str]) -> list[Named]:
    """One lead a task: the first the document names as leading, else the first before the comma, or at all.

    All but the document's own word is an inference: such tables usually say no more than "responsible units".
    """
    stated = next(iter(leads), "")
    lead = stated or next(iter(inferred_leads), "") or next(iter(units), "")
    return [
        Named(name, "lead" if name == lead else "assist", name == lead and not stated)
        for name in dict.fromkeys(units)
    ]


class UnitLike(Protocol):
    @property
    def role(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def group(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Crew:
    """The organisations a task goes to: one lead, and those that assist, each once."""

    lead: int | None
    assist: tuple[int, ...]


def crew(units: Iterable[UnitLike], members: dict[str, Sequence[int]]) -> Crew:
    """Groups become their members. If the name that leads means several, the first of them leads."""
    lead: int | None = None
    everyone: dict[int, None] = {}
    for unit in units:
        meant = members.get(unit.group, ()) if unit.organisation_id is None else (unit.organisation_id,)
        if unit.role == "lead" and lead is None:
            lead = next(iter(meant), None)
        everyone.update(dict.fromkeys(meant))
    return Crew(lead, tuple(pk for pk in everyone if pk != lead))
