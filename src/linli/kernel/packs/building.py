"""From YAML events to plain data. Events arrive one by one, so limits hold before memory is spent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ruamel.yaml import events

from linli.kernel.packs.findings import clipped

MAX_ALIASES = 100
MAX_DEPTH = 40
MAX_PROBLEMS = 50
MAX_VALUES = 200_000

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,30}")
_WORDS: dict[str, bool | None] = {"": None, "~": None, "null": None, "true": True, "false": False}
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


class Broken(Exception):
    """The file cannot be read on from here."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.hint = hint


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not come yet."""

    node: dict[str, Any] | list[Any]
    path: tuple[str | int, ...]
    anchor: str | None
    size_before: int
    key: str | None = None


@dataclass(frozen=True, slots=True)
class _Anchored:
    value: Any
    size: int


def plain(text: str) -> Any:
    """An unquoted word. Numbers with leading zeros stay text: they are codes; so do days."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _NUMBER.fullmatch(text) else text


class Builder:
    """Takes events, keeps `lines` (path -> line of the key or item) and `problems` (line, message, hint)."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str | int, ...], int] = {}
        self.problems: list[tuple[int, str, str]] = []
        self._root: Any = None
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._aliases = self._size = self._documents = 0

    def finished(self) -> Any:
        if self._root is None and not self.problems:
            raise Broken(1, "the file is empty")
        return self._root

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, events.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Broken(line, "a second document starts here", "delete the ---")
        elif isinstance(event, (events.MappingStartEvent, events.SequenceStartEvent)):
            self._start(event, line)
        elif isinstance(event, (events.MappingEndEvent, events.SequenceEndEvent)):
            done = self._open.pop()
            self._remember(done.anchor, done.node, self._size - done.size_before)
        elif isinstance(event, events.AliasEvent):
            self._put(self._alias(event, line), line)
        elif isinstance(event, events.ScalarEvent):
            self._scalar(event, line)

    def _start(self, event: Any, line: int) -> None:
        self._refuse_tag(event, line)
        node: dict[str, Any] | list[Any] = {} if isinstance(event, events.MappingStartEvent) else []
        size = self._size
        path = self._put(node, line)
        self._open.append(_Open(node, path, event.anchor, size))
        if len(self._open) > MAX_DEPTH:
            raise Broken(line, f"more than {MAX_DEPTH} levels deep")

    def _scalar(self, event: Any, line: int) -> None:
        self._refuse_tag(event, line)
        if _UNSAFE.search(event.value):
            raise Broken(line, "the text holds a character that cannot be stored", "delete the escape")
        if self._awaits_key():
            self._name(event.value, line)
            return
        value = event.value if event.style else plain(event.value)
        self._put(value, line)
        self._remember(event.anchor, value, 1)

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node, dict) and self._open[-1].key is None

    def _name(self, key: str, line: int) -> None:
        current = self._open[-1]
        if key == "<<":
            raise Broken(line, "merge keys (<<) are not read", "write the names out")
        path = (*current.path, key)
        if key in current.node:
            first = self.lines[path]
            self._problem(line, f"the name {clipped(key)!r} stands twice, first in line {first}", "keep one")
        else:
            self.lines[path] = line
        current.key = key

    def _put(self, value: Any, line: int) -> tuple[str | int, ...]:
        """Hang the value into what is open; returns its path."""
        self._size += 1
        if self._size > MAX_VALUES:
            raise Broken(line, f"more than {MAX_VALUES} values", "split the file")
        if not self._open:
            self._root = value
            self.lines[()] = line
            return ()
        current = self._open[-1]
        if isinstance(current.node, list):
            path = (*current.path, len(current.node))
            current.node.append(value)
            self.lines[path] = line
            return path
        if current.key is None:
            raise Broken(line, "a name must be plain text, not a list or a mapping")
        path = (*current.path, current.key)
        current.node[current.key] = value
        current.key = None
        return path

    def _remember(self, anchor: str | None, value: Any, size: int) -> None:
        if anchor:
            self._anchors[anchor] = _Anchored(value, size)

    def _alias(self, event: Any, line: int) -> Any:
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise Broken(line, f"more than {MAX_ALIASES} aliases", "write the values out")
        anchored = self._anchors.get(event.anchor)
        if anchored is None:
            raise Broken(line, f"the alias *{clipped(event.anchor)} points to nothing above it")
        self._size += anchored.size
        return anchored.value

    def _problem(self, line: int, message: str, hint: str) -> None:
        self.problems.append((line, message, hint))
        if len(self.problems) >= MAX_PROBLEMS:
            raise Broken(line, "too many problems to go on", "mend these first")

    def _refuse_tag(self, event: Any, line: int) -> None:
        tag = event.tag
        if tag is not None and str(tag) != "!":
            self._problem(line, f"the tag {clipped(str(tag))} is not read", "delete it")
