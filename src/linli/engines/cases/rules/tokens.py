"""Search keys for Chinese: every pair of neighbouring characters, and every single one.

A word of one or two characters is common in Chinese, and trigram indexes return nothing for it. Latin letters
and digits stay whole words; traditional characters become simplified ones. The same keys serve both
databases: what either might take for punctuation (rare characters beyond the first plane, other scripts) is
spelt by number.
"""

from __future__ import annotations

import re
import unicodedata

from linli.kernel.labels import simplified

_WORD = re.compile(r"[a-z0-9]+|[^\W\d_a-z]+")
_COMMON = re.compile(r"[a-z0-9]+|[\u3400-\u4db5\u4e00-\u9fcc]+")
MAX_QUERY = 60
MAX_TEXT = 20_000  # characters: PostgreSQL's search vectors end at a megabyte


def _words(text: str) -> list[str]:
    return _WORD.findall(simplified(unicodedata.normalize("NFKC", text).lower()))


def _spelt(key: str) -> str:
    return key if _COMMON.fullmatch(key) else "x" + "x".join(f"{ord(char):x}" for char in key)


def _is_latin(word: str) -> bool:
    return word.isascii()


def index_keys(text: str) -> str:
    """All keys of a text, each once, separated by spaces."""
    keys: dict[str, None] = {}
    for word in _words(text[:MAX_TEXT]):
        if _is_latin(word):
            keys[word[:MAX_QUERY]] = None
        else:
            keys.update(dict.fromkeys(word))
            keys.update(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))
    return " ".join(map(_spelt, keys))


def query_keys(text: str) -> list[str]:
    """Keys that a matching text must all hold: pairs for longer words, the character itself for a single
    one.
    """
    keys: dict[str, None] = {}
    for word in _words(text[:MAX_QUERY]):
        if _is_latin(word) or len(word) == 1:
            keys[word] = None
        else:
            keys.update(dict.fromkeys(word[i : i + 2] for i in range(len(word) - 1)))
    return list(map(_spelt, keys))
