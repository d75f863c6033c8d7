from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.events import Event


@dataclass(frozen=True, slots=True)
class MandateGranted(Event):
    mandate_id: int
    user_id: int
    post: str
    organisation_id: int


@dataclass(frozen=True, slots=True)
class MandateRevoked(Event):
    mandate_id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class UserDisabled(Event):
    user_id: int
