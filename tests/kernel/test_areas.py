"""Codes as offices write them: short, padded, without a county level, with a grid's sequence behind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel import areas
from linli.kernel.areas import BadCode, Level

TOWN = "440500110000"


@pytest.mark.parametrize(
    ("written", "code", "level"),
    [
        ("44", "440000000000", Level.PROVINCE),
        ("4405", "440500000000", Level.CITY),
        ("440511", "440511000000", Level.DISTRICT),
        ("440511002", "440511002000", Level.STREET),
        ("440511002003", "440511002003", Level.COMMUNITY),
        (" 440000000000 ", "440000000000", Level.PROVINCE),
        ("440511000000", "440511000000", Level.DISTRICT),
        ("440511002003007", "440511002003007", Level.GRID),
        ("44051100200300000007", "44051100200300000007", Level.GRID),
        ("441900003", "441900003000", Level.STREET),  # a city without counties: 00 where a county stands
        ("441900003001", "441900003001", Level.COMMUNITY),
    ],
)
def test_short_and_padded_forms_are_one_code(written: str, code: str, level: Level) -> None:
    assert areas.normalise(written) == code
    assert areas.level(code) is level


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "digits_only"),
        ("44050O", "digits_only"),
        ("４４", "digits_only"),
        ("440-5", "digits_only"),
        ("1", "length"),
        ("44051", "length"),
        ("44051100", "length"),
        ("44051100200", "length"),
        ("00", "province"),
        ("000000000000", "province"),
        ("000000000000001", "province"),
        ("4" * 21, "too_long"),
    ],
)
def test_what_is_no_code_says_why(written: str, reason: str) -> None:
    with pytest.raises(BadCode) as bad:
        areas.normalise(written)
    assert (bad.value.reason, bad.value.code) == (reason, written)


@pytest.mark.parametrize(
    ("code", "parents"),
    [
        ("440000000000", ()),
        ("440511002003007", ("440511002003", "440511002000", "440511000000", "440500000000", "440000000000")),
        ("441900003001", ("441900003000", "441900000000", "440000000000")),
        ("110101000000", ("110100000000", "110000000000")),
    ],
)
def test_what_lies_above_by_digits(code: str, parents: tuple[str, ...]) -> None:
    assert areas.chain(code) == (code, *parents)
    assert areas.proposed_parent(code) == (parents[0] if parents else None)


def test_within_goes_by_significant_digits_only() -> None:
    assert areas.is_within("440511002003007", "440511002003")
    assert areas.is_within(TOWN, TOWN) and areas.is_within(TOWN, "")
    assert not areas.is_within("440500111001", TOWN)
    assert not areas.is_within("440500000000", TOWN)
    assert not areas.is_within("440511002003", "440511002003007")


@given(st.from_regex(r"[1-9][0-9]([0-9]{2}){0,2}([0-9]{3}){0,2}([0-9]{3})?", fullmatch=True))
def test_everything_lies_within_everything_above_it(written: str) -> None:
    try:
        code = areas.normalise(written)
    except BadCode:
        return
    assert areas.normalise(code) == code
    above = areas.chain(code)
    levels = [areas.level(each) for each in above]
    assert levels == sorted(set(levels), reverse=True)
    assert all(areas.is_within(code, each) for each in above)
    assert areas.level(above[-1]) is Level.PROVINCE
