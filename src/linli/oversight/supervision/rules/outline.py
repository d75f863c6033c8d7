"""A document's text as a tree of articles, each with the words that are its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol


class Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


@dataclass(slots=True)
class Node:
    """`pieces`: its own words and the articles within it, as they follow each other in the text."""

    article: Any
    pieces: list[str | Node] = field(default_factory=list)

    @property
    def children(self) -> list[Node]:
        return [piece for piece in self.pieces if isinstance(piece, Node)]


def tree(source: str, articles: Iterable[Spanned]) -> Node:
    """The root holds the whole text. Articles come in the order of the text, outer before inner."""
    root = Node(None)
    path: list[tuple[Node, int]] = [(root, len(source))]
    at = 0
    for article in articles:
        while len(path) > 1 and path[-1][1] <= article.start:
            at = _close(source, path, at)
        _words(source, path[-1][0], at, article.start)
        node = Node(article)
        path[-1][0].pieces.append(node)
        path.append((node, min(article.end, path[-1][1])))
        at = max(at, article.start)
    while path:
        at = _close(source, path, at)
    return root


def _close(source: str, path: list[tuple[Node, int]], at: int) -> int:
    node, end = path.pop()
    _words(source, node, at, end)
    return max(at, end)


def _words(source: str, node: Node, start: int, end: int) -> None:
    if source[start:end].strip():
        node.pieces.append(source[start:end].strip("\n"))
