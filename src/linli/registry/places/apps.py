from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "linli.registry.places"
    label = "places"
