"""Who may be given which capacity, and what a password must hold. Pure.

The separation of system, security and audit administration follows GB/T 22239-2019 (level 3, management of
administrators): none of the three handles cases, nobody holds two of them, nobody decides about himself.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from linli.kernel.periods import Period

from .terms import ADMINISTRATION, CASEWORK

MIN_CLASSES = 3


class Objection(StrEnum):
    """Why a mandate may not be granted."""

    SELF = "self"
    MIXED_POST = "mixed_post"
    SECOND_ADMINISTRATION = "second_administration"
    ADMINISTRATOR_WITH_CASES = "administrator_with_cases"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Held:
    """One capacity as the rules see it; ids are primary keys, `powers` are those of the post."""

    user_id: int
    post_id: int
    organisation_id: int
    area_id: int | None
    period: Period
    powers: frozenset[str]

    @property
    def administration(self) -> frozenset[str]:
        return self.powers & ADMINISTRATION

    @property
    def handles_cases(self) -> bool:
        return any(power.startswith(CASEWORK) for power in self.powers)

    @property
    def seat(self) -> tuple[int, int, int, int | None]:
        return (self.user_id, self.post_id, self.organisation_id, self.area_id)


def mixes(powers: Iterable[str]) -> bool:
    """Whether one post would hold what must stay apart: two administrations, or one and cases."""
    held = frozenset(powers)
    administrations = held & ADMINISTRATION
    return len(administrations) > 1 or (bool(administrations) and any(p.startswith(CASEWORK) for p in held))


def objection(granter_id: int | None, new: Held, held: Iterable[Held]) -> Objection | None:
    """Why `granter_id` may not grant `new` to a person who holds `held`; None: nothing speaks against it.

    Only what is held at the same time counts. `granter_id` None is the installation itself.
    """
    if granter_id is not None and granter_id == new.user_id:
        return Objection.SELF
    if mixes(new.powers):
        return Objection.MIXED_POST
    together = [other for other in held if other.period.overlaps(new.period)]
    if any(other.seat == new.seat for other in together):
        return Objection.TWICE
    if new.administration and any(other.administration - new.administration for other in together):
        return Objection.SECOND_ADMINISTRATION
    pairs = [(new, other) for other in together] + [(other, new) for other in together]
    if any(one.administration and two.handles_cases for one, two in pairs):
        return Objection.ADMINISTRATOR_WITH_CASES
    return None


def classes_of(password: str) -> int:
    """How many of the four classes occur: small letters, capitals, digits, everything else."""
    found = {
        "small" if c.islower() else "capital" if c.isupper() else "digit" if c.isdigit() else "other"
        for c in password
    }
    return len(found)


def is_too_old(changed_at: datetime | None, max_days: int, now: datetime) -> bool:
    """Whether a password is older than the installation allows; 0 days: passwords do not expire."""
    return max_days > 0 and (changed_at is None or now - changed_at > timedelta(days=max_days))
