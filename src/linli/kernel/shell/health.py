"""Whether this process can serve: the database answers and has all migrations."""

from __future__ import annotations

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor


def reasons_not_ready() -> list[str]:
    """Empty when ready; otherwise short reasons for operators, without addresses or names of accounts."""
    connection = connections[DEFAULT_DB_ALIAS]
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        return [f"database: {type(error).__name__}"]
    return [f"migrations: {len(missing)} not applied"] if missing else []
