"""Every address of the project and the people who try its doors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.registry.accounts import queries as accounts

PEOPLE = {
    "anyone": "",
    "guest": "resident",  # an account without a mandate
    "clerk": "zhangjian",  # a department that shares the case
    "other": "huanggong",  # a department that does not
    "officer": "wangmin",
    "leader": "chenzhen",
    "abroad": "elsewhere",  # oversees another town
    "system": "sysadmin",
    "keys": "secadmin",
    "audit": "auditor",
}


def addresses(arguments: dict[str, tuple[Any, ...]]) -> dict[str, str]:
    """Name -> path; an address that needs arguments and has none in `arguments` raises NoReverseMatch."""
    return {name: reverse(name, args=arguments.get(name, ())) for name in names(get_resolver())}


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"
        else:
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)


def visitors() -> dict[str, Client]:
    """A browser for each; a bug shows as an answer of 500, as it would to people."""
    found = {}
    for who, username in PEOPLE.items():
        found[who] = client = Client(raise_request_exception=False)
        if username:
            user = accounts.user_named(username)
            assert user is not None
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            client.get("/help/")  # the first page after signing in notes when somebody was last seen
    return found
