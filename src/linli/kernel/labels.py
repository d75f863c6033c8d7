"""Labels that come from packs: `{zh: ..., en: ...}`, shown in the reader's language.

Traditional Chinese is derived from Simplified by OpenCC unless the pack gives `zh_hant` itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from django.utils.translation import get_language
from opencc import OpenCC

Label = str | Mapping[str, str]
_to_traditional = OpenCC("s2t")


@lru_cache(maxsize=20_000)
def traditional(text: str) -> str:
    return str(_to_traditional.convert(text))


@cache
def _characters() -> dict[int, str]:
    """OpenCC's table of characters, traditional to simplified, as `str.translate` wants it."""
    table = files("opencc").joinpath("dictionary/TSCharacters.txt").read_text(encoding="utf-8")
    pairs = (line.split() for line in table.splitlines())
    return {ord(pair[0]): pair[1] for pair in pairs if len(pair) > 1 and len(pair[1]) == 1}


def simplified(text: str) -> str:
    """Character by character: the result has the input's length, so offsets keep their meaning."""
    return text.translate(_characters())


def say(label: Label, language: str | None = None) -> str:
    """The label in `language` (default: the active one); falls back to Chinese, then to whatever there is."""
    if isinstance(label, str):
        label = {"zh": label}
    wanted = (language or get_language() or "zh-hans").lower()
    chinese = label.get("zh") or next(iter(label.values()), "")
    if wanted.startswith("en"):
        return label.get("en") or chinese
    if wanted in ("zh-hant", "zh-tw", "zh-hk"):
        return label.get("zh_hant") or traditional(chinese)
    return chinese
