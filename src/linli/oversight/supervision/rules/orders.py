"""How sharply the next order to a unit speaks."""

from __future__ import annotations

MILDEST, SHARPEST = 1, 3


def next_level(before: int) -> int:
    """From how many orders the unit has had in this case: the first reminds, the third calls to account."""
    return min(MILDEST + before, SHARPEST)
