"""Who someone is today: mandates as actors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel import areas
from linli.kernel.actors import Actor
from linli.kernel.labels import say
from linli.kernel.refusals import NotFound, require
from linli.registry.organisations.queries import posts
from linli.registry.places.queries import scope

from . import permissions, rules
from .models import Mandate, User


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
        post=say({"zh": chosen.post.name_zh, "en": chosen.post.name_en}),
        organisation_id=chosen.organisation_id,
        organisation_name=chosen.organisation.name,
        area_code=area.code if area else "",
        powers=frozenset(chosen.post.powers),
    )


def lies_within(mandate: Mandate, area_code: str) -> bool:
    """Whether all it reaches lies within the area (empty: the whole country), by the chain of parents."""
    if not area_code:
        return True
    area = mandate.area or mandate.organisation.area
    return area is not None and areas.normalise(area_code) in {area.code, *area.filed_codes.values()}


def people_visible_to(actor: Actor, *, on: date, search: str = "") -> QuerySet[User]:
    """Accounts an administrator may look after: those that act nowhere outside the administrator's own area.

    Somebody who works in two streets belongs to the district's administrators, so that nobody takes over an
    account that reaches further than he does. Newly opened accounts act nowhere yet.
    """
    require(permissions.may_see_people(actor), _("Accounts are kept by the administrators."))
    found = User.objects.all()
    if words := search.strip():
        found = found.filter(Q(username__icontains=words) | Q(display_name__icontains=words))
    if actor.area_code:
        outside = Mandate.objects.filter(_valid_or_later(on), user=OuterRef("pk")).exclude(
            _within(actor.area_code)
        )
        found = found.exclude(Exists(outside))
    return found.order_by("username")


def person(actor: Actor, pk: int, *, on: date) -> User:
    """One of those accounts; NotFound for every other one."""
    found = people_visible_to(actor, on=on).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such account, or it is not yours to look after."), user=pk)
    return found


def mandates_visible_to(actor: Actor, *, on: date, search: str = "") -> QuerySet[Mandate]:
    """Mandates not yet revoked or ended, within the administrator's area, by person."""
    require(permissions.may_see_people(actor), _("Accounts are kept by the administrators."))
    found = Mandate.objects.filter(_valid_or_later(on))
    if actor.area_code:
        found = found.filter(_within(actor.area_code))
    if words := search.strip():
        found = found.filter(
            Q(user__username__icontains=words)
            | Q(user__display_name__icontains=words)
            | Q(organisation__name__icontains=words)
            | Q(post__name_zh__icontains=words)
        )
    found = found.select_related("user", "post", "organisation__area", "area")
    return found.order_by("user__username", "pk")


def mandate(actor: Actor, pk: int, *, on: date) -> Mandate:
    found = mandates_visible_to(actor, on=on).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such capacity, or it is not yours to look after."), mandate=pk)
    return found


def history_of(user: User) -> QuerySet[Mandate]:
    """All mandates this person ever had, newest first."""
    return user.mandates.select_related("post", "organisation", "area").order_by("-starts_on", "-pk")


def posts_that_mix() -> list[str]:
    """Codes of posts whose powers must stay apart (checked when the project starts)."""
    return [code for code, powers in posts().values_list("code", "powers") if rules.mixes(powers)]


def _valid_or_later(on: date) -> Q:
    return Q(revoked_at=None) & (Q(ends_on=None) | Q(ends_on__gt=on))


def _within(area_code: str) -> Q:
    return scope(area_code, "area__") | (Q(area=None) & scope(area_code, "organisation__area__"))


def user_named(username: str) -> User | None:
    """The account of this user name; for the installation and its commands, which see everybody."""
    return User.objects.filter(username=User.normalize_username(username.strip())).first()


def colleagues(organisation_id: int, *, on: date) -> list[tuple[int, str]]:
    """Who works in this organisation on that day, by name: pairs (user id, name). One query."""
    people = User.objects.filter(
        is_active=True, mandates__in=Mandate.objects.filter(_valid(on), organisation=organisation_id)
    )
    return list(people.order_by("display_name", "pk").distinct().values_list("pk", "display_name"))


def names_of(user_ids: Iterable[int]) -> dict[int, str]:
    """The names of these people; unknown ids are left out. One query, none for nobody."""
    ids = set(user_ids)
    return dict(User.objects.filter(pk__in=ids).values_list("pk", "display_name")) if ids else {}
