"""`linli audit verify | seal | protect --role NAME`: prove the chain, close past days, guard the tables."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from psycopg import sql

from linli.kernel.actors import SYSTEM
from linli.kernel.audit import queries, services
from linli.kernel.audit.models import Entry, Seal
from linli.kernel.clock import day_of, moment

# The application's role works in every table, only adds to the chain, and cannot say which migrations ran.
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE ALL ON {only_grow}, django_migrations FROM {role}",
    "GRANT SELECT, INSERT ON {only_grow} TO {role}",
    "GRANT SELECT ON django_migrations TO {role}",
)


class Command(BaseCommand):
    help = "Verify the audit chain, seal the days that are over, or leave a role no way to change the chain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify", "seal", "protect"])
        parser.add_argument("--role", help="with protect: the database role that serves pages, not the owner")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "protect":
            self._protect(options["role"])
        elif what == "seal":
            at = moment()
            for seal in services.seal(actor=SYSTEM, before=day_of(at), at=at):
                self.stdout.write(f"{seal.day} {seal.count} {bytes(seal.root).hex()}")
        else:
            self._verify()

    def _verify(self) -> None:
        broken = queries.verify()
        if broken:
            self.stderr.write(f"BROKEN  {broken.where}: {broken.what}")
            sys.exit(1)
        self.stdout.write("The audit chain holds.")

    def _protect(self, role: str | None) -> None:
        """Run by the owner of the tables, after every migration: new tables need their grants too."""
        if connection.vendor != "postgresql":
            raise CommandError("Roles exist only on PostgreSQL; on SQLite the triggers guard the chain.")
        if not role or role == connection.settings_dict["USER"]:
            raise CommandError(
                "Say --role NAME: the role that serves pages, another than the owner of the tables."
            )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
            found = cursor.fetchone()
            if found is None:
                raise CommandError(f"There is no role {role}: CREATE ROLE {role} LOGIN PASSWORD '...';")
            if found[0]:
                raise CommandError(f"{role} is a superuser: no grant can keep it from anything.")
            tables = sql.SQL(", ").join(sql.Identifier(model._meta.db_table) for model in (Entry, Seal))
            for grant in GRANTS:
                cursor.execute(sql.SQL(grant).format(role=sql.Identifier(role), only_grow=tables))
        self.stdout.write(f"{role} may add to the audit chain, and change or delete nothing in it.")
