"""The packs that ship are sound, and the system checks find nothing."""

from __future__ import annotations

from django.core.checks import run_checks

from linli.kernel import packs


def test_the_packs_are_sound() -> None:
    assert [str(finding) for finding in packs.check(packs.load())] == []


def test_the_system_checks_find_nothing() -> None:
    assert [check for check in run_checks() if not check.is_silenced()] == []
