"""What the platform told a person or the unit he acts for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from linli.kernel.actors import Actor
from linli.kernel.outbox import queries, services
from linli.kernel.shell.desks import Figure
from linli.kernel.shell.gates import actor_of, members, moment

PAGE = 50


@members
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Unread first, newest first; `before` walks through those that were read."""
    actor, before = actor_of(request), request.GET.get("before", "")
    items = queries.items_of(actor).order_by("-id")
    older = items.filter(pk__lt=int(before)) if before.isdigit() else items
    read = list(older.exclude(read_at=None)[: PAGE + 1])
    context = {
        "unread": [] if before else list(items.filter(read_at=None)[:PAGE]),
        "read": read[:PAGE],
        "count": queries.unread_count(actor),
        "next": read[PAGE - 1].pk if len(read) > PAGE else "",
    }
    return render(request, "shell/inbox.html", context)


@members
@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """Mark the chosen messages as read; with `open` go on to what it is about."""
    ids = [int(number) for number in request.POST.getlist("item")[:PAGE] if number.isdigit()]
    services.mark_read(actor=actor_of(request), item_ids=ids, at=moment())
    link = request.POST.get("open", "")
    if link and url_has_allowed_host_and_scheme(link, {request.get_host()}):
        return HttpResponseRedirect(link)
    return redirect("outbox:inbox")


def desk_figure(actor: Actor) -> Figure | None:
    """A card on the home page where something is unread."""
    count = queries.unread_count(actor)
    return Figure(count, _("Unread messages"), reverse("outbox:inbox")) if count else None
