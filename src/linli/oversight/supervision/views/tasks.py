"""Tasks of a document and the units they print: correcting, splitting, mapping."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.clock import day_of, moment
from linli.kernel.shell.gates import actor_of, members, needs, refused_to
from linli.oversight.supervision import forms, services
from linli.oversight.supervision.models import TaskDraft
from linli.oversight.supervision.queries import documents as queries
from linli.oversight.supervision.terms import PLAN

from .documents import frame


@members
@require_safe
def tasks(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.document(actor_of(request), pk)
    rows = queries.tasks_of(found)
    unknown = sum(not unit.is_mapped for task in rows if task.included for unit in task.units.all())
    return render(
        request, "supervision/tasks.html", frame(request, found, "tasks", rows=rows, unknown=unknown)
    )


@needs(PLAN)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.task(actor_of(request), pk)
    form = forms.Task(
        request.POST or None, initial=_shown(found), articles=queries.article_choices(found.document)
    )
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.correct_task(actor=actor_of(request), task_id=pk, **form.cleaned_data, at=moment())
            messages.success(request, _("Corrected."))
            return redirect(f"/supervision/documents/{found.document_id}/tasks/#t{pk}")
    split = forms.Split(initial={"texts": found.text.replace("。", "。\n").strip()}, auto_id="split_%s")
    return render(request, "supervision/task.html", {"task": found, "form": form, "split": split})


def _shown(found: TaskDraft) -> dict[str, Any]:
    names = dict.fromkeys((unit.name, unit.role) for unit in found.units.order_by("order", "id"))
    return {
        "text": found.text,
        "units": "\n".join(name for name, _role in names),
        "lead": next((name for name, role in names if role == "lead"), ""),
        "article_id": found.article_id,
        "due_on": found.due_on,
        "included": found.included,
        "remark": found.remark,
    }


@needs(PLAN)
@require_POST
def split(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.Split(request.POST)
    texts = form.cleaned_data["texts"] if form.is_valid() else []
    made = services.split_task(actor=actor_of(request), task_id=pk, texts=texts, at=moment())
    messages.success(request, _("The row now holds %(n)s tasks.") % {"n": len(made)})
    return redirect("supervision:tasks", made[0].document_id)


@needs(PLAN)
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    merged = services.merge_next(actor=actor_of(request), task_id=pk, at=moment())
    messages.success(request, _("The two rows are one task now."))
    return redirect("supervision:task", merged.pk)


@needs(PLAN)
@require_safe
def units(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.document(actor_of(request), pk)
    rows = queries.unknown_units(found, queries.tasks_of(found), on=day_of(moment()))
    return render(request, "supervision/units.html", frame(request, found, "units", rows=rows))


@needs(PLAN)
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Say whom a printed name means; names that are near stand first."""
    found = queries.unit(actor_of(request), pk)
    likely, others = queries.choices_for(found, on=day_of(moment()))
    generic = found.group != ""
    form = forms.Mapping(
        request.POST or None,
        initial={"remember": not generic, "group": "", "organisations": _sure(likely)},
        organisations=[
            (one.pk, f"{one.name}（{one.area}）" if one.area else one.name) for one in [*likely, *others]
        ],
    )
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.map_unit(actor=actor_of(request), unit_id=pk, **form.cleaned_data, at=moment())
            messages.success(request, _("“%(name)s” is known now.") % {"name": found.name})
            return redirect("supervision:units", found.task.document_id)
    return render(request, "supervision/unit.html", {"unit": found, "form": form, "likely": len(likely)})


def _sure(likely: list[Any]) -> list[int]:
    """Ticked beforehand: one likely organisation and no other. A person still has to agree."""
    return [likely[0].pk] if len(likely) == 1 else []
