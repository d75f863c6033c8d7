"""Bulletins: drafts for the office that draws them up, published ones for everyone in the area."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import Actor
from linli.kernel.refusals import NotFound
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import Bulletin
from linli.oversight.supervision.rules import figures
from linli.oversight.supervision.terms import BulletinState
from linli.registry.organisations.queries import upward

from . import board


def bulletins_visible_to(actor: Actor) -> QuerySet[Bulletin]:
    if not actor.is_signed_in:
        return Bulletin.objects.none()
    wanted = Q(state=BulletinState.PUBLISHED, area__code__in=[*upward(actor.area_code)])
    if permissions.may_plan(actor):
        wanted |= Q(owner=actor.organisation_id)
    return Bulletin.objects.filter(wanted).select_related("area", "owner")


def bulletin(actor: Actor, pk: int) -> Bulletin:
    found = bulletins_visible_to(actor).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such bulletin."))
    return found


def frozen(actor: Actor, window: board.Window) -> dict[str, Any]:
    """The figures of a period as they stand now: `units` in the order of the ranking, and `total`."""
    units = figures.tally(board.shares(actor, window))
    return {"units": [unit.as_dict() for unit in units], "total": figures.total(units)}
