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

    for card in (
        desks.Card("cases.mine", "user-check", desk_figure("mine"), order=10),
        desks.Card("cases.unit", "inbox", desk_figure("unit"), order=11),
        desks.Card("cases.overdue", "alert-octagon", desk_figure("overdue"), order=12),
        desks.Card("cases.unrouted", "route", desk_figure("unrouted"), order=13),
        desks.Card("cases.owned", "send", desk_figure("owned"), order=14),
    ):
        desks.register(card)
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
