"""Who acts: a person under one mandate, a job, or nobody in particular."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting under one mandate (person x post x organisation x area x period).

    `area_code` is 12 digits, empty for the whole country; `powers` are names such as ``cases.handle``.
    """

    user_id: int | None = None
    mandate_id: int | None = None
    name: str = ""
    post: str = ""
    organisation_id: int | None = None
    organisation_name: str = ""
    area_code: str = ""
    powers: frozenset[str] = frozenset()

    def holds(self, power: str) -> bool:
        return power in self.powers

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None


ANYONE = Actor(name="anyone")
SYSTEM = Actor(name="system")
