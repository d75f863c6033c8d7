"""Changes that leave history: renamed, moved, merged, split, converted.

Who stays the same place keeps its row, and the former state becomes a closed row before it: what refers to
the place follows by itself. Who becomes another place gets a new row; `Succession` links both ways.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import areas
from linli.kernel.actors import Actor
from linli.kernel.areas import Level
from linli.kernel.refusals import OutOfTurn, RuleBroken
from linli.registry.places import rules
from linli.registry.places.models import Place, Succession
from linli.registry.places.rules import NewPlace
from linli.registry.places.terms import CommitteeKind, CommunityType, SuccessionKind

from .register import (
    check_effect,
    check_parent,
    check_period,
    check_power,
    ended,
    lay_under,
    locked,
    normalised,
    opened,
    parent_of,
    refile_below,
    told,
)

_INHERITED = ("settlement_class", "committee_kind", "community_type", "source")


@transaction.atomic
def rename(*, actor: Actor, place: int, name: str, on: date, reason: str, at: datetime) -> Place:
    """The place bears another name from a day on."""
    found = locked(actor, place)
    if not name.strip() or name.strip() == found.name:
        raise RuleBroken(_("Give the place another name than it has."))
    former = _kept(found, on, at)
    found.name = name.strip()
    return _changed(actor, former, found, SuccessionKind.RENAME, on, reason, at)


@transaction.atomic
def reparent(
    *,
    actor: Actor,
    place: int,
    parent: int,
    on: date,
    reason: str,
    at: datetime,
    code: str = "",
    name: str = "",
) -> Place:
    """The place lies in another area from a day on, under a new code or name if given; all below follows."""
    found, above = locked(actor, place), locked(actor, parent)
    new_code = normalised(code) if code else found.code
    if found.parent_id == above.pk and new_code == found.code:
        raise RuleBroken(_("The place already lies there."))
    former = _kept(found, on, at)
    check_period(new_code, on, None, but=found.pk)
    found.code, found.level, found.name = new_code, areas.level(new_code), name.strip() or found.name
    lowest = found.children.filter(valid_to__isnull=True).order_by("level").first()
    if lowest is not None:
        check_parent(lowest.rank, found)
    lay_under(found, above)
    refile_below(found, former)
    return _changed(actor, former, found, SuccessionKind.REPARENT, on, reason, at)


@transaction.atomic
def merge(
    *, actor: Actor, places: Sequence[int], into: NewPlace, on: date, reason: str, at: datetime
) -> Place:
    """Several places become one; it may keep the code of one of them. Households add up unless given."""
    if len(set(places)) < 2:
        raise RuleBroken(_("A merger needs at least two places."))
    return _succeed(actor, places, [into], SuccessionKind.MERGE, on, reason, at)[0]


@transaction.atomic
def split(
    *,
    actor: Actor,
    place: int,
    parts: Sequence[NewPlace],
    on: date,
    reason: str,
    at: datetime,
    homes: Mapping[str, str] | None = None,
) -> list[Place]:
    """One place becomes several; `homes` says for each open place below (by code) the code of its part."""
    if len(parts) < 2:
        raise RuleBroken(_("A split needs at least two parts."))
    return _succeed(actor, [place], parts, SuccessionKind.SPLIT, on, reason, at, homes)


@transaction.atomic
def convert_village(
    *, actor: Actor, villages: Sequence[int], into: Sequence[NewPlace], on: date, reason: str, at: datetime
) -> list[Place]:
    """村改居: villages become communities with residents' committees; other than 1:1 needs a reason."""
    if rules.conversion_needs_reason(len(set(villages)), len(into)) and not reason.strip():
        raise RuleBroken(
            _("In principle one village becomes one community."),
            remedy=_("Say why it is done otherwise here."),
            article="武汉城乡社区建设意见 三(七)",
        )
    if Place.objects.filter(pk__in=villages).exclude(committee_kind=CommitteeKind.VILLAGERS).exists():
        raise RuleBroken(_("Only a place with a villagers' committee can be converted."))
    drafts = [
        replace(
            new,
            committee_kind=CommitteeKind.RESIDENTS,
            community_type=new.community_type or CommunityType.CONVERTED,
        )
        for new in into
    ]
    return _succeed(actor, villages, drafts, SuccessionKind.CONVERT, on, reason, at)


@transaction.atomic
def convert_town(*, actor: Actor, town: int, into: NewPlace, on: date, reason: str, at: datetime) -> Place:
    """镇改街: a town becomes a street; what lies in it lies in the street."""
    if not Place.objects.filter(pk=town, level=Level.STREET).exists():
        raise RuleBroken(_("Only a town can become a street."))
    return _succeed(actor, [town], [into], SuccessionKind.CONVERT, on, reason, at)[0]


def _kept(place: Place, on: date, at: datetime) -> Place:
    """A copy of the present state, to be closed as the former one; not saved yet."""
    check_effect(place, on, at)
    former = Place.objects.get(pk=place.pk)
    former.pk, former.valid_to = None, on
    former._state.adding = True
    return former


def _changed(
    actor: Actor, former: Place, place: Place, kind: SuccessionKind, on: date, reason: str, at: datetime
) -> Place:
    """The living row first moves its start, then the former one may stand before it."""
    place.valid_from = on
    place.save()
    former.save()
    Succession.objects.create(predecessor=former, successor=place, kind=kind, on=on, reason=reason)
    told(actor, place, kind.value, on, at, reason=reason, before={"name": former.name, "code": former.code})
    return place


def _succeed(
    actor: Actor,
    places: Sequence[int],
    drafts: Sequence[NewPlace],
    kind: SuccessionKind,
    on: date,
    reason: str,
    at: datetime,
    homes: Mapping[str, str] | None = None,
) -> list[Place]:
    """Old rows end, new rows begin, both are linked, and what lay in the old lies in the new."""
    old = [locked(actor, pk) for pk in dict.fromkeys(places)]
    if len({place.level for place in old}) > 1:
        raise RuleBroken(_("Only places of one level can become one."))
    for place in old:
        ended(place, on, at)
    new = [_successor(draft, old, on, alone=len(drafts) == 1) for draft in drafts]
    for place in new:
        check_power(actor, place)
    Succession.objects.bulk_create(
        Succession(predecessor=a, successor=b, kind=kind, on=on, reason=reason) for a in old for b in new
    )
    _rehome(old, new, homes or {})
    successors = tuple(place.pk for place in new)
    for place in new:
        told(actor, place, "added", on, at, first=True, reason=reason, replaces=[p.pk for p in old])
    for place in old:
        told(actor, place, kind.value, on, at, reason=reason, successors=successors)
    return new


def _successor(draft: NewPlace, old: Sequence[Place], on: date, *, alone: bool) -> Place:
    """What the draft leaves open comes from the first of the old; households add up where one remains."""
    first = old[0]
    parent = parent_of(draft, on=on) if draft.parent_code else first.parent
    households = draft.households
    if households is None and alone:
        households = rules.total([place.households for place in old])
    inherited = {name: getattr(draft, name) or getattr(first, name) for name in _INHERITED}
    filled = replace(draft, households=households, **inherited)
    if areas.level(normalised(draft.code)) != first.rank:
        raise RuleBroken(_("The code belongs to another level."), code=draft.code)
    return opened(filled, parent, on)


def _rehome(old: Sequence[Place], new: Sequence[Place], homes: Mapping[str, str]) -> None:
    """Open children go to the one successor, or to the part that `homes` names."""
    parts = {place.code: place for place in new}
    wanted = {normalised(child): normalised(part) for child, part in homes.items()}
    children = list(Place.objects.filter(parent__in=old, valid_to__isnull=True).order_by("code"))
    for child in children:
        home = new[0] if len(new) == 1 else parts.get(wanted.get(child.code, ""))
        if home is None:
            raise OutOfTurn(
                _("It is not said to which part a place below belongs."),
                remedy=_("Name a part for each place below, or close it first."),
                place=child.name,
                code=child.code,
            )
        lay_under(child, home)
        child.save()
        refile_below(child, child)
