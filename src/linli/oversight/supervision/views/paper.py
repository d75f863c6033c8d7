"""A page as PDF on A4, from a template of its own; nothing is ever fetched while it is drawn."""

from __future__ import annotations

from typing import Any, NoReturn
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def _refuse(url: str, *args: Any, **kwargs: Any) -> NoReturn:
    raise ValueError(f"a printed page fetches nothing: {url[:80]}")


def pdf(request: HttpRequest, template: str, context: dict[str, Any], name: str) -> HttpResponse:
    """A4, with the system's Noto CJK fonts; `name` becomes the file's name."""
    from weasyprint import HTML  # half a second to import: only whoever prints pays for it

    html = render_to_string(template, context, request=request)
    data = HTML(string=html, base_url="about:invalid", url_fetcher=_refuse).write_pdf()
    return attachment(data, "application/pdf", f"{name}.pdf")


def attachment(data: bytes, media_type: str, name: str) -> HttpResponse:
    plain = name.replace("/", "-").replace("\\", "-")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(plain)}"}
    return HttpResponse(data, content_type=media_type, headers=headers)
