"""Full-text search in Chinese on both databases: the same keys, each database's own index."""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from linli.engines.cases.models import Case
from linli.engines.cases.rules.tokens import query_keys

_POSTGRESQL = (
    "SELECT case_id FROM cases_searchtext WHERE to_tsvector('simple', keys) @@ to_tsquery('simple', %s)"
)
_SQLITE = "SELECT rowid FROM cases_search WHERE cases_search MATCH %s"


def matching(cases: QuerySet[Case], text: str, column: str = "pk") -> QuerySet[Case]:
    """Narrow a list to what holds every key of `text`; a number finds its case; nothing typed changes
    nothing.
    """
    keys = query_keys(text)
    if not keys:
        return cases
    if connection.vendor == "postgresql":
        query = " & ".join(f"'{key}'" for key in keys)
        return cases.filter(**{f"{column}__in": RawSQL(_POSTGRESQL, [query])})
    query = " ".join(f'"{key}"' for key in keys)
    return cases.filter(**{f"{column}__in": RawSQL(_SQLITE, [query])})
