from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "linli.oversight.supervision"
    label = "supervision"
    verbose_name = _("Supervision")

    def ready(self) -> None:
        from linli.kernel.audit.queries import register_witness

        from . import procedures
        from .queries.documents import witness

        del procedures  # imported to teach the engine this module's guards and effects
        register_witness("policy", witness)
