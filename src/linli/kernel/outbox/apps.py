from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks


class OutboxConfig(AppConfig):
    name = "linli.kernel.outbox"
    label = "outbox"

    def ready(self) -> None:
        from . import services
        from .adapters import Inbox, Mail

        services.register(Inbox())
        services.register(Mail())
        checks.register(check_channels, deploy=True)


def check_channels(**kwargs: Any) -> list[checks.CheckMessage]:
    """What a channel misses in the settings: asked for by `linli check --deploy`."""
    from .services import channels

    return [
        checks.Warning(missing, id="outbox.W001", obj=channel.name)
        for channel in channels()
        for missing in channel.check_config()
    ]
