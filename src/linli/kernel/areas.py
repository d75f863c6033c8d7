"""Area codes: 12 digits for province(2), city(4), county(6), street or town(9), community or village(12).

Layout: rules for statistical division codes, 国统字〔2009〕91号; a grid adds a sequence to its community's
code. Digits are a default, not the truth: a street may be re-parented, so a place keeps its own parent link
and these functions only propose one.
"""

from __future__ import annotations

from enum import IntEnum

WIDTHS = (2, 4, 6, 9, 12)
LONGEST = 20


class Level(IntEnum):
    PROVINCE = 1
    CITY = 2
    DISTRICT = 3
    STREET = 4
    COMMUNITY = 5
    GRID = 6


class BadCode(ValueError):
    """Not an area code. `str()` says why, in English; pages translate by `reason`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code!r}: {reason}")
        self.code = code
        self.reason = reason


def normalise(code: str) -> str:
    """2, 4, 6, 9, 12 digits or a padded form -> 12 digits; a grid code (more than 12) stays as it is."""
    text = code.strip()
    if not (text.isascii() and text.isdigit()):
        raise BadCode(code, "digits_only")
    if len(text) > 12:
        if len(text) > LONGEST:
            raise BadCode(code, "too_long")
    elif len(text) not in WIDTHS:
        raise BadCode(code, "length")
    if text[:2] == "00":
        raise BadCode(code, "province")
    return text.ljust(12, "0")


def level(code: str) -> Level:
    """The level that a normalised code's own digits say: zeros at the end are padding."""
    if len(code) > 12:
        return Level.GRID
    for index, width in enumerate(WIDTHS):
        if not code[width:].strip("0"):
            return Level(index + 1)
    raise BadCode(code, "length")


def prefix(code: str) -> str:
    """The significant digits: what every place below it starts with."""
    found = level(code)
    return code if found is Level.GRID else code[: WIDTHS[found - 1]]


def proposed_parent(code: str) -> str | None:
    """The nearest code above by digits; None for a province. Under a city without counties, `00`."""
    found = level(code)
    if found is Level.PROVINCE:
        return None
    if found is Level.GRID:
        return code[:12]
    above = code[: WIDTHS[found - 2]].ljust(12, "0")
    return above if level(above) < found else proposed_parent(above)


def chain(code: str) -> tuple[str, ...]:
    """A normalised code and everything above it by digits, nearest first."""
    found: list[str] = []
    current: str | None = code
    while current is not None:
        if current not in found:
            found.append(current)
        current = proposed_parent(current)
    return tuple(found)


def is_within(code: str, area: str) -> bool:
    """Whether `code` lies in `area` by digits; the empty area is the whole country."""
    return not area or code.startswith(prefix(area))
