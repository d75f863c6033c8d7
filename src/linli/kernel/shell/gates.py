"""Who may enter a page. Every view says `public`, `members` or `needs(power)`; a test checks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.forms import BaseForm
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import ANYONE, Actor
from linli.kernel.clock import moment
from linli.kernel.refusals import Refusal, require

__all__ = ["actor_of", "members", "moment", "needs", "public", "refused_to"]

View = Callable[..., HttpResponseBase]


def public(view: View) -> View:
    """Open this view to anyone."""
    view.gate = "public"  # type: ignore[attr-defined] # read by the architecture test
    return login_not_required(view)


def members(view: View) -> View:
    """Open this view to people who are signed in. Finer checks live in the service and in queries."""
    view.gate = "members"  # type: ignore[attr-defined] # read by the architecture test
    return view


def needs(power: str) -> Callable[[View], View]:
    """Open this view to people whose acting mandate holds `power`."""

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            require(
                actor_of(request).holds(power),
                _("Your present capacity does not open this page."),
                remedy=_("Switch to a capacity that includes this work, or ask the security administrator."),
                needs=power,
            )
            return view(request, *args, **kwargs)

        guarded.gate = power  # type: ignore[attr-defined] # read by the architecture test
        return guarded

    return gate


def actor_of(request: HttpRequest) -> Actor:
    """The acting mandate that the accounts middleware found, or ANYONE."""
    actor: Actor = getattr(request, "actor", ANYONE)
    return actor


@contextmanager
def refused_to(form: BaseForm) -> Iterator[None]:
    """Show a refusal as an error of `form` instead of an error page."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(None, str(refusal))
