"""通报: drawn up for a period, remarked on, published; on screen, as PDF and as a spreadsheet."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.clock import day_of, moment
from linli.kernel.shell.gates import actor_of, members, needs, refused_to
from linli.oversight.supervision import forms, permissions, services
from linli.oversight.supervision.queries import board
from linli.oversight.supervision.queries import bulletins as queries
from linli.oversight.supervision.terms import FIGURES, FIGURES_EXPLAINED, PLAN, BulletinState

from .paper import pdf
from .sheets import bulletin_sheet

PAGE = 50
DAY = timedelta(days=1)


@members
@require_safe
def bulletins(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    page = Paginator(queries.bulletins_visible_to(actor), PAGE).get_page(request.GET.get("page"))
    context = {"page_at": page, "rows": page.object_list, "may_plan": permissions.may_plan(actor)}
    return render(request, "supervision/bulletins.html", context)


@needs(PLAN)
def new_bulletin(request: HttpRequest) -> HttpResponse:
    actor, at = actor_of(request), moment()
    window = board.last_month(day_of(at))
    assert window.start and window.end
    title = _("Bulletin on supervised tasks, %(month)s") % {"month": f"{window.start:%Y-%m}"}
    initial = {"title": title, "start": window.start, "last": window.end - DAY}
    form = forms.NewBulletin(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            given = dict(form.cleaned_data)
            made = services.draw_up_bulletin(actor=actor, end=given.pop("last") + DAY, **given, at=at)
            return redirect("supervision:bulletin", made.pk)
    return render(request, "supervision/new_bulletin.html", {"form": form})


@members
def bulletin(request: HttpRequest, pk: int) -> HttpResponse:
    """The bulletin; while it is a draft, its office edits title and remarks here."""
    actor = actor_of(request)
    found = queries.bulletin(actor, pk)
    may_edit = permissions.may_edit(actor, found) and found.state == BulletinState.DRAFT
    form = forms.Remarks(request.POST or None, initial={"title": found.title, "text": found.text})
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.remark_on_bulletin(actor=actor, bulletin_id=pk, **form.cleaned_data, at=moment())
            messages.success(request, _("Saved."))
            return redirect("supervision:bulletin", pk)
    context = {"bulletin": found, "form": form, "may_edit": may_edit, "figures": FIGURES}
    return render(request, "supervision/bulletin.html", {**context, "explained": FIGURES_EXPLAINED})


@needs(PLAN)
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    services.publish_bulletin(actor=actor_of(request), bulletin_id=pk, at=moment())
    messages.success(request, _("The bulletin has been published, and every unit it names has been told."))
    return redirect("supervision:bulletin", pk)


@members
@require_safe
def bulletin_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.bulletin(actor_of(request), pk)
    context = {"bulletin": found, "figures": FIGURES, "explained": FIGURES_EXPLAINED}
    return pdf(request, "supervision/print/bulletin.html", context, found.title)


@members
@require_safe
def bulletin_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    return bulletin_sheet(queries.bulletin(actor_of(request), pk))
