from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "linli.registry.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        from linli.kernel.packs import register_kind
        from linli.kernel.shell import navigation

        from .rules.pack_kinds import KIND

        register_kind(KIND)

        hint = _("Offices, committees and groups, and what documents call them.")
        navigation.register(
            navigation.Entry(_("Organisations"), "organisations:index", "building-community", None, 810, hint)
        )
