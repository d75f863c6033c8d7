"""The wall clock and China's one time zone. Only doors, jobs and commands read the clock; services are told
the time.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

CHINA = ZoneInfo("Asia/Shanghai")


def moment() -> datetime:
    return timezone.now()  # noqa: TID251 # the one place


def day_of(at: datetime) -> date:
    """The day in China on which `at` falls."""
    return at.astimezone(CHINA).date()
