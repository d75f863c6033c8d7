"""What every request passes: the body limit, the reader's language, and refusals turned into pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from linli.kernel.refusals import Refusal, TooLarge

Next = Callable[[HttpRequest], HttpResponse]


def refusal_response(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page for people, `application/problem+json` (RFC 9457) for programs."""
    wants = request.headers.get("Accept", "")
    if "json" in wants and "html" not in wants:
        problem = {
            "type": f"urn:linli:refusal:{refusal.code}",
            "title": str(refusal.message),
            "status": refusal.status,
            "code": refusal.code,
            "remedy": str(refusal.remedy),
            "article": refusal.article,
            "facts": {key: str(value) for key, value in refusal.facts.items()},
        }
        return JsonResponse(problem, status=refusal.status, content_type="application/problem+json")
    return render(request, "shell/refusal.html", {"refusal": refusal}, status=refusal.status)


class RefusalMiddleware:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return refusal_response(request, error) if isinstance(error, Refusal) else None


class BodyLimitMiddleware:
    """Refuse a body that says it is too long before a byte of it is read.

    gunicorn never hands over more than Content-Length; a chunked body has none and is not accepted at all.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
        length = request.META.get("CONTENT_LENGTH") or "0"
        if chunked or not length.isdigit() or int(length) > settings.MAX_BODY_BYTES:
            limit = settings.MAX_BODY_BYTES // (1024 * 1024)
            return refusal_response(
                request,
                TooLarge(
                    _("What you sent is too large."),
                    remedy=_("Send at most %(limit)s MB at a time.") % {"limit": limit},
                ),
            )
        return self.get_response(request)


class LanguageMiddleware:
    """The reader's choice (a cookie), else Simplified Chinese: offices share machines, browsers do not decide."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        return response
