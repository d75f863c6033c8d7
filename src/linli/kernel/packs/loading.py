"""From folders to packs, and all findings about them."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from linli.kernel.packs import reading, teaching
from linli.kernel.packs.contents import Pack, PackFile, Packs
from linli.kernel.packs.findings import Finding, nearest
from linli.kernel.packs.kinds import Kind, kind, kind_of, registered_kinds

_HOME = Path(__file__).resolve().parents[4]
_PACK_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BrokenPacks(Exception):
    """The installed packs have findings: nothing may rest on them. `findings` says what and where."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(map(str, self.findings)))


def roots() -> tuple[Path, ...]:
    """The folders that hold packs: `LINLI_PACKS` (separated like PATH), else `packs/` of the repository."""
    named = os.environ.get("LINLI_PACKS", "")
    return tuple(Path(name) for name in named.split(os.pathsep) if name) or (_HOME / "packs",)


def root() -> Path:
    """The first folder of packs."""
    return roots()[0]


def load(paths: Iterable[Path] | None = None) -> Packs:
    """Read folders of packs, or single packs (default: `roots()`), and hold every file against its kind.

    Never raises on what a file holds; `Packs.findings` says what is wrong, and such files are left out.
    """
    packs: dict[str, Pack] = {}
    findings: list[Finding] = []
    for folder in roots() if paths is None else tuple(map(Path, paths)):
        for directory in _directories(folder, findings):
            if directory.name in packs:
                findings.append(Finding(_shown(directory), 1, f"the pack {directory.name!r} stands twice"))
                continue
            packs[directory.name] = _pack(directory, findings)
    return Packs(packs, tuple(findings))


@lru_cache(maxsize=1)
def installed() -> Packs:
    """The packs of this installation, read once a process. Raises BrokenPacks on any finding of `check`."""
    packs = load()
    findings = check(packs)
    if findings:
        raise BrokenPacks(findings)
    return packs


def check(packs: Packs) -> list[Finding]:
    """Everything that is wrong: what reading found and what each kind's own check finds, by file and line."""
    found = set(packs.findings)
    for pack in packs:
        for files in pack.files.values():
            for file in files:
                ask = kind(file.kind).check
                found.update(ask(file, packs) if ask else ())
    return sorted(found)


def _shown(path: Path) -> str:
    try:
        return path.resolve().relative_to(_HOME).as_posix()
    except ValueError:
        return path.as_posix()


def _visible(directory: Path) -> Iterator[Path]:
    return (path for path in sorted(directory.iterdir()) if not path.name.startswith((".", "_")))


def _directories(folder: Path, findings: list[Finding]) -> list[Path]:
    """The packs in a folder; the folder itself, if it holds files of a pack."""
    if not folder.is_dir():
        findings.append(Finding(_shown(folder), 1, "there is no such folder"))
        return []
    entries = list(_visible(folder.resolve()))
    if any(path.is_file() and kind_of(path.name) for path in entries):
        return [folder.resolve()]
    return [path for path in entries if path.is_dir()]


def _pack(directory: Path, findings: list[Finding]) -> Pack:
    if not _PACK_NAME.fullmatch(directory.name):
        message = f"a pack's name has small letters, digits and hyphens, not {directory.name!r}"
        findings.append(Finding(_shown(directory), 1, message))
    files: dict[str, list[PackFile]] = {}
    for path in sorted(_files(directory)):
        file = _file(directory, path, findings)
        if file is not None:
            files.setdefault(file.kind, []).append(file)
    return Pack(directory.name, {name: tuple(found) for name, found in files.items()})


def _files(directory: Path) -> Iterator[Path]:
    for path in _visible(directory):
        if path.is_dir() and not path.is_symlink():
            yield from _files(path)
        else:
            yield path


def _file(directory: Path, path: Path, findings: list[Finding]) -> PackFile | None:
    name, shown = path.relative_to(directory).as_posix(), _shown(path)
    found = kind_of(name)
    if found is None:
        hint = nearest(name, (kind.pattern for kind in registered_kinds()))
        findings.append(Finding(shown, 1, f"no kind of pack file is called {name!r}", hint))
        return None
    try:
        with path.open("rb") as stream:
            raw = stream.read(reading.MAX_BYTES + 1)
    except OSError as error:
        findings.append(Finding(shown, 1, f"the file cannot be read: {error.strerror}"))
        return None
    result = _read(found, shown, raw)
    digest = hashlib.sha256(raw).hexdigest()
    file = PackFile(directory.name, name, found.name, shown, result.data, digest, result.lines)
    if not result.findings and found.schema is not None:
        result.findings = [file.finding(*problem) for problem in teaching.problems(found.schema, result.data)]
    findings.extend(result.findings)
    return None if result.findings else file


def _read(found: Kind, path: str, raw: bytes) -> reading.Reading:
    text = reading.decode(path, raw)
    if isinstance(text, Finding):
        return reading.Reading(findings=[text])
    if found.pattern.endswith((".yaml", ".yml")):
        return reading.read_yaml(path, text)
    if found.pattern.endswith(".csv"):
        return reading.read_csv(path, text, found.columns, found.optional)
    return reading.read_text(path, text)
