"""How a reader wants pages: language, theme, type size, shortcuts. In cookies, so it works signed out."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

YEAR = 365 * 24 * 3600
THEMES = {"system": _("As the device"), "light": _("Light"), "dark": _("Dark")}
SIZES = {
    "standard": _("Standard"),
    "large": _("Large type"),
    "larger": _("Larger type"),
    "largest": _("Largest type"),
}
KEYS = {"on": _("On"), "off": _("Off")}
OWN_NAMES = {"zh-hans": "简体中文", "zh-hant": "繁體中文", "en": "English"}
TAGS = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}


@dataclass(frozen=True, slots=True)
class Preferences:
    """Each is a key of LANGUAGES, THEMES, SIZES or KEYS."""

    language: str
    theme: str
    size: str
    keys: str

    @property
    def tag(self) -> str:
        """For the `lang` attribute."""
        return TAGS.get(self.language, self.language)

    @property
    def is_large(self) -> bool:
        return self.size != "standard"


def choices() -> dict[str, dict[str, str]]:
    """Cookie name -> value -> label; the cookie of the language has the name Django gives it."""
    return {
        settings.LANGUAGE_COOKIE_NAME: OWN_NAMES,
        "theme": {key: str(label) for key, label in THEMES.items()},
        "size": {key: str(label) for key, label in SIZES.items()},
        "keys": {key: str(label) for key, label in KEYS.items()},
    }


def preferences_of(request: HttpRequest) -> Preferences:
    """From cookies; anything unknown is the default."""

    def known(name: str, allowed: dict[str, object], default: str) -> str:
        value = request.COOKIES.get(name, default)
        return value if value in allowed else default

    return Preferences(
        language=get_language() or settings.LANGUAGE_CODE,
        theme=known("theme", {**THEMES}, "system"),
        size=known("size", {**SIZES}, "standard"),
        keys=known("keys", {**KEYS}, "on"),
    )
