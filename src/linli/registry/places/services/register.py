"""Entries: a place is added, corrected, closed; and what every other write of places is made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.kernel import areas
from linli.kernel.actors import Actor
from linli.kernel.areas import Level
from linli.kernel.audit.services import record
from linli.kernel.clock import day_of
from linli.kernel.events import publish
from linli.kernel.refusals import NotFound, OutOfTurn, RuleBroken, require
from linli.registry.places import rules
from linli.registry.places.events import PlaceChanged
from linli.registry.places.models import CentralUrbanFlag, Place
from linli.registry.places.permissions import may_edit, may_edit_place
from linli.registry.places.queries import valid_on
from linli.registry.places.rules import FILED, NewPlace
from linli.registry.places.terms import POWER, REASONS, CommitteeKind

CORRECTABLE = frozenset(
    {
        "name",
        "parent",
        "settlement_class",
        "committee_kind",
        "community_type",
        "households",
        "source",
        "valid_from",
    }
)
AUDITED = ("code", "parent_id", "valid_to", *sorted(CORRECTABLE - {"parent"}))


@transaction.atomic
def add_place(
    *, actor: Actor, new: NewPlace, valid_from: date, at: datetime, valid_to: date | None = None
) -> Place:
    """Enter a place; its parent is the one named, else the nearest on record by the digits of the code."""
    parent = parent_of(new, on=valid_from)
    check_power(actor, parent)
    place = opened(new, parent, valid_from, valid_to)
    told(actor, place, "added", place.valid_from, at, first=True)
    return place


@transaction.atomic
def correct_place(*, actor: Actor, place: int, at: datetime, **changes: Any) -> Place:
    """Put right what was entered wrongly (`CORRECTABLE`): no history, but the audit keeps the old words."""
    found = locked(actor, place)
    if unknown := changes.keys() - CORRECTABLE:
        raise RuleBroken(_("This cannot be corrected in place."), fields=", ".join(sorted(unknown)))
    before = {name: getattr(found, name) for name, value in changes.items() if getattr(found, name) != value}
    if not before:
        return found
    for name in before:
        setattr(found, name, changes[name])
    check_period(found.code, found.valid_from, found.valid_to, but=found.pk)
    if "parent" in before:
        lay_under(found, found.parent)
        refile_below(found, found)
        before["parent"] = before["parent"] and before["parent"].pk
    found.save()
    told(actor, found, "corrected", day_of(at), at, before=before)
    return found


@transaction.atomic
def close_place(*, actor: Actor, place: int, on: date, reason: str, at: datetime) -> Place:
    """End a place without a successor, once nothing below it is open."""
    found = locked(actor, place)
    ended(found, on, at)
    if Place.objects.filter(parent=found, valid_to__isnull=True).exists():
        raise OutOfTurn(
            _("Places below this one are still open."),
            remedy=_("Close them or move them under another area first."),
        )
    told(actor, found, "closed", on, at, reason=reason)
    return found


@transaction.atomic
def set_central_urban(
    *, actor: Actor, place: int, central: bool, on: date, source: str, at: datetime
) -> CentralUrbanFlag | None:
    """Say from which day a place lies in a central urban area, or no longer; returns the flag in force."""
    found = locked(actor, place)
    flag = found.central_urban_flags.filter(ends_on__isnull=True).first()
    if (flag is not None) is central:
        return flag
    if flag is None:
        if found.central_urban_flags.filter(ends_on__gt=on).exists():
            raise OutOfTurn(_("The place already counts as central urban on this day."))
        flag = found.central_urban_flags.create(starts_on=on, source=source)
    else:
        if on <= flag.starts_on:
            raise OutOfTurn(REASONS["ends_before_start"])
        flag.ends_on = on
        flag.save(update_fields=["ends_on"])
    told(actor, found, "central_urban", on, at, central=central, source=source)
    return flag if central else None


def check_power(actor: Actor, *within: Place | None) -> None:
    """The power, and every one of these places in the actor's area (None: the whole country)."""
    require(may_edit(actor), _("You may not change the register of places."), needs=POWER)
    reaches = all(may_edit_place(actor, place) for place in within)
    require(reaches, _("This place lies outside the area of your present capacity."))


def locked(actor: Actor, pk: int) -> Place:
    """The open place in the actor's area, held until the transaction ends."""
    check_power(actor)
    found = Place.objects.select_for_update().filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such place."), place=pk)
    check_power(actor, found)
    if found.valid_to is not None:
        raise OutOfTurn(
            _("This place has been closed."), remedy=_("Change the place that followed it."), place=pk
        )
    return found


def parent_of(new: NewPlace, *, on: date) -> Place | None:
    """The parent that was named, or the nearest one on record by digits; refuses where one is needed."""
    code = normalised(new.code)
    asked = [normalised(new.parent_code)] if new.parent_code else list(areas.chain(code)[1:])
    found = {p.code: p for p in Place.objects.filter(valid_on(on), code__in=asked)}
    parent = next((found[c] for c in asked if c in found), None)
    if parent is None and (new.parent_code or areas.level(code) is not Level.PROVINCE):
        raise RuleBroken(
            _("The place above is not on record on this day."),
            remedy=_("Enter the place above first, or name another one."),
            code=code,
            parent=new.parent_code or asked[0],
        )
    return parent


def opened(
    new: NewPlace,
    parent: Place | None,
    valid_from: date,
    valid_to: date | None = None,
    *,
    is_free: bool = False,
) -> Place:
    """Check and save a new row; `is_free` says that the caller knows the code to be unused."""
    code = normalised(new.code)
    level = areas.level(code)
    check_parent(level, parent)
    if valid_to is not None and valid_to <= valid_from:
        raise RuleBroken(REASONS["ends_before_start"])
    if not is_free:
        check_period(code, valid_from, valid_to)
    return Place.objects.create(
        code=code,
        name=new.name.strip(),
        level=level,
        parent=parent,
        settlement_class=new.settlement_class,
        committee_kind=new.committee_kind or CommitteeKind.NONE,
        community_type=new.community_type,
        households=new.households,
        source=new.source,
        valid_from=valid_from,
        valid_to=valid_to,
        **rules.filed(code, level, parent.filed_codes if parent else None),
    )


def check_parent(level: Level, parent: Place | None) -> None:
    if not rules.may_stand_below(level, parent.rank if parent else None):
        raise RuleBroken(
            _("A place lies in one of a higher level."),
            remedy=_("Choose a province, city, district, street or community above it."),
            article="国统字〔2009〕91号",
        )


def lay_under(place: Place, above: Place | None) -> None:
    """File a place and everything open below it under another one; the caller saves the place."""
    check_parent(place.rank, above)
    current = above
    while current is not None:
        if current.pk == place.pk:
            raise RuleBroken(_("A place cannot lie in itself."))
        current = current.parent
    place.parent = above
    for name, value in rules.filed(place.code, place.rank, above.filed_codes if above else None).items():
        setattr(place, name, value)


def check_effect(place: Place, on: date, at: datetime) -> None:
    problem = rules.effect_problem(on, since=place.valid_from, today=day_of(at))
    if problem:
        raise OutOfTurn(REASONS[problem], on=on, since=place.valid_from)


def ended(place: Place, on: date, at: datetime) -> None:
    """Close a row on a day, and what is said of it."""
    check_effect(place, on, at)
    place.valid_to = on
    place.save(update_fields=["valid_to"])
    place.central_urban_flags.filter(ends_on__isnull=True, starts_on__lt=on).update(ends_on=on)


def refile_below(place: Place, former: Place) -> int:
    """Give everything open below a place its filed codes; one statement, the depth does not matter."""
    if former.rank is Level.GRID:
        below = Q(parent=place) | Q(parent__parent=place)
    else:
        below = Q(**{FILED[former.level - 1]: former.code}, level__gt=former.level)
    codes = {name: getattr(place, name) for name in FILED[: max(place.level, former.level)]}
    return Place.objects.filter(below, valid_to__isnull=True).update(**codes)


def told(
    actor: Actor,
    place: Place,
    act: str,
    on: date,
    at: datetime,
    *,
    successors: tuple[int, ...] = (),
    first: bool = False,
    **facts: Any,
) -> None:
    """Audit what the row now says and announce it."""
    data: Mapping[str, Any] = {"now": {name: getattr(place, name) for name in AUDITED}, "on": on, **facts}
    record(actor=actor, kind="place", key=str(place.pk), act=act, data=data, at=at, first=first)
    publish(PlaceChanged(place.pk, place.code, act, on, at, successors))


def normalised(code: str) -> str:
    try:
        return areas.normalise(code)
    except areas.BadCode as error:
        raise RuleBroken(REASONS[f"code_{error.reason}"], code=code) from error


def check_period(code: str, start: date, end: date | None, *, but: int | None = None) -> None:
    """A code belongs to one place a day; it may come back later."""
    others = Place.objects.filter(code=code)
    for other in others if but is None else others.exclude(pk=but):
        if rules.overlaps(start, end, other.valid_from, other.valid_to):
            raise OutOfTurn(
                _("This code already belongs to a place on these days."), code=code, place=other.name
            )
