"""Search keys for Chinese: every pair of neighbouring characters, and every single one.

A word of one or two characters is common in Chinese, and trigram indexes return nothing for it. Latin letters and
digits stay whole words. The same keys serve both databases.
"""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+", re.IGNORECASE)
MAX_QUERY = 60


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFKC", text).lower())


def _is_latin(word: str) -> bool:
    return word.isascii()


def index_keys(text: str) -> str:
    """All keys of a text, each once, separated by spaces."""
    keys: dict[str, None] = {}
    for word in _words(text):
        if _is_latin(word):
            keys[word] = None
        else:
            keys.update(dict.fromkeys(word))
            keys.update(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))
    return " ".join(keys)


def query_keys(text: str) -> list[str]:
    """Keys that a matching text must all hold: pairs for longer words, the character itself for a single one."""
    keys: dict[str, None] = {}
    for word in _words(text[:MAX_QUERY]):
        if _is_latin(word) or len(word) == 1:
            keys[word] = None
        else:
            keys.update(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))
    return list(keys)
