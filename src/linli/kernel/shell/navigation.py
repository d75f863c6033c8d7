"""The side navigation: every module registers its entries when it starts (`AppConfig.ready`)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from linli.kernel.actors import Actor
from linli.kernel.refusals import Text


@dataclass(frozen=True, slots=True)
class Entry:
    """A place in the menu. `power` None: every member; `public`: also people who are not signed in.

    `hint` is one sentence shown where the entry is big, on the home page.
    """

    label: Text
    url_name: str
    icon: str
    power: str | None = None
    order: int = 100
    hint: Text = ""
    public: bool = False

    def is_for(self, actor: Actor) -> bool:
        return self.public or (actor.is_signed_in and (self.power is None or actor.holds(self.power)))


@dataclass(frozen=True, slots=True)
class Link:
    """An entry as a page shows it."""

    label: Text
    url: str
    icon: str
    hint: Text
    active: bool


_entries: dict[str, Entry] = {}
_switch: list[str] = []


def register(entry: Entry) -> None:
    """One entry an address; registering it again replaces it."""
    _entries[entry.url_name] = entry


def show_switch(template: str) -> None:
    """Name the template that draws the "acting as" switch in the header; it receives `request` and `page`."""
    _switch[:] = [template]


def switch_template() -> str:
    return _switch[0] if _switch else ""


def links(actor: Actor, request: HttpRequest) -> list[Link]:
    """The entries this actor may open, in order; at most one is active."""
    mine = (entry for entry in _entries.values() if entry.is_for(actor))
    chosen = sorted(mine, key=lambda entry: entry.order)
    active = _active(chosen, request)
    return [
        Link(entry.label, address, entry.icon, entry.hint, entry.url_name == active)
        for entry in chosen
        if (address := _address(entry.url_name))
    ]


def _address(url_name: str) -> str:
    """Empty where the page does not exist: a test names it, a menu must not break every page."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _active(entries: list[Entry], request: HttpRequest) -> str:
    """The entry above this page by its address, else the first of its module; the shell's pages belong to nobody."""
    match = request.resolver_match
    if match is None:
        return ""
    names = [entry.url_name for entry in entries]
    if match.view_name in names:
        return match.view_name
    if match.namespace in ("", "shell"):
        return ""
    ours = [name for name in names if name.startswith(f"{match.namespace}:")]
    above = [name for name in ours if _address(name) and request.path.startswith(_address(name))]
    return max(above, key=lambda name: len(_address(name)), default=ours[0] if ours else "")


def unreachable() -> list[str]:
    """Names of registered entries without an address."""
    return [name for name in _entries if not _address(name)]
