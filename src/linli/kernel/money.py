"""Money is an integer number of fen (1 yuan = 100 fen); never a float."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation


def fen(yuan: str | int | Decimal) -> int:
    """`"50,000.5"` yuan -> 5000050 fen. Raises ValueError on anything finer than a fen or not a number."""
    try:
        amount = Decimal(str(yuan).replace(",", "").replace("，", "").strip()) * 100
        whole = int(amount)
    except (InvalidOperation, OverflowError, ValueError) as error:
        raise ValueError(f"not an amount of money: {yuan!r}") from error
    if amount != whole:
        raise ValueError(f"finer than a fen: {yuan!r}")
    return whole


def yuan(amount: int) -> str:
    """5000050 fen -> `"50,000.50"`."""
    sign = "-" if amount < 0 else ""
    whole, rest = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{rest:02d}"
