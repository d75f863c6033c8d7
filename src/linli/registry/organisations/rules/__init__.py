"""What holds for organisations: credit codes, who may stand in which relation, the bodies of a community."""

from __future__ import annotations

from collections.abc import Iterable

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)

COMMITTEES = frozenset({"residents_committee", "villagers_committee"})
AUTHORITIES = frozenset({"government", "department", "street_office"})
SELF_GOVERNING = COMMITTEES | {"assembly", "council", "oversight_committee", "sub_committee", "group"}

# The four bodies of a community (武汉城乡社区建设意见 三(八)); either kind of committee counts.
FOUR_BODIES = (frozenset({"party"}), COMMITTEES, frozenset({"assembly"}), frozenset({"council"}))
# The sub-committees named there; the list is open.
SUB_COMMITTEES = ("mediation", "social_security", "public_order", "public_health", "population", "culture")


def is_credit_code(code: str) -> bool:
    """GB 32100-2015: 18 characters without I, O, S, V, Z; the last is 31 less the weighted sum mod 31."""
    if len(code) != 18 or any(char not in _ALPHABET for char in code):
        return False
    weighted = sum(_ALPHABET.index(char) * weight for char, weight in zip(code, _WEIGHTS, strict=False))
    return _ALPHABET[-weighted % 31] == code[17]


def relation_problem(kind: str, source: str, target: str) -> str | None:
    """A word of `terms.REASONS` when a body of kind `source` cannot be `kind` one of kind `target`.

    A committee governs for its residents: it is led by the Party, guided by the government, subordinate to
    no authority (武汉城乡社区建设意见 三(八)、三(九)); it leads and supervises its service station.
    """
    if kind == "subordinate_to" and source in SELF_GOVERNING and target in AUTHORITIES:
        return "committee_not_subordinate"
    if kind == "led_by" and source in COMMITTEES and target != "party":
        return "committee_led_by_party"
    return None


def part_problem(kind: str, whole: str) -> str | None:
    """Being part of an organisation is being subordinate to it."""
    return relation_problem("subordinate_to", kind, whole)


def missing_bodies(kinds: Iterable[str]) -> tuple[str, ...]:
    """Which of the four bodies a community lacks: `party`, `committee`, `assembly`, `council`."""
    present = set(kinds)
    names = ("party", "committee", "assembly", "council")
    return tuple(name for name, body in zip(names, FOUR_BODIES, strict=True) if not body & present)


def missing_sub_committees(specialities: Iterable[str]) -> tuple[str, ...]:
    """Which of the sub-committees named in the document a committee lacks."""
    present = set(specialities)
    return tuple(name for name in SUB_COMMITTEES if name not in present)
