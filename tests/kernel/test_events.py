from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from linli.kernel import events
from linli.kernel.events import Event, listen, publish


@dataclass(frozen=True, slots=True)
class Rained(Event):
    amount: int


@dataclass(frozen=True, slots=True)
class Poured(Rained):
    pass


@pytest.fixture
def heard() -> Iterator[list[Event]]:
    heard: list[Event] = []
    listen(Rained, heard.append)
    yield heard
    events._listeners.pop(Rained)


def test_listeners_hear_the_very_event_at_once(heard: list[Event]) -> None:
    publish(Rained(3))
    assert heard == [Rained(3)]


def test_a_listener_that_registers_twice_hears_once(heard: list[Event]) -> None:
    def listener(event: Event) -> None:
        heard.append(event)

    listen(Rained, listener)
    listen(Rained, listener)
    publish(Rained(1))
    assert len(heard) == 2  # the fixture's and this one


def test_only_the_event_itself_is_announced_not_its_kin(heard: list[Event]) -> None:
    publish(Poured(9))
    assert heard == []


def test_a_failing_listener_fails_the_publisher(heard: list[Event]) -> None:
    """It runs in the same transaction: the caller must not believe it happened."""

    def fail(event: Rained) -> None:
        raise ZeroDivisionError

    listen(Rained, fail)
    with pytest.raises(ZeroDivisionError):
        publish(Rained(1))


def test_an_event_without_listeners_is_fine() -> None:
    publish(Poured(1))
