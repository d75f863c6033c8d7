"""Documents: the list, reading in, the text beside its articles, corrections, the tasks' progress."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from linli.engines.cases.services.files import path_of
from linli.kernel.clock import day_of, moment
from linli.kernel.shell.gates import actor_of, members, needs, refused_to
from linli.oversight.supervision import forms, permissions, services
from linli.oversight.supervision.models import PolicyDocument
from linli.oversight.supervision.queries import documents as queries
from linli.oversight.supervision.rules import outline
from linli.oversight.supervision.terms import DATE_KINDS, DEFAULT_DUE_DAYS, PLAN, Stage

PAGE = 50


@members
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(queries.listed(actor), PAGE).get_page(request.GET.get("page"))
    context = {"page_at": page, "rows": page.object_list, "may_plan": permissions.may_plan(actor)}
    return render(request, "supervision/documents.html", context)


@needs(PLAN)
def new_document(request: HttpRequest) -> HttpResponse:
    form = forms.Upload(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refused_to(form):
            made = services.read_in(
                actor=actor_of(request), data=file.read(), filename=file.name, at=moment()
            )
            messages.success(request, _("The document has been read. Check what was found."))
            return redirect("supervision:document", made.pk)
    return render(request, "supervision/new_document.html", {"form": form})


def frame(request: HttpRequest, document: PolicyDocument, tab: str, **more: Any) -> dict[str, Any]:
    """What the tabs of a document's pages need."""
    may_edit = permissions.may_edit(actor_of(request), document)
    is_reading = document.stage == Stage.READING
    return {
        "document": document,
        "tab": tab,
        "may_edit": may_edit and is_reading,
        "may_send": may_edit and document.stage == Stage.CONFIRMED,
        **more,
    }


@members
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """The article tree beside the text; an anchor marks the article it leads to, without JavaScript."""
    found = queries.document(actor_of(request), pk)
    root = outline.tree(found.source, queries.articles_of(found))
    context = frame(request, found, "text", root=root, nodes=_nodes(root), date_kinds=DATE_KINDS)
    return render(request, "supervision/document.html", context)


def _nodes(node: outline.Node, depth: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{child.article.path.rsplit('/', 1)[-1]} {child.article.heading}".strip(),
            "url": f"#a{child.article.pk}",
            "children": _nodes(child, depth + 1),
            "open": depth == 0,
        }
        for child in node.children
    ]


@members
@require_safe
def original(request: HttpRequest, pk: int) -> FileResponse:
    found = queries.document(actor_of(request), pk)
    return FileResponse(path_of(found.sha256).open("rb"), as_attachment=True, filename=found.file_name)


@needs(PLAN)
def front(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.document(actor_of(request), pk)
    issued = next((each["date"] for each in found.dates if each["kind"] == "issued"), None)
    shown = {"title": found.title, "number": found.number, "issuers": "\n".join(found.issuers)}
    initial = {**shown, "issued_on": issued, "version": found.version}
    form = forms.Front(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.correct_front(actor=actor_of(request), document_id=pk, **form.cleaned_data, at=moment())
            messages.success(request, _("Corrected."))
            return redirect("supervision:document", pk)
    return render(request, "supervision/edit.html", _editing(found, form, _("Correct the front matter")))


@needs(PLAN)
def article(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.article(actor_of(request), pk)
    form = forms.ArticleText(request.POST or None, initial={"heading": found.heading, "text": found.text})
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.correct_article(actor=actor_of(request), article_id=pk, **form.cleaned_data, at=moment())
            messages.success(request, _("Corrected."))
            return redirect("supervision:document", found.document_id)
    title = _("Correct article %(path)s") % {"path": found.path}
    return render(request, "supervision/edit.html", _editing(found.document, form, title))


def _editing(found: PolicyDocument, form: object, title: str) -> dict[str, Any]:
    return {"document": found, "form": form, "title": title}


@needs(PLAN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    services.withdraw(actor=actor_of(request), document_id=pk, at=moment())
    messages.success(request, _("The document has been withdrawn."))
    return redirect("supervision:documents")


@needs(PLAN)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    actor, at = actor_of(request), moment()
    found = queries.document(actor, pk)
    if request.method == "POST":
        version = request.POST.get("version", "")
        services.confirm(
            actor=actor, document_id=pk, version=int(version) if version.isdigit() else None, at=at
        )
        messages.success(request, _("Confirmed. The tasks are ready; nothing has been sent yet."))
        return redirect("supervision:progress", pk)
    preview = queries.preview(found, on=day_of(at))
    return render(request, "supervision/confirm.html", frame(request, found, "confirm", preview=preview))


@members
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far each task has come; for its office, one button that sends everything."""
    actor, at = actor_of(request), moment()
    found = queries.document(actor, pk)
    default = day_of(at) + timedelta(days=DEFAULT_DUE_DAYS)
    form = forms.Send(request.POST or None, initial={"due_on": default})
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            sent = services.send_all(actor=actor, document_id=pk, due_on=form.cleaned_data["due_on"], at=at)
            said = ngettext("%(n)s task has been sent.", "%(n)s tasks have been sent.", sent)
            messages.success(request, said % {"n": sent})
            return redirect("supervision:progress", pk)
    tasks = list(queries.progress(found, actor))
    planned = sum(task.case.stage == "planned" for task in tasks if task.case)
    stages = queries.stage_titles()
    context = frame(request, found, "progress", tasks=tasks, planned=planned, form=form, stages=stages)
    return render(request, "supervision/progress.html", context)
