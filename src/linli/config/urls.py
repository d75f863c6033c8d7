"""The root of all addresses."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("linli.kernel.shell.urls")),
    path("", include("linli.registry.accounts.urls")),
    path("places/", include("linli.registry.places.urls")),
    path("organisations/", include("linli.registry.organisations.urls")),
    path("calendar/", include("linli.kernel.shell.pages.calendar_urls")),
    path("audit/", include("linli.kernel.shell.pages.audit_urls")),
    path("inbox/", include("linli.kernel.shell.pages.inbox_urls")),
    path("cases/", include("linli.engines.cases.urls")),
    path("supervision/", include("linli.oversight.supervision.urls")),
]

handler400 = "linli.kernel.shell.views.bad_request"
handler403 = "linli.kernel.shell.views.forbidden"
handler404 = "linli.kernel.shell.views.not_found"
handler500 = "linli.kernel.shell.views.broken"
