from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.clock import day_of
from linli.kernel.outbox.services import Letter, send
from linli.kernel.refusals import NotFound, OutOfTurn, RuleBroken, require
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import Bulletin
from linli.oversight.supervision.queries import bulletins as queries
from linli.oversight.supervision.queries.board import Window
from linli.oversight.supervision.terms import BulletinState
from linli.registry.places import queries as places


@transaction.atomic
def draw_up_bulletin(
    *, actor: Actor, title: str, start: date, end: date, at: datetime, text: str = ""
) -> Bulletin:
    """Freeze the figures of the days `[start, end)` as they stand now; a draft only the office sees."""
    office = permissions.office(actor)
    require(office is not None, _("Your present capacity does not draw up bulletins."))
    assert office is not None
    _check(actor, title, start, end, at)
    made = Bulletin.objects.create(
        title=title.strip()[:200],
        area=places.place(actor.area_code, on=day_of(at)),
        owner_id=office,
        start=start,
        end=end,
        generated_at=at,
        data=queries.frozen(actor, Window(start, end)),
        text=text.strip(),
    )
    record(
        actor=actor,
        kind="bulletin",
        key=str(made.pk),
        act="draw_up",
        data=made.data["total"],
        at=at,
        first=True,
    )
    return made


def _check(actor: Actor, title: str, start: date, end: date, at: datetime) -> None:
    if end <= start:
        raise RuleBroken(_("A period ends after it starts."), field="end")
    if start > day_of(at):
        raise RuleBroken(_("This period has not begun yet."), field="start")
    if not title.strip():
        raise RuleBroken(_("A bulletin needs a title."), field="title")
    if not actor.area_code:
        raise RuleBroken(_("Your capacity has no area that a bulletin could be about."))


@transaction.atomic
def remark_on_bulletin(*, actor: Actor, bulletin_id: int, title: str, text: str, at: datetime) -> Bulletin:
    """Title and remarks of a draft; the figures stay as they were frozen."""
    found = _draft(actor, bulletin_id)
    if not title.strip():
        raise RuleBroken(_("A bulletin needs a title."), field="title")
    found.title, found.text = title.strip()[:200], text.strip()
    return _written(actor, found, "remark", at)


@transaction.atomic
def publish_bulletin(*, actor: Actor, bulletin_id: int, at: datetime) -> Bulletin:
    """Everyone in the area may read it from now on, and every unit it names is told."""
    found = _draft(actor, bulletin_id)
    found.state, found.published_at = BulletinState.PUBLISHED, at
    link = f"/supervision/bulletins/{found.pk}/"
    letters = [
        Letter(
            "inbox",
            f"unit:{unit['unit_id']}",
            found.title,
            f"bulletin:{found.pk}:{unit['unit_id']}",
            link=link,
        )
        for unit in found.data["units"]
    ]
    send(actor=actor, letters=letters, at=at)
    return _written(actor, found, "publish", at)


def _draft(actor: Actor, bulletin_id: int) -> Bulletin:
    rows = queries.bulletins_visible_to(actor)
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(pk=bulletin_id).first()
    if found is None:
        raise NotFound(_("There is no such bulletin."))
    require(permissions.may_edit(actor, found), _("Only the office that drew it up changes a bulletin."))
    if found.state != BulletinState.DRAFT:
        raise OutOfTurn(_("A published bulletin does not change."), remedy=_("Draw up a new one."))
    return found


def _written(actor: Actor, found: Bulletin, act: str, at: datetime) -> Bulletin:
    found.version += 1
    found.save()
    record(actor=actor, kind="bulletin", key=str(found.pk), act=act, data={"title": found.title}, at=at)
    return found
