"""The register of places: the tree, one place with its past, changes, lists in and out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from linli.kernel.actors import Actor
from linli.kernel.areas import Level
from linli.kernel.clock import day_of, moment
from linli.kernel.refusals import NotFound
from linli.kernel.shell.gates import actor_of, members, needs, refused_to

from . import forms, permissions, queries, services
from .models import Place
from .rules import NewPlace, tables
from .rules.tables import ImportReport
from .services import imports
from .terms import POWER, CommitteeKind

PAGE = 50
ERRORS = "places.rejected"


@members
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    actor, on = actor_of(request), day_of(moment())
    form = forms.Filter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    area = asked.get("area") or actor.area_code
    found = _listed(asked, area, on)
    page = Paginator(found.select_related("parent"), PAGE).get_page(request.GET.get("page"))
    tree = queries.tree_for(actor, on=on, chosen=area)
    context = {
        "form": form,
        "page_at": page,
        "tree": queries.drawn(tree, request.path),
        "area": area,
        "focus": _chosen(tree),
    }
    return render(request, "places/index.html", {**context, "may_edit": permissions.may_edit(actor)})


def _listed(asked: dict[str, Any], area: str, on: date) -> Any:
    """What is right below the chosen area, or what was searched for anywhere within it."""
    if not asked.get("q") and not asked.get("level"):
        return queries.children_of(area, on=on)
    found = queries.search(asked["q"], on=on, within=area)
    return found.filter(level=asked["level"]) if asked["level"] else found


def _chosen(tree: list[queries.TreeNode]) -> Place | None:
    for node in tree:
        if node.is_chosen:
            return node.place
        if found := _chosen(node.children):
            return found
    return None


@members
@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    actor, on = actor_of(request), day_of(moment())
    found = queries.place_by_id(pk)
    context = {
        "place": found,
        "above": queries.ancestors(found),
        "below": queries.children(found, on=on)[:PAGE],
        "history": queries.history(found),
        "is_central": queries.is_central_urban(found, on=on),
        "acts": _acts_for(actor, found),
    }
    return render(request, "places/place.html", context)


@needs(POWER)
def add(request: HttpRequest) -> HttpResponse:
    initial = {"parent_code": request.GET.get("area", ""), "valid_from": day_of(moment())}
    form = forms.Add(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            start = form.cleaned_data["valid_from"]
            made = services.add_place(actor=actor_of(request), new=form.new(), valid_from=start, at=moment())
            return redirect("places:place", made.pk)
    return _form(request, form, _("Add a place"))


@needs(POWER)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.place_by_id(pk)
    form = forms.Details(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            services.correct_place(actor=actor_of(request), place=pk, at=moment(), **form.cleaned_data)
            messages.success(request, _("The correction is on record."))
            return redirect("places:place", pk)
    return _form(request, form, _("Correct what was entered wrongly"), queries.place_by_id(pk))


@dataclass(frozen=True, slots=True)
class Act:
    """A change of a place: its form and the service behind it."""

    label: Promise
    form: type[django_forms.Form]
    service: Callable[..., Any]
    levels: frozenset[Level] = frozenset(Level)


def _and(place: int, others: list[str], on: date) -> list[int]:
    return [place, *(queries.place(code, on=on).pk for code in others)]


def _move(*, place: int, at: datetime, parent_code: str, **data: Any) -> Any:
    above = queries.place(parent_code, on=day_of(at))
    return services.reparent(place=place, parent=above.pk, at=at, **data)


def _merge(*, place: int, others: list[str], code: str, name: str, at: datetime, **data: Any) -> Any:
    into = NewPlace(code, name, households=data.pop("households"))
    return services.merge(places=_and(place, others, day_of(at)), into=into, at=at, **data)


def _convert_village(*, place: int, others: list[str], at: datetime, **data: Any) -> Any:
    return services.convert_village(villages=_and(place, others, day_of(at)), at=at, **data)


def _convert_town(*, place: int, code: str, name: str, **data: Any) -> Any:
    return services.convert_town(town=place, into=NewPlace(code, name), **data)


_COMMUNITY = frozenset({Level.COMMUNITY})
ACTS = {
    "rename": Act(_("Rename"), forms.Rename, services.rename),
    "move": Act(_("Move under another area"), forms.Move, _move, frozenset(Level) - {Level.PROVINCE}),
    "merge": Act(_("Merge"), forms.Merge, _merge),
    "split": Act(_("Split"), forms.Split, services.split),
    "convert-village": Act(_("Village to community"), forms.ConvertVillage, _convert_village, _COMMUNITY),
    "convert-town": Act(_("Town to street"), forms.ConvertTown, _convert_town, frozenset({Level.STREET})),
    "central-urban": Act(_("Central urban area"), forms.CentralUrban, services.set_central_urban),
    "close": Act(_("Close"), forms.Change, services.close_place),
}


def _acts_for(actor: Actor, found: Place) -> list[tuple[str, Promise]]:
    """The changes that this person may record of this place."""
    if found.valid_to is not None or not permissions.may_edit_place(actor, found):
        return []
    is_village = found.committee_kind == CommitteeKind.VILLAGERS
    return [
        (name, act.label)
        for name, act in ACTS.items()
        if found.rank in act.levels and (name != "convert-village" or is_village)
    ]


@needs(POWER)
def change(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Any of ACTS on one place."""
    found = queries.place_by_id(pk)
    chosen = ACTS.get(act)
    if chosen is None:
        raise NotFound(_("There is no such change."))
    form = chosen.form(request.POST or None, initial={"on": day_of(moment())})
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            chosen.service(actor=actor_of(request), place=pk, at=moment(), **form.cleaned_data)
            messages.success(request, _("The change is on record."))
            return redirect("places:place", pk)
    return _form(request, form, chosen.label, found)


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
    return render(request, "places/import.html", context)


@needs(POWER)
@require_safe
def rejected(request: HttpRequest) -> HttpResponse:
    """The rows of this person's last import that were not taken, to be put right and sent again."""
    if ERRORS not in request.session:
        raise NotFound(_("There is no list of rejected rows."), remedy=_("Import a list first."))
    return _csv(b"\xef\xbb\xbf" + request.session[ERRORS].encode(), "rejected.csv")


@members
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The chosen area as a list that can be read in again."""
    area = request.GET.get("area") or actor_of(request).area_code
    rows = queries.places_within(area, on=day_of(moment()))
    heading = ("code", "name", "parent", "level", *imports.COMPARED, "valid_from")
    return _csv(tables.write(heading, (imports.as_row(row) for row in rows.iterator())), "places.csv")


def _form(request: HttpRequest, form: Any, title: Any, found: Place | None = None) -> HttpResponse:
    return render(request, "places/form.html", {"form": form, "title": title, "place": found})


def _csv(data: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="text/csv; charset=utf-8", headers=headers)
