"""What modules teach the engine: guards (may this happen now?) and effects (what else happens), by name.

A pack names them; it holds no expressions. A guard raises a Refusal or returns; an effect writes through
services.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

Doing = Callable[[Any], None]
F = TypeVar("F", bound=Doing)


@dataclass(slots=True)
class Taught:
    guards: dict[str, Doing] = field(default_factory=dict)
    effects: dict[str, Doing] = field(default_factory=dict)


TAUGHT = Taught()


def guard(name: str) -> Callable[[F], F]:
    """Teach a guard: called with the Situation before anything is written."""
    return _teach(TAUGHT.guards, name)


def effect(name: str) -> Callable[[F], F]:
    """Teach an effect: called with the Situation after the move is written, in its transaction."""
    return _teach(TAUGHT.effects, name)


def _teach(book: dict[str, Doing], name: str) -> Callable[[F], F]:
    def learn(doing: F) -> F:
        if book.get(name, doing) is not doing and book[name].__qualname__ != doing.__qualname__:
            raise ValueError(f"two modules teach {name!r}")
        book[name] = doing
        return doing

    return learn
