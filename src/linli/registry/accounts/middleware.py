"""Every request: is the session still awake, in which capacity does the person act, is the password due."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import ANYONE, Actor
from linli.kernel.clock import day_of, moment

from . import queries, rules

if TYPE_CHECKING:
    from .models import Mandate, User

Next = Callable[[HttpRequest], HttpResponse]
MANDATE = "mandate"
SEEN = "seen"
SEEN_EVERY = 60
OPEN_BEFORE_CHANGE = frozenset(
    {"account_change_password", "account_logout", "shell:preferences", "shell:help"}
)


class IdleTimeoutMiddleware:
    """Sign out whoever has been idle for IDLE_TIMEOUT_SECONDS.

    The moment is kept at most once a minute, so that reading pages does not write the session each time.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        now = int(moment().timestamp())
        seen = request.session.get(SEEN, now)
        if now - seen <= settings.IDLE_TIMEOUT_SECONDS:
            if SEEN not in request.session or now - seen >= SEEN_EVERY:
                request.session[SEEN] = now
            return None
        logout(request)
        messages.info(
            request, _("You were signed out because nothing happened for a while. Please sign in again.")
        )
        if getattr(view, "gate", "") == "public":
            return None
        back = request.get_full_path() if request.method == "GET" else reverse(settings.LOGIN_URL)
        return redirect_to_login(back) if request.method == "GET" else HttpResponseRedirect(back)


class ActingMiddleware:
    """`request.mandates` (valid today) and `request.actor`, found when first asked for: one query for both.

    A password that must be changed keeps every other page closed.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known: list[list[Mandate]] = []

        def mandates() -> list[Mandate]:
            user = request.user
            if not known:
                valid = queries.mandates_of(user, day_of(moment())) if user.is_authenticated else ()
                known.append(list(valid))
            return known[0]

        def actor() -> Actor:
            user = request.user
            if not user.is_authenticated:
                return ANYONE
            return queries.acting(user, request.session.get(MANDATE), mandates())

        request.mandates = SimpleLazyObject(mandates)  # type: ignore[attr-defined] # read by the header
        request.actor = SimpleLazyObject(actor)  # type: ignore[attr-defined] # read by gates.actor_of
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not _password_is_due(user):
            return None
        match = request.resolver_match
        if match is not None and match.view_name in OPEN_BEFORE_CHANGE:
            return None
        messages.warning(request, _("Choose a password of your own before you go on."))
        return HttpResponseRedirect(reverse("account_change_password"))


def _password_is_due(user: User) -> bool:
    if user.must_change_password:
        return True
    return rules.is_too_old(user.password_changed_at, settings.PASSWORD_MAX_DAYS, moment())
