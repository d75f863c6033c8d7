"""Every address says who may enter."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield where, entry
        else:
            yield from patterns(entry, where)


def test_every_view_says_who_may_enter() -> None:
    found = list(patterns(get_resolver()))
    assert len(found) > 20
    silent = [where for where, pattern in found if not getattr(pattern.callback, "gate", "")]
    assert silent == []


def test_every_power_that_a_view_asks_for_can_be_given() -> None:
    """A misspelt power would lock everyone out."""
    from linli.kernel import packs

    given = {
        power
        for file in packs.load().of_kind("posts")
        for post in file.data["posts"]
        for power in post.get("powers", ())
    }
    asked = {getattr(pattern.callback, "gate", "") for _where, pattern in patterns(get_resolver())}
    assert asked - given - {"public", "members", ""} == set()
