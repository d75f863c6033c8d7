from __future__ import annotations

from datetime import timedelta

from linli.kernel.outbox.rules import MAX_ATTEMPTS, backoff


def test_waits_double_from_a_minute_to_six_hours_and_end_after_ten_attempts() -> None:
    waits = [backoff(n) for n in range(1, MAX_ATTEMPTS)]
    assert waits[:3] == [timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4)]
    assert waits == sorted(waits) and max(waits) <= timedelta(hours=6)
    assert backoff(MAX_ATTEMPTS) is None
