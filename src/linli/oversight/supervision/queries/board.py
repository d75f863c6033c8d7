"""The board by unit: figures added up by the database, each with the list behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.queries.cases import cases_visible_to
from linli.kernel.actors import Actor
from linli.kernel.clock import CHINA
from linli.kernel.refusals import NotFound
from linli.oversight.supervision import permissions
from linli.oversight.supervision.rules.figures import SENT, Share
from linli.oversight.supervision.terms import FIGURES, PROCEDURE

REPLIED = Q(parts__stage="replied")
CONDITIONS: dict[str, Q] = {
    "tasks": Q(parts__isnull=False),
    "open": Q(parts__stage__in=["offered", "accepted"]),
    "replied": REPLIED,
    "on_time": REPLIED & Q(parts__was_late=False),
    "late": Q(parts__was_late=True),
    "returned": Q(parts__stage="returned"),
    "verified": REPLIED & Q(stage="verified"),
}


@dataclass(frozen=True, slots=True)
class Window:
    """Days `[start, end)`; an open side is None. What was under way on any of these days counts."""

    start: date | None = None
    end: date | None = None


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _shares(actor: Actor, window: Window, more: Q | None = None) -> QuerySet[Any]:
    """Cases joined with their parts: a row is one unit's share. One filter, so one join."""
    wanted = Q(parts__stage__in=SENT)
    if not permissions.sees_all_units(actor):
        wanted &= Q(parts__organisation=actor.organisation_id)
    if window.end is not None:
        wanted &= Q(opened_at__lt=midnight(window.end))
    if window.start is not None:
        wanted &= Q(closed_at=None) | Q(closed_at__gte=midnight(window.start))
    return cases_visible_to(actor).filter(wanted & (more or Q()), procedure=PROCEDURE)


def board(actor: Actor, window: Window) -> list[dict[str, Any]]:
    """A line a unit: `unit_id`, `unit` and every name of `terms.FIGURES`; one query."""
    counts: dict[str, Any] = {name: Count("parts", filter=CONDITIONS[name]) for name in FIGURES}
    rows = _shares(actor, window).values(
        unit_id=F("parts__organisation_id"), unit=F("parts__organisation__name")
    )
    return list(rows.annotate(**counts).order_by("late", "-verified", "-on_time", "unit"))


def behind(actor: Actor, figure: str, window: Window, *, unit_id: int | None = None) -> QuerySet[Any]:
    """The shares one figure counts, nearest deadline first, as dictionaries."""
    if figure not in FIGURES:
        raise NotFound(_("There is no such figure."))
    of_unit = Q(parts__organisation=unit_id) if unit_id else Q()
    return (
        _shares(actor, window, CONDITIONS[figure] & of_unit)
        .values(
            "number",
            "title",
            "stage",
            part_id=F("parts__id"),
            unit=F("parts__organisation__name"),
            role=F("parts__role"),
            part_stage=F("parts__stage"),
            part_due_at=F("parts__due_at"),
            part_level=F("parts__level"),
            was_late=F("parts__was_late"),
        )
        .order_by("parts__order_at", "parts__id")
    )


def shares(actor: Actor, window: Window) -> list[Share]:
    """The same rows, plain: what a bulletin is computed and frozen from."""
    rows = _shares(actor, window).values_list(
        "parts__organisation_id",
        "parts__organisation__name",
        "parts__stage",
        "parts__was_late",
        "stage",
    )
    return [Share(*row) for row in rows]


def last_month(today: date) -> Window:
    """The calendar month before the one that `today` falls in."""
    end = today.replace(day=1)
    return Window((end - timedelta(days=1)).replace(day=1), end)
