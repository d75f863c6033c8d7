from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from linli.kernel.actors import Actor

from .models import InboxItem, Message
from .terms import State


def inbox(actor: Actor, *, before: int | None = None, limit: int = 50) -> list[InboxItem]:
    """What was told to this person or to the organisation he acts for, newest first."""
    rows = items_of(actor).order_by("-id")
    if before is not None:
        rows = rows.filter(id__lt=before)
    return list(rows[:limit])


def unread_count(actor: Actor) -> int:
    """Bounded: nobody needs to know more than "99+"."""
    return items_of(actor).filter(read_at=None).order_by()[:100].count()


def given_up(limit: int = 100) -> list[Message]:
    return list(Message.objects.filter(state=State.FAILED).order_by("-id")[:limit])


def lag(now: datetime) -> float:
    """Seconds that the oldest due message has been waiting; 0.0 when nothing waits."""
    oldest = Message.objects.filter(state=State.PENDING, next_at__lte=now).order_by("next_at").first()
    return (now - oldest.next_at).total_seconds() if oldest else 0.0


def items_of(actor: Actor) -> QuerySet[InboxItem]:
    if actor.user_id is None:
        return InboxItem.objects.none()
    mine = Q(user_id=actor.user_id)
    if actor.organisation_id is not None:
        mine |= Q(organisation_id=actor.organisation_id)
    return InboxItem.objects.filter(mine)
