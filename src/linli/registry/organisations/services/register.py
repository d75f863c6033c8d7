"""Organisations are added, corrected, closed and related."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.audit.services import record
from linli.kernel.events import publish
from linli.kernel.refusals import NotFound, OutOfTurn, RuleBroken, require
from linli.registry.organisations import rules
from linli.registry.organisations.events import OrganisationChanged
from linli.registry.organisations.models import Organisation, Relation
from linli.registry.organisations.permissions import may_edit, may_edit_in
from linli.registry.organisations.queries import descendants
from linli.registry.organisations.terms import POWER, REASONS
from linli.registry.places import queries as places

if TYPE_CHECKING:
    from linli.registry.places.models import Place

FIELDS = ("name", "short_name", "credit_code", "kind", "speciality", "email", "valid_from")
LINKS = ("area", "parent")


@transaction.atomic
def add_organisation(
    *,
    actor: Actor,
    name: str,
    kind: str,
    valid_from: date,
    at: datetime,
    area: int | Place | None = None,
    parent: int | None = None,
    valid_to: date | None = None,
    **details: Any,
) -> Organisation:
    """Enter an organisation; `details` may give short_name, credit_code, speciality, email."""
    if valid_to is not None and valid_to <= valid_from:
        raise RuleBroken(REASONS["ends_before_start"])
    organisation = Organisation(kind=kind, valid_from=valid_from, valid_to=valid_to)
    for field, value in {"name": name, "area": area, "parent": parent, **details}.items():
        _set(organisation, field, value)
    check_power(actor, organisation)
    _check(organisation)
    organisation.save()
    told(actor, organisation, "added", at, first=True)
    return organisation


@transaction.atomic
def correct_organisation(*, actor: Actor, organisation: int, at: datetime, **changes: Any) -> Organisation:
    """Change what is on record (any of FIELDS; area and parent by id); the audit keeps what stood there."""
    found = locked(actor, organisation)
    before = {name: stands(found, name) for name in changes}
    for name, value in changes.items():
        _set(found, name, value)
    before = {name: value for name, value in before.items() if stands(found, name) != value}
    if not before:
        return found
    check_power(actor, found)
    _check(found)
    found.save()
    told(actor, found, "corrected", at, before=before)
    return found


@transaction.atomic
def close_organisation(
    *, actor: Actor, organisation: int, on: date, reason: str, at: datetime
) -> Organisation:
    """End an organisation, its relations and appointments, once nothing is part of it any more."""
    found = locked(actor, organisation)
    if on <= found.valid_from:
        raise OutOfTurn(REASONS["ends_before_start"])
    if found.children.filter(valid_to__isnull=True).exists():
        raise OutOfTurn(
            _("Other organisations are still part of this one."), remedy=_("Close or move them first.")
        )
    found.valid_to = on
    found.save(update_fields=["valid_to"])
    for rows in (found.relations, found.related_by, found.appointments):
        rows.filter(ends_on__isnull=True, starts_on__lt=on).update(ends_on=on)
    told(actor, found, "closed", at, on=on, reason=reason)
    return found


@transaction.atomic
def relate(*, actor: Actor, source: int, target: int, kind: str, on: date, at: datetime) -> Relation:
    """Say that the source is subordinate to, led, guided or supervised by the target from a day on."""
    one, other = locked(actor, source), opened(target)
    if one == other:
        raise RuleBroken(_("An organisation cannot stand in a relation with itself."))
    _refuse(rules.relation_problem(kind, one.kind, other.kind))
    if one.relations.filter(target=other, kind=kind, ends_on__isnull=True).exists():
        raise OutOfTurn(_("This relation is already on record."))
    relation = Relation.objects.create(source=one, target=other, kind=kind, starts_on=on)
    told(actor, one, "related", at, relation={"target": other.pk, "kind": kind, "from": on})
    return relation


@transaction.atomic
def end_relation(*, actor: Actor, relation: int, on: date, at: datetime) -> Relation:
    check_power(actor)
    found = Relation.objects.select_for_update().filter(pk=relation).select_related("source").first()
    if found is None:
        raise NotFound(_("There is no such relation."), relation=relation)
    check_power(actor, found.source)
    if found.ends_on is not None or on <= found.starts_on:
        raise OutOfTurn(_("The relation has ended, or the day lies before its start."))
    found.ends_on = on
    found.save(update_fields=["ends_on"])
    told(
        actor,
        found.source,
        "unrelated",
        at,
        relation={"target": found.target_id, "kind": found.kind, "on": on},
    )
    return found


@transaction.atomic
def follow_place(*, actor: Actor, place: int, successor: int, at: datetime) -> int:
    """Organisations of a place that became another one work for that one; returns how many."""
    require(actor == SYSTEM or may_edit(actor), _("You may not change the register of organisations."))
    following = list(Organisation.objects.select_for_update().filter(area=place, valid_to__isnull=True))
    for organisation in following:
        organisation.area_id = successor
        organisation.save(update_fields=["area"])
        told(actor, organisation, "corrected", at, before={"area": place})
    return len(following)


def check_power(actor: Actor, organisation: Organisation | None = None) -> None:
    """The power, and the organisation in the actor's area."""
    require(may_edit(actor), _("You may not change the register of organisations."), needs=POWER)
    if organisation is not None:
        area = organisation.area
        require(
            may_edit_in(actor, area), _("This organisation lies outside the area of your present capacity.")
        )


def stands(organisation: Organisation, name: str) -> Any:
    """What is on record under a name of FIELDS or LINKS (these by id)."""
    return getattr(organisation, _column(name))


def locked(actor: Actor, pk: int) -> Organisation:
    """The open organisation in the actor's area, held until the transaction ends."""
    check_power(actor)
    found = opened(pk)
    check_power(actor, found)
    return found


def opened(pk: int) -> Organisation:
    """An organisation that is not closed."""
    found = Organisation.objects.select_for_update(of=("self",)).filter(pk=pk).select_related("area").first()
    if found is None:
        raise NotFound(_("There is no such organisation."), organisation=pk)
    if found.valid_to is not None:
        raise OutOfTurn(_("This organisation has been closed."), organisation=pk)
    return found


def told(
    actor: Actor, organisation: Organisation, act: str, at: datetime, *, first: bool = False, **facts: Any
) -> None:
    """Audit what the row now says and announce it."""
    now = {name: getattr(organisation, name) for name in (*FIELDS, "area_id", "parent_id", "valid_to")}
    record(
        actor=actor,
        kind="organisation",
        key=str(organisation.pk),
        act=act,
        data={"now": now, **facts},
        at=at,
        first=first,
    )
    publish(OrganisationChanged(organisation.pk, act))


def _column(name: str) -> str:
    if name not in (*FIELDS, *LINKS):
        raise RuleBroken(_("This cannot be corrected in place."), field=name)
    return f"{name}_id" if name in LINKS else name


def _set(organisation: Organisation, name: str, value: Any) -> None:
    if name == "credit_code":
        value = (value or "").strip().upper() or None
    elif isinstance(value, str):
        value = value.strip()
    elif name == "area" and value is not None:
        organisation.area = places.place_by_id(value) if isinstance(value, int) else value
        return
    setattr(organisation, _column(name), value)


def _check(organisation: Organisation) -> None:
    """What holds of every row before it is saved."""
    if not organisation.name:
        raise RuleBroken(REASONS["name_missing"])
    if organisation.credit_code:
        _check_credit_code(organisation)
    if organisation.parent_id is not None:
        if organisation.pk and organisation.parent_id in descendants(organisation.pk):
            raise RuleBroken(_("An organisation cannot be part of itself."))
        _refuse(rules.part_problem(organisation.kind, opened(organisation.parent_id).kind))
    same = Organisation.objects.filter(
        name=organisation.name, area=organisation.area_id, valid_to__isnull=True
    ).exclude(pk=organisation.pk or 0)
    if organisation.valid_to is None and same.exists():
        raise OutOfTurn(_("An organisation of this name is already on record in this area."))


def _check_credit_code(organisation: Organisation) -> None:
    code = organisation.credit_code or ""
    if not rules.is_credit_code(code):
        raise RuleBroken(REASONS["credit_code"], article="GB 32100-2015", code=code)
    if Organisation.objects.filter(credit_code=code).exclude(pk=organisation.pk or 0).exists():
        raise OutOfTurn(_("Another organisation already bears this credit code."), code=code)


def _refuse(problem: str | None) -> None:
    if problem:
        raise RuleBroken(REASONS[problem], article="武汉城乡社区建设意见 三(八)、三(九)")
