"""What a bulletin counts, from plain rows: one row is one unit's share of one task."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

SENT = ("offered", "accepted", "replied", "returned")  # neither planned nor passed on to another unit


@dataclass(frozen=True, slots=True)
class Share:
    unit_id: int
    unit: str
    stage: str
    was_late: bool
    case_stage: str


@dataclass(slots=True)
class Tally:
    """Counts of one unit; `tasks = open + replied + returned`, and late cuts across all three."""

    unit_id: int
    unit: str
    tasks: int = 0
    open: int = 0
    replied: int = 0
    on_time: int = 0
    late: int = 0
    returned: int = 0
    verified: int = 0

    def add(self, share: Share) -> None:
        replied = share.stage == "replied"
        self.tasks += 1
        self.open += share.stage in ("offered", "accepted")
        self.replied += replied
        self.on_time += replied and not share.was_late
        self.late += share.was_late
        self.returned += share.stage == "returned"
        self.verified += replied and share.case_stage == "verified"

    def as_dict(self) -> dict[str, int | str]:
        return asdict(self)


def tally(shares: Iterable[Share]) -> list[Tally]:
    """Units in the order of a ranking: fewest late first, then most verified, then by name."""
    found: dict[int, Tally] = {}
    for share in shares:
        if share.stage in SENT:
            found.setdefault(share.unit_id, Tally(share.unit_id, share.unit)).add(share)
    return sorted(found.values(), key=lambda one: (one.late, -one.verified, -one.on_time, one.unit))


def total(tallies: Iterable[Tally]) -> dict[str, int]:
    """The sum over all units: shares, not tasks, since several units may share one task."""
    names = ("tasks", "open", "replied", "on_time", "late", "returned", "verified")
    rows = list(tallies)
    return {name: sum(getattr(row, name) for row in rows) for name in names}
