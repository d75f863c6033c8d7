from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.refusals import NotFound, RuleBroken
from linli.oversight.supervision.models import PolicyDocument, TaskUnit
from linli.registry.organisations.queries import organisations_in
from linli.registry.organisations.services import remember_alias
from linli.registry.organisations.terms import Group

from .opening import opened_task, written


@transaction.atomic
def map_unit(
    *,
    actor: Actor,
    unit_id: int,
    at: datetime,
    organisations: Sequence[int] = (),
    group: str = "",
    remember: bool = True,
) -> PolicyDocument:
    """Say whom a printed name means: certain organisations, or a group of committees.

    With `remember` it holds for every task of the document that prints this name, and for later documents of
    the area; without, for this task alone.
    """
    unit = TaskUnit.objects.filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such unit."))
    document = opened_task(actor, unit.task_id).document
    ids = list(dict.fromkeys(organisations))
    _check(ids, group, at)
    if remember:
        remember_alias(
            actor=actor, name=unit.name, area=document.area.code, organisations=ids, group=group, at=at
        )
    same = TaskUnit.objects.filter(task__document=document, name=unit.name)
    rows = list((same if remember else same.filter(task=unit.task_id)).order_by("task_id", "id"))
    first: dict[int, TaskUnit] = {}
    for row in rows:
        first.setdefault(row.task_id, row)
    TaskUnit.objects.filter(pk__in=[row.pk for row in rows]).delete()
    TaskUnit.objects.bulk_create([made for row in first.values() for made in _rows(row, ids, group)])
    data = {
        "name": unit.name,
        "organisations": ids,
        "group": group,
        "remember": remember,
        "tasks": len(first),
    }
    return written(actor, document, "map_unit", data, at)


def _check(ids: list[int], group: str, at: datetime) -> None:
    if bool(ids) == bool(group):
        raise RuleBroken(
            _("Choose the organisations that are meant, or one group."),
            field="group" if ids else "organisations",
        )
    if group and (group not in Group.values or group == Group.CHOOSE):
        raise RuleBroken(_("This is no group whose members are known."), field="group")
    if organisations_in("", on=day_of(at)).filter(pk__in=ids).count() != len(ids):
        raise NotFound(_("One of the organisations is closed or not on record."))


def _rows(row: TaskUnit, ids: list[int], group: str) -> list[TaskUnit]:
    fields = {name: getattr(row, name) for name in ("task_id", "name", "role", "inferred", "order")}
    if group:
        return [TaskUnit(**fields, group=group)]
    return [TaskUnit(**fields, organisation_id=pk) for pk in ids]
