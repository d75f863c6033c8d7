from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "linli.registry.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        from linli.kernel.shell import navigation

        hint = _("Areas, their codes and their history.")
        navigation.register(navigation.Entry(_("Places"), "places:index", "map-search", None, 800, hint))
