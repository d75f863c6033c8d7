from __future__ import annotations

from datetime import date

from django.db import connection

from linli.engines.cases.models import Counter

_UPSERT = (
    "INSERT INTO cases_counter (prefix, area_code, day, last) VALUES (%s, %s, %s, 1) "
    "ON CONFLICT (prefix, area_code, day) DO UPDATE SET last = cases_counter.last + 1 RETURNING last"
)


def next_number(prefix: str, area_code: str, day: date) -> str:
    """`DB442000110-20261122-0007`: prefix, area, day, and the day's sequence there; one statement, one
    locked row.

    Trailing zeros that only pad the area code are left out. A rolled-back transaction gives its number back.
    """
    assert Counter._meta.db_table == "cases_counter"
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [prefix, area_code, day])
        (last,) = cursor.fetchone()
    short = area_code[:12].rstrip("0") or "0"
    short = short.ljust(next(width for width in (2, 4, 6, 9, 12) if width >= len(short)), "0")
    return f"{prefix}{short}{area_code[12:]}-{day:%Y%m%d}-{last:04d}"
