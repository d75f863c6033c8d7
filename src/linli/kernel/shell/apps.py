from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    name = "linli.kernel.shell"
    label = "shell"

    def ready(self) -> None:
        from linli.kernel.audit.permissions import AUDIT_READ

        from . import desks, navigation
        from .pages.inbox import desk_figure

        checks.register(menu_leads_somewhere, checks.Tags.urls)
        desks.register(desks.Card("inbox", "bell", desk_figure, order=20))
        for entry in (
            navigation.Entry(_("My work"), "shell:home", "home", order=0),
            navigation.Entry(
                _("Messages"), "outbox:inbox", "bell", None, 20, _("What you and your unit were told.")
            ),
            navigation.Entry(_("Working-day calendar"), "calendar:now", "calendar-event", None, 80),
            navigation.Entry(
                _("Audit"),
                "audit:entries",
                "shield-check",
                AUDIT_READ,
                90,
                _("Who did what, and that it holds."),
            ),
        ):
            navigation.register(entry)


def menu_leads_somewhere(**options: Any) -> list[checks.CheckMessage]:
    """An entry without an address is silently left out of the menu; here it is named."""
    from .navigation import unreachable

    said = "The menu names {!r}, which no urls.py has."
    return [checks.Warning(said.format(name), id="shell.W001") for name in unreachable()]
