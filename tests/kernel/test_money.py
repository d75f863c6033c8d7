from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.kernel.money import fen, yuan


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("0.1", 10),
        ("1.15", 115),
        (" 50,000.5 ", 5000050),
        ("1，000", 100000),
        ("-3.07", -307),
        (3, 300),
        (Decimal("0.29"), 29),
        ("1e3", 100000),
    ],
)
def test_yuan_become_whole_fen(written: str | int | Decimal, amount: int) -> None:
    assert fen(written) == amount


@pytest.mark.parametrize("written", ["0.001", "", "五千", "1.2.3", "NaN", "Infinity", "-inf", "0x10"])
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"fen|money"):
        fen(written)


@given(st.integers(-(10**15), 10**15))
def test_writing_and_reading_give_the_same_amount(amount: int) -> None:
    assert fen(yuan(amount)) == amount


def test_thousands_are_marked() -> None:
    assert [yuan(n) for n in (5000050, -7, 0, 100)] == ["50,000.50", "-0.07", "0.00", "1.00"]
