from __future__ import annotations

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    name = "linli.kernel.outbox"
    label = "outbox"

    def ready(self) -> None:
        from . import services
        from .adapters import Inbox, Mail

        services.register(Inbox())
        services.register(Mail())
