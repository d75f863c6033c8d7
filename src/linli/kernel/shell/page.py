"""What `shell/base.html` needs to know about this request, gathered in one place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.messages import get_messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest

from linli.kernel.actors import Actor

from .gates import actor_of
from .navigation import Link, links, switch_template
from .preferences import Preferences, preferences_of


@dataclass(frozen=True, slots=True)
class Page:
    """The frame of one page. `back` is where a change of preferences returns to."""

    actor: Actor
    preferences: Preferences
    navigation: Sequence[Link]
    messages: Sequence[Message]
    switch: str
    back: str


def page_of(request: HttpRequest) -> Page:
    """Works for any request, also one that no middleware has seen (an error page)."""
    actor = actor_of(request)
    return Page(
        actor=actor,
        preferences=preferences_of(request),
        navigation=links(actor, request),
        messages=list(get_messages(request)),
        switch=switch_template(),
        back=request.get_full_path() if request.method == "GET" else "/",
    )
