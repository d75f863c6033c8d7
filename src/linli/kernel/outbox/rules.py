"""When to try again: a minute, then doubling to six hours, and giving up after ten attempts (about a day
and a half).
"""

from __future__ import annotations

from datetime import timedelta

MAX_ATTEMPTS = 10


def backoff(attempts: int) -> timedelta | None:
    """Wait after the `attempts`-th failure; None: give up, a person must look."""
    if attempts >= MAX_ATTEMPTS:
        return None
    return min(timedelta(minutes=2 ** (attempts - 1)), timedelta(hours=6))
