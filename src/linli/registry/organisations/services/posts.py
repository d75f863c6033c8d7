"""Posts come from packs; appointments say who holds one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.audit.services import record
from linli.kernel.refusals import NotFound, OutOfTurn, RuleBroken, require
from linli.registry.organisations.models import Appointment, Post

from .register import check_power, locked


@transaction.atomic
def load_posts(*, actor: Actor, posts: Iterable[Mapping[str, Any]], at: datetime) -> list[Post]:
    """Take posts over from packs: `{code, name: {zh, en}, powers: [..], rank}`; posts that are missing stay.

    Powers decide what people may do, so only the system or who configures it may change them.
    """
    require(
        actor == SYSTEM or actor.holds("system.configure"), _("Only the system administrator may do that.")
    )
    known = {post.code: post for post in Post.objects.select_for_update()}
    return [_loaded(actor, known.get(str(row["code"])), row, at) for row in posts]


def _loaded(actor: Actor, known: Post | None, row: Mapping[str, Any], at: datetime) -> Post:
    post = known or Post(code=str(row["code"]))
    name = row["name"] if isinstance(row["name"], Mapping) else {"zh": row["name"]}
    wanted = {
        "name_zh": str(name.get("zh", "")),
        "name_en": str(name.get("en", "")),
        "powers": sorted(set(row.get("powers", ()))),
        "rank": int(row.get("rank", 100)),
    }
    if known and all(getattr(post, field) == value for field, value in wanted.items()):
        return post
    for field, value in wanted.items():
        setattr(post, field, value)
    post.save()
    record(actor=actor, kind="post", key=post.code, act="loaded", data=wanted, at=at)
    return post


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    post: str,
    organisation: int,
    person_name: str,
    starts_on: date,
    at: datetime,
    term: str = "",
    ends_on: date | None = None,
) -> Appointment:
    """Someone takes up a post (by its code) in an organisation; this opens no account, a mandate does."""
    held = Post.objects.filter(code=post).first()
    if held is None:
        raise NotFound(_("There is no such post."), post=post)
    where = locked(actor, organisation)
    if not person_name.strip():
        raise RuleBroken(_("Give the name of the person."))
    if ends_on is not None and ends_on <= starts_on:
        raise RuleBroken(_("The end lies before the start."))
    made = Appointment.objects.create(
        post=held,
        organisation=where,
        person_name=person_name.strip(),
        term=term,
        starts_on=starts_on,
        ends_on=ends_on,
    )
    data = {
        "appointment": made.pk,
        "post": post,
        "name": made.person_name,
        "from": starts_on,
        "until": ends_on,
    }
    record(actor=actor, kind="organisation", key=str(where.pk), act="appointed", data=data, at=at)
    return made


@transaction.atomic
def end_appointment(*, actor: Actor, appointment: int, on: date, at: datetime) -> Appointment:
    found = Appointment.objects.select_for_update().filter(pk=appointment).first()
    if found is None:
        raise NotFound(_("There is no such appointment."), appointment=appointment)
    check_power(actor, found.organisation)
    if on <= found.starts_on or (found.ends_on is not None and found.ends_on <= on):
        raise OutOfTurn(_("The appointment has ended, or the day lies before its start."))
    found.ends_on = on
    found.save(update_fields=["ends_on"])
    key = str(found.organisation_id)
    data = {"appointment": found.pk, "on": on}
    record(actor=actor, kind="organisation", key=key, act="appointment_ended", data=data, at=at)
    return found
