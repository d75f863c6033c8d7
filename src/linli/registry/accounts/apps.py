from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.db import connection
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "linli.registry.accounts"
    label = "accounts"
    verbose_name = _("Accounts and capacities")

    def ready(self) -> None:
        from linli.kernel.shell import navigation

        from .terms import CONFIGURE, GRANT

        checks.register(posts_keep_apart, checks.Tags.database)
        navigation.show_switch("accounts/switch.html")
        for entry in (
            navigation.Entry(
                _("Accounts"), "accounts:people", "user", CONFIGURE, 900, _("Open and close accounts.")
            ),
            navigation.Entry(
                _("Capacities"),
                "accounts:mandates",
                "user-check",
                GRANT,
                901,
                _("Grant and revoke capacities."),
            ),
            navigation.Entry(_("My account"), "accounts:me", "user-circle", None, 990),
        ):
            navigation.register(entry)


def posts_keep_apart(**options: Any) -> list[checks.CheckMessage]:
    """No post mixes the three administrations with each other or with cases."""
    from linli.registry.organisations.queries import posts

    from . import queries

    if (
        not options.get("databases")
        or posts().model._meta.db_table not in connection.introspection.table_names()
    ):
        return []
    return [
        checks.Error(
            f"The post {code!r} mixes an administrator's powers with others that must stay apart.",
            hint="Split it: system.configure, security.grant and audit.read stand alone, without cases.*.",
            id="accounts.E001",
        )
        for code in queries.posts_that_mix()
    ]
