"""What has been read: packs, their files by kind, plain data with line numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.kernel.packs.findings import Finding


@dataclass(frozen=True, slots=True)
class PackFile:
    """One sound file. `name` is its path in the pack, `path` the path shown to people; `digest` is sha256."""

    pack: str
    name: str
    kind: str
    path: str
    data: Any = field(repr=False)
    digest: str
    lines: Mapping[tuple[str | int, ...], int] = field(repr=False)

    def line_of(self, where: tuple[str | int, ...] = ()) -> int:
        """The line of a value by its path, `("lists", 0, "items")`; else of the nearest thing above."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.lines:
                return self.lines[where[:end]]
        return 1

    def finding(self, where: tuple[str | int, ...], message: str, hint: str = "") -> Finding:
        return Finding(self.path, self.line_of(where), message, hint)


@dataclass(frozen=True, slots=True)
class Pack:
    """A folder of policy as data. `files`: kind -> its files in this pack, by name."""

    name: str
    files: Mapping[str, tuple[PackFile, ...]]

    def one(self, kind: str) -> PackFile | None:
        """The only file of a kind that has one file in a pack, such as `document`."""
        found = self.files.get(kind, ())
        return found[0] if found else None

    @property
    def digest(self) -> str:
        """sha256 over all files: changes when anything in the pack does."""
        every = sorted((file.name, file.digest) for files in self.files.values() for file in files)
        return hashlib.sha256(repr(every).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Packs:
    """Everything read. Files with findings are left out: what is here has the shape of its kind."""

    packs: Mapping[str, Pack]
    findings: tuple[Finding, ...] = ()

    def __getitem__(self, name: str) -> Pack:
        return self.packs[name]

    def __iter__(self) -> Iterator[Pack]:
        return iter(self.packs.values())

    def of_kind(self, kind: str) -> Iterator[PackFile]:
        """All files of a kind, pack by pack."""
        for pack in self:
            yield from pack.files.get(kind, ())
