"""Chinese numerals as documents number their parts with: 一 .. 九千九百九十九."""

from __future__ import annotations

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "○": 0,
    "O": 0,
}
UNITS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int:
    """`二百七十一` -> 271, `12` -> 12, `二〇一八` -> 2018; raises ValueError for anything else."""
    if text.isascii() and text.isdigit():
        return int(text)
    if not text or any(char not in DIGITS and char not in UNITS for char in text):
        raise ValueError(f"not a numeral: {text[:20]!r}")
    if not any(char in UNITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total, digit = 0, None
    for char in text:
        if char in UNITS:
            total += UNITS[char] * (1 if digit is None or digit == 0 else digit)
            digit = None
        else:
            digit = DIGITS[char]
    return total + (digit or 0)


def chinese(value: int) -> str:
    """The usual spelling: 10 -> 十, 12 -> 十二, 101 -> 一百零一; 0 .. 9999."""
    if not 0 <= value <= 9999:
        raise ValueError(f"no short spelling: {value}")
    if value == 0:
        return "〇"
    spelt, gap = "", False
    for unit, size in (("千", 1000), ("百", 100), ("十", 10), ("", 1)):
        digit = value // size % 10
        if digit:
            spelt += ("零" if gap else "") + "〇一二三四五六七八九"[digit] + unit
        gap = bool(spelt) and not digit
    return spelt[1:] if spelt.startswith("一十") else spelt
