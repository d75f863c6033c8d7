"""The categories of cases that the packs define: a tree by dotted names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from linli.kernel import packs


@lru_cache(maxsize=1)
def categories() -> Mapping[str, Mapping[str, str]]:
    """Name -> label, in the order of the packs; read once a process."""
    found: dict[str, Mapping[str, str]] = {}
    for file in packs.load().of_kind("categories"):
        for category in file.data["categories"]:
            found.setdefault(category["name"], category["title"])
    return found


def leaves() -> list[str]:
    """Categories without any below them."""
    names = list(categories())
    return [name for name in names if not any(other.startswith(f"{name}.") for other in names)]
