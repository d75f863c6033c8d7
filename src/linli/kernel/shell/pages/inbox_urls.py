from __future__ import annotations

from django.urls import path

from . import inbox

app_name = "outbox"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("read/", inbox.mark, name="mark"),
]
