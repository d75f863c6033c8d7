from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


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
        _show()


def _show() -> None:
    """The menu and the home page: where cases are found, and how many wait."""
    from linli.kernel.shell import desks, navigation

    from . import permissions
    from .views.worklists import desk_figure

    for name, icon, order in (
        ("mine", "user-check", 10),
        ("unit", "inbox", 11),
        ("overdue", "alert-octagon", 12),
        ("unrouted", "route", 13),
        ("owned", "send", 14),
    ):
        desks.register(desks.Card(f"cases.{name}", icon, desk_figure(name), order=order))
    navigation.register(
        navigation.Entry(
            _("Cases"),
            "cases:worklist",
            "inbox",
            permissions.HANDLE,
            10,
            _("What waits for you and your unit."),
        )
    )
    navigation.register(navigation.Entry(_("Routing"), "cases:routes", "route", permissions.ROUTE, 60))
    navigation.register(navigation.Entry(_("Procedures"), "cases:procedures", "sitemap", None, 70))
