from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from linli.engines.cases.terms import Role
from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.refusals import NotFound, RuleBroken
from linli.oversight.supervision.models import Article, PolicyDocument, TaskDraft, TaskUnit
from linli.oversight.supervision.rules.tasks import Named
from linli.registry.organisations.queries import resolve_units

from .opening import opened, opened_task, written
from .reading import unit_rows

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@transaction.atomic
def correct_front(
    *,
    actor: Actor,
    document_id: int,
    title: str,
    number: str,
    issuers: Sequence[str],
    issued_on: date | None,
    at: datetime,
    version: int | None = None,
) -> PolicyDocument:
    """Title, number, issuers and the day of issue, as a person read them."""
    document = opened(actor, document_id, version=version)
    if not title.strip():
        raise RuleBroken(_("A document needs a title."), field="title")
    before = {"title": document.title, "number": document.number, "issuers": document.issuers}
    document.title, document.number = title.strip()[:200], number.strip()[:60]
    document.issuers = [name.strip() for name in issuers if name.strip()]
    others = [each for each in document.dates if each["kind"] != "issued"]
    document.dates = [*([{"date": issued_on.isoformat(), "kind": "issued"}] if issued_on else []), *others]
    return written(actor, document, "correct_front", {"before": before}, at)


@transaction.atomic
def correct_article(*, actor: Actor, article_id: int, heading: str, text: str, at: datetime) -> Article:
    """What the reader misread in an article; the source text and the place in it stay as they are."""
    article = Article.objects.filter(pk=article_id).first()
    if article is None:
        raise NotFound(_("There is no such article."))
    document = opened(actor, article.document_id)
    before = {"heading": article.heading, "text": article.text}
    article.heading, article.text = heading.strip()[:200], text.strip()
    article.save()
    written(actor, document, "correct_article", {"article": article.path, "before": before}, at)
    return article


@transaction.atomic
def correct_task(
    *,
    actor: Actor,
    task_id: int,
    text: str,
    units: Sequence[str],
    lead: str,
    at: datetime,
    certain: bool = False,
    article_id: int | None = None,
    due_on: date | None = None,
    included: bool = True,
    remark: str = "",
) -> TaskDraft:
    """A task's words, units by their printed names, lead, article, day and whether it is supervised.

    `certain`: the lead is no longer an inference. A lead other than before is certain by itself.
    """
    task = opened_task(actor, task_id)
    names = list(dict.fromkeys(name.strip()[:200] for name in units if name.strip()))
    if not text.strip():
        raise RuleBroken(_("A task needs a text."), field="text")
    if lead not in names:
        raise RuleBroken(_("The lead unit is one of the units of the task."), field="lead")
    if due_on is not None and due_on < day_of(at):
        raise RuleBroken(_("The due day lies in the past."), field="due_on")
    if article_id is not None and not task.document.articles.filter(pk=article_id).exists():
        raise NotFound(_("There is no such article."))
    before = {"text": task.text, "due_on": task.due_on, "included": task.included}
    task.text, task.article_id, task.due_on = text.strip(), article_id, due_on
    task.included, task.remark = included, remark.strip()[:500]
    task.save()
    _set_units(task, names, lead, certain, at)
    written(actor, task.document, "correct_task", {"task": task.label, "before": before, "units": names}, at)
    return task


def _set_units(task: TaskDraft, names: list[str], lead: str, certain: bool, at: datetime) -> None:
    """Names that stay keep their mapping; new ones are looked up."""
    held: dict[str, list[TaskUnit]] = {}
    for row in task.units.all():
        held.setdefault(row.name, []).append(row)
    was_lead = next((name for name, rows in held.items() if rows[0].role == "lead"), "")
    was_inferred = any(row.inferred for row in held.get(was_lead, ()))
    inferred = was_inferred and lead == was_lead and not certain
    fresh = [name for name in names if name not in held]
    known = resolve_units(fresh, area=task.document.area.code, on=day_of(at)) if fresh else {}
    task.units.exclude(name__in=names).delete()
    added: list[TaskUnit] = []
    for order, name in enumerate(names):
        unit = Named(name, "lead" if name == lead else "assist", name == lead and inferred)
        if name in held:
            task.units.filter(name=name).update(role=unit.role, inferred=unit.inferred, order=order)
        else:
            added += unit_rows(task, unit, known[name], order)
    TaskUnit.objects.bulk_create(added)


@transaction.atomic
def split_task(*, actor: Actor, task_id: int, texts: Sequence[str], at: datetime) -> list[TaskDraft]:
    """One row that holds several tasks becomes several of the same number (a, b, …) with the same units."""
    task = opened_task(actor, task_id)
    parts = [text.strip() for text in texts if text.strip()]
    if len(parts) < 2:
        raise RuleBroken(_("Write each task on a line of its own, at least two."), field="texts")
    siblings = list(
        task.document.tasks.exclude(pk=task.pk).filter(number=task.number).values_list("sub", flat=True)
    )
    free = [letter for letter in LETTERS if letter not in siblings and letter != task.sub]
    names = [task.sub if task.sub in LETTERS and task.sub else free.pop(0), *free]
    if len(parts) > len(names):
        raise RuleBroken(_("One row cannot be split into so many tasks."), field="texts")
    units = list(task.units.all())
    task.text, task.sub = parts[0], names[0]
    task.save()
    made = [_sibling(task, text, sub, units) for text, sub in zip(parts[1:], names[1:], strict=False)]
    _renumber(task.document, task, made)
    written(actor, task.document, "split_task", {"task": task.label, "into": len(parts)}, at)
    return [task, *made]


@transaction.atomic
def merge_next(*, actor: Actor, task_id: int, at: datetime) -> TaskDraft:
    """One task that stands in two rows becomes one: the next row's words and units come to this one."""
    task = opened_task(actor, task_id)
    following = task.document.tasks.filter(order__gt=task.order).order_by("order").first()
    if following is None:
        raise RuleBroken(_("There is no row after this one."))
    known = list(task.units.all())
    names = {unit.name for unit in known}
    for unit in following.units.order_by("order", "id"):
        if unit.name in names:
            unit.delete()
        else:
            unit.task, unit.role, unit.inferred = task, Role.LEAD if not known else Role.ASSIST, not known
            unit.order += 1 + max((each.order for each in known), default=0)
            unit.save()
    task.text = f"{task.text}{following.text}"
    task.units_raw = "；".join(filter(None, [task.units_raw, following.units_raw]))
    task.save()
    data = {"task": task.label, "with": following.label, "text": following.text}
    following.delete()
    written(actor, task.document, "merge_task", data, at)
    return task


def _sibling(task: TaskDraft, text: str, sub: str, units: list[TaskUnit]) -> TaskDraft:
    made = TaskDraft.objects.create(
        document=task.document,
        number=task.number,
        sub=sub,
        text=text,
        units_raw=task.units_raw,
        order=task.order,
        article_id=task.article_id,
        due_on=task.due_on,
        included=task.included,
    )
    fields = ("name", "role", "inferred", "organisation_id", "group", "order")
    copies = [TaskUnit(task=made, **{field: getattr(unit, field) for field in fields}) for unit in units]
    TaskUnit.objects.bulk_create(copies)
    return made


def _renumber(document: PolicyDocument, after: TaskDraft, made: list[TaskDraft]) -> None:
    ids = {each.pk for each in made}
    rows: list[TaskDraft] = []
    for task in document.tasks.exclude(pk__in=ids).order_by("order", "id"):
        rows += [task, *made] if task.pk == after.pk else [task]
    for order, task in enumerate(rows):
        task.order = order
    TaskDraft.objects.bulk_update(rows, ["order"])
