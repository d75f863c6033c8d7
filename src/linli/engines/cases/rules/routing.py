"""Which unit gets a case: the most specific row of a decision table wins, and the reason is kept.

Specific means, in this order: more of the category path, then more of the area path, then more flags. A
category says whose job it is, an area only where; so a row for "water/leak" in the whole city beats one for
"water" in a grid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.kernel import areas

ANY = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. Empty category or area: any. `flags` must all be on the case."""

    id: int
    procedure: str
    category: str
    area: str
    organisation_id: int
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def rank(self) -> tuple[int, int, int]:
        depth = self.category.count(".") + 1 if self.category else 0
        return depth, areas.level(self.area) if self.area else 0, len(self.flags)

    def matches(self, question: Question) -> bool:
        return (
            self.procedure == question.procedure
            and self.category in category_chain(question.category)
            and self.area in (*question.area_chain, ANY)
            and self.flags <= question.flags
        )


@dataclass(frozen=True, slots=True)
class Question:
    """What is known of the case: `area_chain` is its own area first, then everything above it."""

    procedure: str
    category: str
    area_chain: tuple[str, ...]
    flags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Answer:
    """The winning row, or None, with the explanation that is stored on the case."""

    row: Row | None
    explanation: Mapping[str, Any]


def category_chain(category: str) -> tuple[str, ...]:
    """`a.b.c` -> `a.b.c`, `a.b`, `a` and any."""
    parts = category.split(".") if category else []
    return (*(".".join(parts[:n]) for n in range(len(parts), 0, -1)), ANY)


def choose(question: Question, rows: Iterable[Row]) -> Answer:
    """The most specific matching row; two equally specific rows for different units are a conflict: nobody
    wins.
    """
    found = sorted(
        (row for row in rows if row.matches(question)), key=lambda row: (row.rank, -row.id), reverse=True
    )
    asked = {
        "procedure": question.procedure,
        "category": question.category,
        "areas": list(question.area_chain),
        "flags": sorted(question.flags),
    }
    matched = [
        {"row": row.id, "organisation": row.organisation_id, "rank": list(row.rank)} for row in found[:10]
    ]
    best = [row for row in found if row.rank == found[0].rank] if found else []
    units = {row.organisation_id for row in best}
    why = "no_row" if not found else "conflict" if len(units) > 1 else "most_specific"
    winner = best[0] if len(units) == 1 else None
    explanation = {"asked": asked, "matched": matched, "why": why, "row": winner.id if winner else None}
    return Answer(winner, explanation)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of the table: gap, conflict or unreachable, with the rows it concerns."""

    kind: str
    rows: tuple[int, ...]
    procedure: str
    category: str = ""
    area: str = ""


def faults(
    rows: Iterable[Row],
    *,
    procedures: Iterable[str],
    categories: Iterable[str],
    chains: Mapping[str, tuple[str, ...]],
) -> Iterator[Fault]:
    """Check the whole table.

    `categories` are the leaf categories; `chains` maps every leaf area to its chain (itself first). Gaps are
    given for (category, area) pairs where a case without flags finds no row, conflicts where equally specific
    rows name different units, and rows that win for no pair, with no flags, are unreachable.
    """
    table = list(rows)
    for procedure in procedures:
        own = [row for row in table if row.procedure == procedure]
        yield from _procedure_faults(procedure, own, list(categories), chains)


def _procedure_faults(
    procedure: str, rows: list[Row], categories: list[str], chains: Mapping[str, tuple[str, ...]]
) -> Iterator[Fault]:
    index: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        index.setdefault((row.category, row.area), []).append(row)
    useful: set[int] = set()
    clashes: set[tuple[int, ...]] = set()
    for category in categories or [ANY]:
        path = category_chain(category)
        for area, chain in chains.items():
            found = [row for c in path for a in (*chain, ANY) for row in index.get((c, a), ())]
            if not any(not row.flags for row in found):
                yield Fault("gap", (), procedure, category, area)
            for flags in _meetings({row.flags for row in found}):
                best = _best(found, flags)
                if len({row.organisation_id for row in best}) > 1:
                    clashes.add(tuple(sorted(row.id for row in best)))
                else:
                    useful.update(row.id for row in best)
    for clash in sorted(clashes):
        yield Fault("conflict", clash, procedure)
    conflicted = {row for clash in clashes for row in clash}
    for row in rows:
        if row.id not in useful and row.id not in conflicted:
            yield Fault("unreachable", (row.id,), procedure, row.category, row.area)


def _meetings(known: set[frozenset[str]]) -> set[frozenset[str]]:
    """Each set of flags and each two together: if two rows are rivals anywhere, they are with just their
    flags.
    """
    return {one | other for one in known for other in known}


def _best(found: list[Row], flags: frozenset[str]) -> list[Row]:
    fitting = [row for row in found if row.flags <= flags]
    top = max(row.rank for row in fitting)
    return [row for row in fitting if row.rank == top]
