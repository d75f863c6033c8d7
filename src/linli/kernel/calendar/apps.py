from __future__ import annotations

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "linli.kernel.calendar"
    label = "calendar"
