"""Who someone is today: mandates as actors."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from linli.kernel.actors import Actor

from .models import Mandate

if TYPE_CHECKING:
    from .models import User


def _valid(on: date) -> Q:
    return Q(revoked_at=None, starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gt=on))


def mandates_of(user: User, on: date) -> QuerySet[Mandate]:
    """The mandates of `user` valid on that day, oldest first, with post, organisation and area at hand."""
    return (
        Mandate.objects.filter(_valid(on), user=user)
        .select_related("post", "organisation__area", "area")
        .order_by("pk")
    )


def actor_for(user: User, mandate_id: int | None, *, on: date) -> Actor:
    """The actor that `user` is on that day: the chosen mandate if it is valid, else the first valid one.

    Without any valid mandate the actor is signed in and holds no power. One query.
    """
    return acting(user, mandate_id, list(mandates_of(user, on)))


def acting(user: User, mandate_id: int | None, mandates: Sequence[Mandate]) -> Actor:
    """The actor for a chosen one of these mandates, else for the first. No query."""
    chosen = next((m for m in mandates if m.pk == mandate_id), mandates[0] if mandates else None)
    if chosen is None:
        return Actor(user_id=user.pk, name=user.display_name)
    area = chosen.area or chosen.organisation.area
    return Actor(
        user_id=user.pk,
        mandate_id=chosen.pk,
        name=user.display_name,
        post=chosen.post.code,
        organisation_id=chosen.organisation_id,
        organisation_name=chosen.organisation.name,
        area_code=area.code if area else "",
        powers=frozenset(chosen.post.powers),
    )
