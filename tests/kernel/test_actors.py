from __future__ import annotations

from linli.kernel.actors import ANYONE, SYSTEM, Actor


def test_powers_are_held_by_name_and_nobody_else_holds_any() -> None:
    clerk = Actor(user_id=1, powers=frozenset({"cases.handle"}))
    assert clerk.holds("cases.handle") and not clerk.holds("cases")
    assert clerk.is_signed_in
    assert not ANYONE.is_signed_in and not SYSTEM.is_signed_in
    assert not ANYONE.holds("cases.handle")
