from __future__ import annotations

from django.apps import AppConfig


class JourneysConfig(AppConfig):
    name = "linli.journeys"
    label = "journeys"

    def ready(self) -> None:
        from . import wiring

        wiring.connect()
