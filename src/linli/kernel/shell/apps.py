from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class ShellConfig(AppConfig):
    name = "linli.kernel.shell"
    label = "shell"

    def ready(self) -> None:
        from . import navigation

        checks.register(menu_leads_somewhere, checks.Tags.urls)
        navigation.register(navigation.Entry(_("My work"), "shell:home", "home", order=0))


def menu_leads_somewhere(**options: Any) -> list[checks.CheckMessage]:
    """An entry without an address is silently left out of the menu; here it is named."""
    from .navigation import unreachable

    said = "The menu names {!r}, which no urls.py has."
    return [checks.Warning(said.format(name), id="shell.W001") for name in unreachable()]
