"""The register of organisations: lists by area and kind, one of them, names in documents, lists read in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.kernel.clock import day_of, moment
from linli.kernel.refusals import NotFound
from linli.kernel.shell.gates import actor_of, members, needs, refused_to
from linli.registry.places import queries as places
from linli.registry.places.rules.tables import ImportReport

from . import forms, permissions, queries, services
from .services import imports
from .terms import BODIES, POWER

PAGE = 50
ERRORS = "organisations.rejected"


@members
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    actor, on = actor_of(request), day_of(moment())
    form = forms.Filter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    area = asked.get("area") or actor.area_code
    kinds = [asked["kind"]] if asked.get("kind") else None
    found = queries.search(asked.get("q", ""), on=on, area_code=area, kinds=kinds)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    tree = places.drawn(places.tree_for(actor, on=on, chosen=area), request.path)
    context = {"form": form, "page_at": page, "tree": tree, "area": area}
    return render(request, "organisations/index.html", {**context, "may_edit": permissions.may_edit(actor)})


@members
@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    actor, on = actor_of(request), day_of(moment())
    found = queries.organisation(pk)
    context = {
        "one": found,
        "today": on,
        "parts": queries.parts_of(found, on=on),
        "relations": queries.relations_of(found, on=on),
        "appointments": queries.appointments_of(found),
        "aliases": found.aliases.all(),
        "missing": [BODIES[word] for word in queries.missing_of(found, on=on)],
        "may_edit": found.valid_to is None and permissions.may_edit_in(actor, found.area),
    }
    return render(request, "organisations/organisation.html", context)


@needs(POWER)
def add(request: HttpRequest) -> HttpResponse:
    on = day_of(moment())
    initial = {"area_code": request.GET.get("area") or actor_of(request).area_code, "valid_from": on}
    form = forms.Details(request.POST or None, initial=initial, known=_known(request))
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            made = services.add_organisation(actor=actor_of(request), at=moment(), **form.details(on))
            return redirect("organisations:organisation", made.pk)
    return _form(request, form, _("Add an organisation"))


@needs(POWER)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    on = day_of(moment())
    form = forms.Details(request.POST or None, instance=queries.organisation(pk), known=_known(request))

    def save(*, actor: Any, at: Any, **_typed: Any) -> Any:
        return services.correct_organisation(actor=actor, organisation=pk, at=at, **form.details(on))

    return _act(request, form, _("Change"), pk, save)


@needs(POWER)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.Close(request.POST or None, initial={"on": day_of(moment())})
    return _act(request, form, _("Close the organisation"), pk, services.close_organisation, organisation=pk)


@needs(POWER)
def relate(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.Relate(request.POST or None, initial={"on": day_of(moment())}, known=_known(request))

    def save(*, target: Any, **data: Any) -> Any:
        return services.relate(source=pk, target=target.pk, **data)

    return _act(request, form, _("Add a relation"), pk, save)


@needs(POWER)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    form = forms.Appoint(request.POST or None, initial={"starts_on": day_of(moment())})

    def save(*, post: Any, **data: Any) -> Any:
        return services.appoint(post=post.code, organisation=pk, **data)

    return _act(request, form, _("Record an appointment"), pk, save)


@needs(POWER)
def end(request: HttpRequest, pk: int, what: str, row: int) -> HttpResponse:
    """End a relation or an appointment of an organisation."""
    enders: dict[str, Callable[..., Any]] = {
        "relation": services.end_relation,
        "appointment": services.end_appointment,
    }
    if what not in enders:
        raise NotFound(_("There is no such page."))
    form = forms.Ends(request.POST or None, initial={"on": day_of(moment())})
    title = _("End the relation") if what == "relation" else _("End the appointment")
    return _act(request, form, title, pk, enders[what], **{what: row})


@members
def aliases(request: HttpRequest) -> HttpResponse:
    """What documents call organisations, and a form to say so for who may."""
    actor, may = actor_of(request), permissions.may_remember_alias(actor_of(request))
    initial = {"area": actor.area_code, "name": request.GET.get("name", "")}
    form = forms.Remember(request.POST or None, initial=initial, known=_known(request))
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.remember_alias(actor=actor, at=moment(), **form.cleaned_data)
            messages.success(request, _("The name is remembered."))
            return redirect("organisations:aliases")
    page = Paginator(queries.aliases_in(actor.area_code), PAGE).get_page(request.GET.get("page"))
    return render(request, "organisations/aliases.html", {"form": form, "page_at": page, "may": may})


@needs(POWER)
def import_list(request: HttpRequest) -> HttpResponse:
    form = forms.Import(request.POST or None, request.FILES or None)
    report: ImportReport | None = None
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            data = form.cleaned_data
            file = data.pop("file").read()
            report = services.import_csv(actor=actor_of(request), data=file, at=moment(), **data)
            request.session[ERRORS] = imports.error_table(report).decode("utf-8-sig")
    context = {"form": form, "report": report, "said": imports.said}
    return render(request, "organisations/import.html", context)


@needs(POWER)
@require_safe
def rejected(request: HttpRequest) -> HttpResponse:
    """The rows of this person's last import that were not taken, to be put right and sent again."""
    if ERRORS not in request.session:
        raise NotFound(_("There is no list of rejected rows."), remedy=_("Import a list first."))
    data = b"\xef\xbb\xbf" + request.session[ERRORS].encode()
    headers = {"Content-Disposition": 'attachment; filename="rejected.csv"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)


def _act(
    request: HttpRequest, form: BaseForm, title: Any, pk: int, service: Callable[..., Any], **given: Any
) -> HttpResponse:
    """A form about one organisation, and the service behind it."""
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            service(actor=actor_of(request), at=moment(), **given, **form.cleaned_data)
            messages.success(request, _("The change is on record."))
            return redirect("organisations:organisation", pk)
    return _form(request, form, title, pk)


def _form(request: HttpRequest, form: BaseForm, title: Any, pk: int | None = None) -> HttpResponse:
    one = queries.organisation(pk) if pk is not None else None
    return render(request, "organisations/form.html", {"form": form, "title": title, "one": one})


def _known(request: HttpRequest) -> Any:
    """Whom a form offers: the organisations of the actor's area and above."""
    return queries.reachable(actor_of(request).area_code, on=day_of(moment()))
