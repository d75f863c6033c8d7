"""Opening a case: choose the procedure, fill its form, send it or keep it as a draft."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.engines.cases import services
from linli.engines.cases.forms.opening import OpeningForm
from linli.engines.cases.queries import cases, procedures
from linli.engines.cases.rules.procedure import Procedure
from linli.kernel.actors import Actor
from linli.kernel.clock import day_of
from linli.kernel.refusals import NotFound, require
from linli.kernel.shell.gates import actor_of, members, moment, refused_to
from linli.registry.organisations import queries as organisations
from linli.registry.places import queries as places


@members
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The procedures this capacity may open, and what was begun and not sent."""
    actor = actor_of(request)
    mine = [procedure for procedure in procedures.installed() if actor.holds(procedure.opener_power)]
    titles = {procedure.name: procedure.title for procedure in procedures.installed()}
    context = {"procedures": mine, "drafts": cases.drafts(actor), "titles": titles}
    return render(request, "cases/choose.html", context)


@members
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, name: str) -> HttpResponse:
    actor, procedure = actor_of(request), procedures.current(name)
    require(
        actor.holds(procedure.opener_power),
        _("Your present capacity does not open such a case."),
        remedy=_("Switch to a capacity that includes this work, or ask the security administrator."),
        needs=procedure.opener_power,
    )
    form = _form(request, actor, procedure)
    if request.method == "POST" and request.POST.get("act") == "draft":
        return _keep(request, actor, form)
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            key = f"{actor.user_id}:{form.cleaned_data['key']}"  # nobody's key reaches another person's case
            case = services.open_case(actor=actor, procedure=name, **form.request, key=key, at=moment())
            messages.success(request, _("Case %(number)s has been opened.") % {"number": case.number})
            return redirect("cases:case", case.number)
    status = 422 if form.is_bound else 200
    return render(request, "cases/new.html", {"form": form, "procedure": procedure}, status=status)


def _form(request: HttpRequest, actor: Actor, procedure: Procedure) -> OpeningForm:
    today = day_of(moment())
    given: dict[str, Any] = {
        "procedure": procedure,
        "places": places.places_within(actor.area_code, on=today).order_by("code"),
        "units": organisations.organisations_in(actor.area_code, on=today),
    }
    if request.method == "POST":
        return OpeningForm(request.POST, **given)
    return OpeningForm(initial={"key": uuid4().hex, **_begun(request, actor)}, **given)


def _begun(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What a draft holds; another person's draft does not exist."""
    wanted = request.GET.get("draft", "")
    if not wanted:
        return {}
    draft = next((each for each in cases.drafts(actor) if str(each.pk) == wanted), None)
    if draft is None:
        raise NotFound(_("There is no such draft."))
    return {**draft.content, "draft": draft.pk}


def _keep(request: HttpRequest, actor: Actor, form: OpeningForm) -> HttpResponse:
    number = request.POST.get("draft", "")
    draft_id = int(number) if number.isdigit() else None
    services.save_draft(
        actor=actor, procedure=form.procedure.name, content=form.typed, draft_id=draft_id, at=moment()
    )
    messages.success(request, _("The draft has been kept; only you see it."))
    return redirect("cases:new")


@members
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    services.discard_draft(actor=actor_of(request), draft_id=pk)
    messages.success(request, _("The draft has been thrown away."))
    return redirect("cases:new")
