"""What holds for places: who may stand below whom, where a place is filed, when a change may take effect.

Pure; findings are named by a word that `terms.REASONS` says in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from linli.kernel.areas import Level

FILED = ("province", "city", "district", "street", "community")


@dataclass(frozen=True, slots=True)
class NewPlace:
    """What a person says of a place to be: `code` in any form, `parent_code` empty to propose one."""

    code: str
    name: str
    parent_code: str = ""
    settlement_class: str = ""
    committee_kind: str = ""
    community_type: str = ""
    households: int | None = None
    source: str = ""


def may_stand_below(level: Level, parent: Level | None) -> bool:
    """A parent stands above; only provinces need none, and a grid may be divided into grids."""
    if parent is None:
        return level is Level.PROVINCE
    return parent < level or (level is Level.GRID and parent is Level.GRID)


def filed(code: str, level: Level, above: Mapping[str, str] | None) -> dict[str, str]:
    """The five filed codes of a place: those of its parent, and its own in its own column."""
    codes = {name: (above or {}).get(name, "") for name in FILED}
    if level is not Level.GRID:
        codes[FILED[level - 1]] = code
    return codes


def proposed_committee(code: str) -> str:
    """By the last three digits of a community's code (国统字〔2009〕91号): a default, real lists differ."""
    if len(code) != 12 or not int(code[9:]):
        return "none"
    band = int(code[9:])
    if 1 <= band <= 199 or 400 <= band <= 499:
        return "residents"
    return "villagers" if 200 <= band <= 399 or 500 <= band <= 599 else "none"


def overlaps(start: date, end: date | None, other_start: date, other_end: date | None) -> bool:
    """Whether two half-open periods of days share a day."""
    return (end is None or other_start < end) and (other_end is None or start < other_end)


def effect_problem(on: date, *, since: date, today: date) -> str | None:
    """A change takes effect after the present row began and not after today: plans are not yet facts."""
    if on > today:
        return "effect_in_future"
    return "effect_before_start" if on <= since else None


def around(target: int, tolerance: Fraction) -> tuple[int, int]:
    """What "about `target`" means under a tolerance such as 1/5: the least and the most, both included."""
    return -int(-target * (1 - tolerance) // 1), int(target * (1 + tolerance))


def size_finding(households: int | None, *, low: int, high: int) -> str | None:
    """A hint, never a bar: sizes are guidance (武汉城乡社区建设意见 三(七); 居委会组织法 art. 3)."""
    if households is None or low <= households <= high:
        return None
    return "size_below" if households < low else "size_above"


def conversion_needs_reason(villages: int, communities: int) -> bool:
    """One village, one community, in principle; anything else is explained (武汉城乡社区建设意见 三(七))."""
    return (villages, communities) != (1, 1)


def total(households: list[int | None]) -> int | None:
    """The sum, unknown as soon as one part is."""
    known = [number for number in households if number is not None]
    return sum(known) if known and len(known) == len(households) else None
