"""A channel that does as it is told, standing in the real registry for one test."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from linli.kernel.outbox import services
from linli.kernel.outbox.models import Message


@dataclass
class Post:
    """Takes messages; raises first, as often as `errors` says."""

    name: str = "post"
    is_inside: bool = False
    errors: list[Exception] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def check_config(self) -> list[str]:
        return ["the post office is closed"]

    def deliver(self, message: Message, *, at: datetime) -> None:
        if self.errors:
            raise self.errors.pop(0)
        self.taken.append(message.key)


@pytest.fixture
def post() -> Iterator[Post]:
    channel = Post()
    services.register(channel)
    yield channel
    services._channels.pop(channel.name)
