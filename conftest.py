"""Fixtures for every test: a town, installed procedures, and the folders of one test."""

from __future__ import annotations

import pytest
from django.db import connection
from tests.town import Town, build_town, install_procedures

from linli.engines.cases.queries import procedures

pytest_plugins = ("tests.chromium",)  # one browser for all folders: a second loop could not start beside it


@pytest.fixture
def town(db: None) -> Town:
    return build_town()


@pytest.fixture
def installed(town: Town) -> Town:
    """The town with every procedure of the packs installed."""
    procedures.forget()
    install_procedures()
    return town


@pytest.fixture(autouse=True, scope="session")
def chain_can_be_flushed_between_tests(django_db_setup: None, django_db_blocker: object) -> None:
    """Tests with real transactions empty all tables after them; the audit chain's triggers would refuse that."""
    from django.db.backends.base.operations import BaseDatabaseOperations

    flush = type(connection.ops).execute_sql_flush

    def flush_everything(self: BaseDatabaseOperations, statements: list[str]) -> None:
        migration = __import__("linli.kernel.audit.migrations.0002_only_grows", fromlist=["guard"])
        with connection.schema_editor() as editor:
            migration.unguard(None, editor)
        flush(self, statements)
        with connection.schema_editor() as editor:
            migration.guard(None, editor)

    type(connection.ops).execute_sql_flush = flush_everything  # type: ignore[method-assign]
