"""Cards on the home page: what lies on a person's desk. Modules register theirs in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from linli.kernel.actors import Actor
from linli.kernel.refusals import Text

Tone = Literal["", "green", "yellow", "red"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What a card says to one person: a number, what it counts, where it leads, and how urgent it is."""

    number: int
    label: Text
    url: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True)
class Card:
    """`read(actor)` costs at most one query and answers None where it has nothing to say to this person."""

    name: str
    icon: str
    read: Callable[[Actor], Figure | None]
    power: str | None = None
    order: int = 100


_cards: dict[str, Card] = {}


def register(card: Card) -> None:
    """One card a name; registering it again replaces it."""
    _cards[card.name] = card


def figures(actor: Actor) -> list[tuple[Card, Figure]]:
    """The cards of a person, in order."""
    mine = (card for card in _cards.values() if card.power is None or actor.holds(card.power))
    read = ((card, card.read(actor)) for card in sorted(mine, key=lambda card: card.order))
    return [(card, figure) for card, figure in read if figure is not None]
