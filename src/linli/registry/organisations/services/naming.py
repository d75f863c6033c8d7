"""What documents call an organisation is remembered once, and from then on known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from linli.kernel import areas
from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.events import publish
from linli.kernel.refusals import NotFound, RuleBroken, require
from linli.registry.organisations.events import AliasRemembered
from linli.registry.organisations.models import Alias, Organisation
from linli.registry.organisations.permissions import may_remember_alias
from linli.registry.organisations.rules import names
from linli.registry.organisations.terms import Group
from linli.registry.places.queries import lies_in


@transaction.atomic
def remember_alias(
    *,
    actor: Actor,
    name: str,
    area: str,
    at: datetime,
    organisations: Sequence[int] = (),
    group: str = "",
) -> list[Alias]:
    """From now on `name` in documents of `area` (a code, empty: everywhere) means these, or this group.

    What was remembered of the name in this area before is replaced.
    """
    word, code = _checked(actor, name, area)
    ids = list(dict.fromkeys(organisations))
    if bool(ids) == bool(group) or (group and group not in Group.values):
        raise RuleBroken(_("A name means either certain organisations or one group."))
    if Organisation.objects.filter(pk__in=ids, valid_to__isnull=True).count() != len(ids):
        raise NotFound(_("One of the organisations is closed or not on record."))
    before = _forgotten(word, code)
    rows = [Alias(name=word, area_code=code, organisation_id=pk) for pk in ids]
    made = Alias.objects.bulk_create(rows or [Alias(name=word, area_code=code, group=group)])
    data = {"organisations": ids, "group": group, "before": before}
    record(actor=actor, kind="alias", key=f"{code}:{word}"[:64], act="remembered", data=data, at=at)
    publish(AliasRemembered(word, code, tuple(ids), group))
    return made


@transaction.atomic
def forget_alias(*, actor: Actor, name: str, area: str, at: datetime) -> None:
    """The name means nothing in particular any more in this area."""
    word, code = _checked(actor, name, area)
    before = _forgotten(word, code)
    if not before:
        raise NotFound(_("Nothing is remembered of this name here."), name=name)
    record(
        actor=actor, kind="alias", key=f"{code}:{word}"[:64], act="forgotten", data={"before": before}, at=at
    )


def _checked(actor: Actor, name: str, area: str) -> tuple[str, str]:
    require(may_remember_alias(actor), _("You may not say what names in documents mean."))
    word = names.plain(name)
    if not word:
        raise RuleBroken(_("Give the name as the document prints it."))
    try:
        code = areas.normalise(area) if area else ""
    except areas.BadCode as error:
        raise RuleBroken(_("This is not an area code."), code=area) from error
    reaches = lies_in(code, actor.area_code)
    require(reaches, _("This area lies outside the area of your present capacity."), area=code)
    return word, code


def _forgotten(word: str, code: str) -> list[dict[str, object]]:
    rows = Alias.objects.filter(name=word, area_code=code)
    before: list[dict[str, object]] = [{"organisation": r.organisation_id, "group": r.group} for r in rows]
    rows.delete()
    return before
