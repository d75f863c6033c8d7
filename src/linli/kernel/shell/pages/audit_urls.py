from __future__ import annotations

from django.urls import path

from . import audit

app_name = "audit"
urlpatterns = [
    path("", audit.entries, name="entries"),
    path("record/", audit.record, name="record"),
    path("seals/", audit.seals, name="seals"),
]
