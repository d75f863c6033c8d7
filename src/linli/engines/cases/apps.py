from __future__ import annotations

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "linli.engines.cases"
    label = "cases"

    def ready(self) -> None:
        from linli.kernel.audit.queries import register_witness
        from linli.kernel.packs import register_kind

        from . import procedures
        from .queries.cases import witness
        from .rules.pack_kinds import KINDS

        del procedures  # imported to teach the engine's own guards and effects
        for kind in KINDS:
            register_kind(kind)
        register_witness("case", witness)
