"""My account, the capacity I act in, and the pages of the administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from allauth.mfa.models import Authenticator
from axes.helpers import get_cool_off
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.clock import day_of, moment
from linli.kernel.refusals import NotFound
from linli.kernel.shell.gates import actor_of, members, needs, public, refused_to
from linli.registry.organisations.queries import organisations_in, posts
from linli.registry.places import queries as places

from . import permissions, queries, services
from .forms import NewMandate, NewUser, Search
from .middleware import MANDATE
from .terms import CONFIGURE, GRANT

if TYPE_CHECKING:
    from .models import User

PAGE = 50


@public
def locked_out(request: HttpRequest, response: HttpResponse | None, credentials: Any) -> HttpResponse:
    """Shown by django-axes instead of the sign-in page (AXES_LOCKOUT_CALLABLE)."""
    wait = get_cool_off(request)
    context = {"minutes": int(wait.total_seconds() // 60), "limit": settings.AXES_FAILURE_LIMIT}
    page = render(request, "accounts/locked_out.html", context, status=429)
    page.headers["Retry-After"] = str(int(wait.total_seconds()))
    return page


@members
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    has_second = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
    context = {"person": user, "mandates": queries.history_of(user), "has_second": has_second}
    return render(request, "accounts/me.html", {**context, "today": day_of(moment())})


@members
@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Switch to another of the person's own capacities; any other one does not exist here (404)."""
    wanted = request.POST.get("mandate", "")
    mine = {str(mandate.pk) for mandate in request.mandates}  # type: ignore[attr-defined] # ActingMiddleware
    if wanted not in mine:
        raise NotFound(_("This is not one of your capacities today."), remedy=_("Choose one from the list."))
    request.session.cycle_key()
    request.session[MANDATE] = int(wanted)
    return redirect("shell:home")


@members
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    form = Search(request.GET)
    found = queries.people_visible_to(actor_of(request), on=day_of(moment()), search=form.text)
    context = {
        "form": form,
        **_page(request, found),
        "may_open": permissions.may_keep_accounts(actor_of(request)),
    }
    return render(request, "accounts/people.html", context)


@members
@require_safe
def mandates(request: HttpRequest) -> HttpResponse:
    form = Search(request.GET)
    found = queries.mandates_visible_to(actor_of(request), on=day_of(moment()), search=form.text)
    context = {"form": form, **_page(request, found), "may_grant": permissions.may_grant(actor_of(request))}
    return render(request, "accounts/mandates.html", {**context, "today": day_of(moment())})


@members
@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.person(actor, pk, on=day_of(moment()))
    context = {
        "person": found,
        "mandates": queries.history_of(found),
        "has_second": Authenticator.objects.filter(user=found).exists(),
        "may_keep": permissions.may_keep_accounts(actor) and actor.user_id != pk,
        "may_grant": permissions.may_grant(actor) and actor.user_id != pk,
        "today": day_of(moment()),
    }
    return render(request, "accounts/person.html", context)


@needs(CONFIGURE)
@never_cache
def new_person(request: HttpRequest) -> HttpResponse:
    form = NewUser(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            return _issued(
                request, services.create_user(actor=actor_of(request), **form.cleaned_data, at=moment())
            )
    return render(request, "accounts/new_person.html", {"form": form})


@needs(GRANT)
def new_mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a capacity."""
    actor, today = actor_of(request), day_of(moment())
    found = queries.person(actor, pk, on=today)
    form = NewMandate(
        request.POST or None,
        initial={"starts_on": today},
        posts=posts(),
        organisations=organisations_in(actor.area_code, on=today),
    )
    if request.method == "POST" and form.is_valid():
        with refused_to(form):
            code = form.cleaned_data.pop("area_code")
            area = places.place(code, on=today) if code else None
            services.grant_mandate(actor=actor, user=found, **form.cleaned_data, area=area, at=moment())
            messages.success(request, _("The capacity has been granted."))
            return redirect("accounts:person", pk)
    return render(request, "accounts/new_mandate.html", {"form": form, "person": found})


@needs(GRANT)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.mandate(actor_of(request), pk, on=day_of(moment()))
    services.revoke_mandate(actor=actor_of(request), mandate=found, at=moment())
    messages.success(request, _("The capacity has been revoked."))
    return redirect("accounts:person", found.user_id)


def _on_person(act: Callable[..., Any], said: Any) -> Callable[[HttpRequest, int], HttpResponse]:
    """A button on the page of a person: do it, say it; a password that was issued is shown once."""

    @require_POST
    @never_cache
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        actor, at = actor_of(request), moment()
        done = act(actor=actor, user=queries.person(actor, pk, on=day_of(at)), at=at)
        messages.success(request, said)
        return (
            _issued(request, done) if isinstance(done, services.Issued) else redirect("accounts:person", pk)
        )

    return view


close = needs(CONFIGURE)(
    _on_person(services.disable_user, _("The account is closed; its sessions have ended."))
)
reopen = needs(CONFIGURE)(_on_person(services.enable_user, _("The account is open again.")))
reset_password = needs(GRANT)(_on_person(services.reset_password, _("A new password has been issued.")))
unlock = needs(GRANT)(_on_person(services.unlock, _("The account is unlocked.")))
reset_second_factor = needs(GRANT)(
    _on_person(services.reset_second_factor, _("Two-step sign-in has been removed."))
)


def _issued(request: HttpRequest, issued: services.Issued) -> HttpResponse:
    return render(request, "accounts/issued.html", {"person": issued.user, "password": issued.password})


def _page(request: HttpRequest, found: QuerySet[Any]) -> dict[str, Any]:
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    return {"rows": page.object_list, "page_at": page, "total": page.paginator.count}
