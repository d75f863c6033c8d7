"""Home, preferences, help, health, and the pages that say no."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from linli.kernel.refusals import NotAllowed, NotFound, Refusal

from .desks import figures
from .gates import actor_of, public
from .health import reasons_not_ready
from .help import help_page, help_pages
from .middleware import refusal_response
from .preferences import YEAR, choices, preferences_of


@public
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    if not actor.is_signed_in:
        return render(request, "shell/welcome.html")
    return render(request, "shell/home.html", {"figures": figures(actor)})


@public
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Show the choices; POST keeps those given and returns to `next`."""
    back = request.POST.get("next") or request.GET.get("next") or "/"
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    if request.method != "POST":
        return render(request, "shell/preferences.html", {"choices": choices(), "back": back})
    response = HttpResponseRedirect(back)
    secure = settings.SESSION_COOKIE_SECURE
    for name, allowed in choices().items():
        if (value := request.POST.get(name, "")) in allowed:
            response.set_cookie(name, value, max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return response


@public
@require_safe
def help_list(request: HttpRequest) -> HttpResponse:
    return render(request, "shell/help_list.html", {"pages": help_pages()})


@public
@require_safe
def help_detail(request: HttpRequest, module: str, page: str) -> HttpResponse:
    return render(request, "shell/help_page.html", {"shown": help_page(module, page)})


@public
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers. Touches no database."""
    return JsonResponse({"status": "alive"})


@public
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Ready: 200, or 503 with reasons."""
    reasons = reasons_not_ready()
    status = "not ready" if reasons else "ready"
    return JsonResponse({"status": status, "reasons": reasons}, status=503 if reasons else 200)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    refusal = NotAllowed(
        _("This form has expired or did not come from this site."),
        remedy=_("Go back, reload the page and send it again. Cookies must be allowed for this site."),
        reason=reason,
    )
    return refusal_response(request, refusal)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    refusal = Refusal(
        _("This request cannot be understood."),
        remedy=_("Go back to the page before and try again from there."),
    )
    return refusal_response(request, refusal)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    refusal = NotAllowed(
        _("You may not open this page."),
        remedy=_("Switch to a capacity that includes this work, or ask the security administrator."),
    )
    return refusal_response(request, refusal)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    refusal = NotFound(
        _("There is no such page, or it is not for you."),
        remedy=_("Check the address, or start from the home page."),
    )
    return refusal_response(request, refusal)


def broken(request: HttpRequest) -> HttpResponse:
    """500: says so in a page that needs no database, menu or session; 503 where the database is away."""
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable(request)
    return _bare(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: for maintenance, and for a database that does not answer."""
    response = _bare(request, 503)
    response.headers["Retry-After"] = "60"
    return response


def _bare(request: HttpRequest, status: int) -> HttpResponse:
    shown = {"status": status, "chosen": preferences_of(request)}
    return render(request, "shell/broken.html", shown, status=status)
