"""Worklists: mine, my unit's, owned, overdue, unrouted, area, done. Keyset pages over an index; bounded
counts.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Model, Q, QuerySet

from linli.engines.cases import permissions
from linli.engines.cases.models import Case, Clock, Part
from linli.engines.cases.terms import PRESENT_PART_STAGES, ClockState, Role
from linli.kernel.actors import Actor

from .search import matching

PAGE = 50
BOUND = 1000


@dataclass(frozen=True, slots=True)
class Filters:
    """What the filter bar asks: words, procedure, stage, light, category, days of opening `[since, until)`,
    and an area (a whole code) within what the list shows anyway."""

    words: str = ""
    procedure: str = ""
    stage: str = ""
    level: int | None = None
    category: str = ""
    since: datetime | None = None
    until: datetime | None = None
    area: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line: the case, and the part it is listed for, if any."""

    case: Case
    part: Part | None
    level: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the tokens of the pages before and after ("" where there is none)."""

    rows: list[Row]
    next: str = ""
    previous: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Worklist:
    """`over`: part or case; `order`: the column that, with the id, pages; `ascending`: nearest deadline
    first.
    """

    name: str
    over: str
    order: str
    ascending: bool = True

    @property
    def prefix(self) -> str:
        return "case__" if self.over == "part" else ""


WORKLISTS = {
    each.name: each
    for each in (
        Worklist("mine", "part", "order_at"),
        Worklist("unit", "part", "order_at"),
        Worklist("owned", "case", "order_at"),
        Worklist("area", "case", "order_at"),
        Worklist("overdue", "case", "order_at"),
        Worklist("unrouted", "case", "opened_at"),
        Worklist("done", "part", "changed_at", ascending=False),
        Worklist("closed", "case", "closed_at", ascending=False),
    )
}


def worklists_of(actor: Actor) -> list[str]:
    """The lists that can hold anything for this capacity, in the order people expect."""
    names: list[str] = []
    if actor.holds(permissions.HANDLE) or actor.holds(permissions.OVERSEE):
        names += ["mine", "unit", "owned"]
    if actor.holds(permissions.OVERSEE):
        names += ["area"]
    if names:
        names += ["overdue"]
    if permissions.may_route(actor):
        names += ["unrouted"]
    return [*names, "done", "closed"] if names else names


def _base(actor: Actor, name: str) -> QuerySet[Any]:
    """The rows of a list, each a condition that one index answers; none for a capacity that has no such
    list.
    """
    unit = actor.organisation_id
    if name not in worklists_of(actor) or (unit is None and name not in ("area", "overdue", "unrouted")):
        return Part.objects.none() if WORKLISTS[name].over == "part" else Case.objects.none()
    parts = Part.objects.filter(organisation=unit)
    area = Case.objects.filter(permissions.overseen(actor), is_open=True)
    rows: dict[str, QuerySet[Any]] = {
        "mine": parts.filter(is_open=True, assignee=actor.user_id),
        "unit": parts.filter(is_open=True),
        "done": parts.filter(is_open=False).exclude(stage="planned"),
        "owned": Case.objects.filter(owner=unit, is_open=True),
        "closed": Case.objects.filter(owner=unit, is_open=False),
        "area": area,
        "unrouted": area.filter(is_routed=False),
        "overdue": _overdue(actor),
    }
    return rows[name]


def _overdue(actor: Actor) -> QuerySet[Case]:
    """Red cases: of one's unit, and of the area one oversees."""
    red = Case.objects.filter(is_open=True, level=2)
    wanted = permissions.overseen(actor)
    if actor.organisation_id is not None:
        late = Part.objects.filter(organisation=actor.organisation_id, is_open=True, level=2).values("case")
        wanted |= Q(owner=actor.organisation_id) | Q(pk__in=late)
    return red.filter(wanted)


def _filtered(rows: QuerySet[Any], worklist: Worklist, filters: Filters) -> QuerySet[Any]:
    p = worklist.prefix
    wanted: dict[str, Any] = {
        f"{p}procedure": filters.procedure,
        f"{p}stage": filters.stage,
        "level": filters.level,
        f"{p}category": filters.category,
        f"{p}opened_at__gte": filters.since,
        f"{p}opened_at__lt": filters.until,
        f"{p}{permissions.area_field(filters.area) or 'area__code'}": filters.area,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value not in ("", None)})
    return matching(rows, filters.words, "case_id" if worklist.over == "part" else "pk")


def selection(actor: Actor, name: str, filters: Filters) -> QuerySet[Any]:
    """The whole list, unordered and unpaged: for exports and counts."""
    return _filtered(_base(actor, name), WORKLISTS[name], filters)


def page(
    actor: Actor, name: str, filters: Filters, *, after: str = "", before: str = "", size: int = PAGE
) -> Page:
    """One page by keyset: rows after a token, or before one. Two queries at most, whatever the table's
    size.
    """
    worklist = WORKLISTS[name]
    rows = selection(actor, name, filters)
    related = ("case__area", "case__owner", "organisation") if worklist.over == "part" else ("area", "owner")
    rows = rows.select_related(*related)
    backwards = bool(before) and not after
    token = _untoken(after or before)
    ascending = worklist.ascending != backwards
    if token is not None:
        rows = rows.filter(_beyond(worklist.order, token, ascending))
    sign = "" if ascending else "-"
    found = list(rows.order_by(f"{sign}{worklist.order}", f"{sign}id")[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    first = _token(worklist, found[0]) if found else ""
    last = _token(worklist, found[-1]) if found else ""
    has_next = more if not backwards else True
    has_previous = bool(after) if not backwards else more
    return Page(
        rows=[_row(worklist, each) for each in found],
        next=last if has_next and found else "",
        previous=first if has_previous and found else "",
    )


def _row(worklist: Worklist, found: Any) -> Row:
    if worklist.over == "part":
        return Row(found.case, found, found.level, found.due_at)
    return Row(found, None, found.level, found.due_at)


def _beyond(order: str, token: tuple[datetime, int], ascending: bool) -> Q:
    moment, pk = token
    op = "gt" if ascending else "lt"
    return Q(**{f"{order}__{op}": moment}) | Q(**{order: moment, f"id__{op}": pk})


def _token(worklist: Worklist, found: Model) -> str:
    moment = getattr(found, worklist.order)
    return urlsafe_b64encode(f"{moment.isoformat()}|{found.pk}".encode()).decode().rstrip("=")


def _untoken(token: str) -> tuple[datetime, int] | None:
    """A token somebody has changed means the first page, not an error."""
    try:
        moment, _bar, pk = urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode().partition("|")
        return datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return None


def counts(actor: Actor, names: list[str]) -> dict[str, int]:
    """How long each list is, up to BOUND + 1 ("more than 1,000"), all in one query."""
    parts: list[str] = []
    values: list[Any] = []
    for name in names:
        rows = _base(actor, name).order_by().values("pk")[: BOUND + 1]
        if rows.query.is_empty():
            parts.append("0")
            continue
        sql, params = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS {name})")
        values += params
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        found = cursor.fetchone()
    return dict(zip(names, found, strict=True))


def export(actor: Actor, name: str, filters: Filters, *, limit: int = 20_000) -> Iterator[Row]:
    """Rows in list order for a spreadsheet, at most `limit`."""
    worklist = WORKLISTS[name]
    related = ("case__area", "case__owner", "organisation") if worklist.over == "part" else ("area", "owner")
    sign = "" if worklist.ascending else "-"
    rows = (
        selection(actor, name, filters)
        .select_related(*related)
        .order_by(f"{sign}{worklist.order}", f"{sign}id")
    )
    return (_row(worklist, each) for each in rows[:limit].iterator(chunk_size=1000))


def count(actor: Actor, name: str, filters: Filters) -> int:
    """How long the filtered list is, up to BOUND + 1."""
    return selection(actor, name, filters).order_by()[: BOUND + 1].count()


def leads(rows: Iterable[Row]) -> dict[int, str]:
    """Who handles these cases: the lead unit's name by case; one query."""
    present = Part.objects.filter(
        case__in=[row.case.pk for row in rows], role=Role.LEAD, stage__in=PRESENT_PART_STAGES
    )
    return dict(present.values_list("case_id", "organisation__name"))


def provisional(rows: Iterable[Row]) -> frozenset[int]:
    """Which of these cases have a running deadline that rests on days not yet announced (暂估); one query."""
    wanted = [row.case.pk for row in rows if row.due_at is not None]
    if not wanted:
        return frozenset()
    running = Clock.objects.filter(case__in=wanted, state=ClockState.RUNNING, provisional=True)
    return frozenset(running.values_list("case_id", flat=True))
