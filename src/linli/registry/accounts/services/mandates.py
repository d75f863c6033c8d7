from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import Actor
from linli.kernel.events import publish
from linli.kernel.periods import Period
from linli.kernel.refusals import NotAllowed, OutOfTurn, RuleBroken, require
from linli.registry.accounts import permissions, queries, rules
from linli.registry.accounts.events import MandateGranted, MandateRevoked
from linli.registry.accounts.models import Mandate, User

from .chain import locked, note

if TYPE_CHECKING:
    from linli.registry.organisations.models import Organisation, Post
    from linli.registry.places.models import Place

SAYS = {
    rules.Objection.SELF: _("Nobody grants a capacity to himself."),
    rules.Objection.MIXED_POST: _("This post mixes powers that must stay apart, so nobody may hold it."),
    rules.Objection.SECOND_ADMINISTRATION: _("This person already holds another administration."),
    rules.Objection.ADMINISTRATOR_WITH_CASES: _("An administrator does not handle cases."),
    rules.Objection.TWICE: _("This person holds this very capacity at that time already."),
}
REMEDIES = {
    rules.Objection.SELF: _("Ask another security administrator."),
    rules.Objection.SECOND_ADMINISTRATION: _(
        "Choose another person, or revoke the other administration first."
    ),
    rules.Objection.ADMINISTRATOR_WITH_CASES: _("Use a separate account for each kind of work."),
}


@transaction.atomic
def grant_mandate(
    *,
    actor: Actor,
    user: User,
    post: Post,
    organisation: Organisation,
    area: Place | None = None,
    starts_on: date,
    ends_on: date | None = None,
    at: datetime,
) -> Mandate:
    """Give `user` a capacity on the days `[starts_on, ends_on)`; raises RuleBroken in the rule's words."""
    require(permissions.may_grant(actor), _("Only the security administrator grants capacities."))
    user = locked(actor, user, at)
    mandate = Mandate(
        user=user,
        post=post,
        organisation=organisation,
        area=area,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by=actor.name,
    )
    require(
        queries.lies_within(mandate, actor.area_code),
        _("This lies outside the area you are responsible for."),
    )
    _object_to(actor, mandate)
    mandate.save()
    data = {
        "mandate": mandate.pk,
        "post": post.code,
        "organisation": organisation.pk,
        "area": mandate.area_id,
    }
    note(actor, user, "mandate_granted", {**data, "from": starts_on, "until": ends_on}, at)
    publish(MandateGranted(mandate.pk, user.pk, post.code, organisation.pk))
    return mandate


@transaction.atomic
def revoke_mandate(*, actor: Actor, mandate: Mandate, at: datetime) -> Mandate:
    """End a capacity now; the next request of the person no longer has it."""
    require(permissions.may_grant(actor), _("Only the security administrator revokes capacities."))
    user = locked(actor, mandate.user, at)
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if mandate.revoked_at is not None:
        raise OutOfTurn(_("This capacity has been revoked already."))
    mandate.revoked_at = at
    mandate.save(update_fields=["revoked_at"])
    note(actor, user, "mandate_revoked", {"mandate": mandate.pk}, at)
    publish(MandateRevoked(mandate.pk, user.pk))
    return mandate


def _object_to(actor: Actor, mandate: Mandate) -> None:
    held = [
        _as_held(other)
        for other in Mandate.objects.filter(user=mandate.user, revoked_at=None).select_related("post")
    ]
    if mandate.ends_on is not None and mandate.ends_on <= mandate.starts_on:
        raise RuleBroken(_("A capacity ends after it starts."))
    objection = rules.objection(actor.user_id, _as_held(mandate), held)
    if objection is rules.Objection.SELF:
        raise NotAllowed(SAYS[objection], remedy=REMEDIES[objection])
    if objection:
        raise RuleBroken(SAYS[objection], remedy=REMEDIES.get(objection, ""), objection=objection.value)


def _as_held(mandate: Mandate) -> rules.Held:
    return rules.Held(
        user_id=mandate.user_id,
        post_id=mandate.post_id,
        organisation_id=mandate.organisation_id,
        area_id=mandate.area_id,
        period=Period(mandate.starts_on, mandate.ends_on),
        powers=frozenset(mandate.post.powers),
    )
