"""Every request: is the session still awake, and in which capacity does the person act."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from linli.kernel.actors import ANYONE, Actor
from linli.kernel.shell.gates import moment

from . import queries

if TYPE_CHECKING:
    from .models import Mandate, User

Next = Callable[[HttpRequest], HttpResponse]
MANDATE = "mandate"
SEEN = "seen"
SEEN_EVERY = 60


class IdleTimeoutMiddleware:
    """Sign out whoever has been idle for IDLE_TIMEOUT_SECONDS.

    The moment is written at most once a minute, so that reading pages does not write the session each time.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = int(moment().timestamp())
        seen = request.session.get(SEEN)
        if seen is not None and now - seen > settings.IDLE_TIMEOUT_SECONDS:
            logout(request)
        elif request.user.is_authenticated and now - (seen or 0) >= SEEN_EVERY:
            request.session[SEEN] = now
        return self.get_response(request)


class ActingMiddleware:
    """`request.mandates` (valid today) and `request.actor`, both found when first asked for: one query together."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known: dict[str, Any] = {}

        def mandates() -> list[Mandate]:
            if "mandates" not in known:
                today = timezone.localdate(moment())
                known["mandates"] = list(queries.mandates_of(cast("User", request.user), today))
            found: list[Mandate] = known["mandates"]
            return found

        def actor() -> Actor:
            if not request.user.is_authenticated:
                return ANYONE
            return queries.acting(cast("User", request.user), request.session.get(MANDATE), mandates())

        request.mandates = SimpleLazyObject(mandates)  # type: ignore[attr-defined] # read by the header
        request.actor = SimpleLazyObject(actor)  # type: ignore[attr-defined] # read by gates.actor_of
        return self.get_response(request)
