"""Which files a pack may hold. A module teaches its own kind in `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import Any

from jsonschema import Draft202012Validator

from linli.kernel.packs.contents import PackFile, Packs
from linli.kernel.packs.findings import Finding

Check = Callable[[PackFile, Packs], Iterable[Finding]]


@dataclass(frozen=True)
class Kind:
    """A kind of file, by name and `pattern` (`procedures/*.yaml`; a `*` does not cross a slash).

    `.yaml` is plain data checked by `schema` (JSON Schema 2020-12); `.csv` is a list of rows whose header
    names `columns` and may name `optional` ones; anything else is text. `check` looks at what a schema
    cannot see and is only asked about files that have passed everything before.
    """

    name: str
    pattern: str
    schema: Mapping[str, Any] | None = None
    check: Check | None = None
    columns: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    def matches(self, name: str) -> bool:
        parts, patterns = PurePosixPath(name).parts, PurePosixPath(self.pattern).parts
        return len(parts) == len(patterns) and all(map(fnmatchcase, parts, patterns))


_kinds: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Twice changes nothing. ValueError: the name or pattern is taken, or it is no JSON Schema."""
    known = _kinds.get(kind.name)
    if known == kind:
        return
    if known or any(other.pattern == kind.pattern for other in _kinds.values()):
        raise ValueError(f"a kind of pack file is taken: {kind.name} ({kind.pattern})")
    if kind.schema is not None:
        Draft202012Validator.check_schema(kind.schema)
    _kinds[kind.name] = kind


def registered_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def kind(name: str) -> Kind:
    return _kinds[name]


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its path in the pack."""
    return next((kind for kind in _kinds.values() if kind.matches(name)), None)
