"""What happened to organisations."""

from __future__ import annotations

from dataclasses import dataclass

from linli.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrganisationChanged(Event):
    """`act`: added, corrected, closed, related, unrelated."""

    organisation_id: int
    act: str


@dataclass(frozen=True, slots=True)
class AliasRemembered(Event):
    """From now on `name`, printed in a document of `area_code`, means these organisations or this group."""

    name: str
    area_code: str
    organisation_ids: tuple[int, ...]
    group: str
