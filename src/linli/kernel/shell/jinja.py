"""The Jinja2 environment of every page: translation, addresses, filters, autoescape on."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.templatetags.static import static as static_now
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment
from markupsafe import Markup

from linli.kernel.labels import say
from linli.kernel.money import yuan

from .controls import control, is_checkbox, is_group
from .page import page_of

NOTHING = "—"


def environment(**options: Any) -> Environment:
    """Called once by Django's Jinja2 backend with its loader and autoescape."""
    env = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.loopcontrols"], **options)
    env.trim_blocks = env.lstrip_blocks = True
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined] # added by the extension
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        static=static,
        url=url,
        url_if_any=url_if_any,
        here=here,
        icon=icon,
        csp_nonce=csp_nonce,
        page_of=page_of,
        control=control,
        is_checkbox=is_checkbox,
        is_group=is_group,
    )
    env.filters.update(moment=moment, day=day, say=say, number=number, yuan=yuan)
    return env


@lru_cache(maxsize=256)
def _static_once(path: str) -> str:
    return static_now(path)


def static(path: str) -> str:
    """Address of a static file; resolved once a process, since hashed names do not change while it runs."""
    return static_now(path) if settings.DEBUG else _static_once(path)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """`url("cases:detail", case.pk)`; raises NoReverseMatch."""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def url_if_any(name: str, *args: Any, **kwargs: Any) -> str:
    """The address, or "" where no such page is installed."""
    try:
        return url(name, *args, **kwargs)
    except NoReverseMatch:
        return ""


def here(request: HttpRequest, **changes: Any) -> str:
    """This page's address with some query parameters changed; None or "" removes one."""
    query: QueryDict = request.GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = str(value)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def icon(name: str, label: str = "", classes: str = "") -> Markup:
    """A Tabler icon from the sprite; without `label` it is decoration and hidden from screen readers."""
    said = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    drawing = Markup('<svg class="icon {}" {} focusable="false"><use href="{}#{}"/></svg>')
    return drawing.format(classes, said, static("vendor/icons.svg"), name)


def csp_nonce(request: HttpRequest) -> str:
    """The nonce of this response's Content-Security-Policy, "" where the middleware did not run."""
    return str(getattr(request, "csp_nonce", ""))


def moment(value: datetime | None) -> str:
    """An aware moment in local time: `2026-11-22 14:05`."""
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if value else NOTHING


def day(value: date | datetime | None) -> str:
    """A day, or the local day of a moment: `2026-11-22`."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return value.isoformat() if value else NOTHING


def number(value: int | float | None) -> str:
    """`12,345`; at most two decimals."""
    if value is None:
        return NOTHING
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")
