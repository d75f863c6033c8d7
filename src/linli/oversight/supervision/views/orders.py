"""督办单: the list, the order as a sheet of paper, issuing and answering it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.engines.cases.queries.cases import case as case_of
from linli.kernel.clock import day_of, moment
from linli.kernel.shell.gates import actor_of, members, needs, refused_to
from linli.oversight.supervision import forms, permissions, services
from linli.oversight.supervision.queries import orders as queries
from linli.oversight.supervision.terms import PLAN

from .paper import pdf

PAGE = 50


@members
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    form = forms.Waiting(request.GET)
    waiting = form.is_valid() and form.cleaned_data["waiting"]
    page = Paginator(queries.listed(actor_of(request), waiting=waiting), PAGE).get_page(
        request.GET.get("page")
    )
    context = {"form": form, "page_at": page, "rows": page.object_list, "today": day_of(moment())}
    return render(request, "supervision/orders.html", context)


@members
def order(request: HttpRequest, number: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.order(actor, number)
    units = queries.addressees(found)
    form = forms.Reply(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.reply_order(actor=actor, number=number, **form.cleaned_data, at=moment())
            messages.success(request, _("The reply has been sent."))
            return redirect("supervision:order", number)
    context = {"order": found, "units": list(units.values()), "form": form, "today": day_of(moment())}
    may_reply = permissions.may_reply(actor, found, set(units))
    return render(request, "supervision/order.html", {**context, "may_reply": may_reply})


@members
@require_safe
def order_pdf(request: HttpRequest, number: str) -> HttpResponse:
    found = queries.order(actor_of(request), number)
    units = list(queries.addressees(found).values())
    return pdf(request, "supervision/print/order.html", {"order": found, "units": units}, found.number)


@needs(PLAN)
def new_order(request: HttpRequest, number: str) -> HttpResponse:
    actor, at = actor_of(request), moment()
    case = case_of(actor, number)
    form = forms.NewOrder(
        request.POST or None,
        initial={"reply_due_on": day_of(at) + timedelta(days=7)},
        units=queries.units_in(case),
    )
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            made = services.issue_order(actor=actor, case_id=case.pk, **form.cleaned_data, at=at)
            messages.success(request, _("The order has been issued."))
            return redirect("supervision:order", made.number)
    return render(request, "supervision/new_order.html", {"case": case, "form": form})
