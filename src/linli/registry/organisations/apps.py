from __future__ import annotations

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "linli.registry.organisations"
    label = "organisations"

    def ready(self) -> None:
        from linli.kernel.packs import register_kind

        from .rules.pack_kinds import KIND

        register_kind(KIND)
