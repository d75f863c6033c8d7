"""Reads of places: by code and day, up and down the tree, and the tree a person sees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.kernel import areas
from linli.kernel.actors import Actor
from linli.kernel.areas import Level
from linli.kernel.refusals import NotFound

from .models import CentralUrbanFlag, Place, Succession
from .rules import FILED


def valid_on(on: date, prefix: str = "") -> Q:
    """Rows that hold on a day; `prefix` reaches over a foreign key, such as ``area__``."""
    ends = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": on})
    return ends & Q(**{f"{prefix}valid_from__lte": on})


def scope(code: str, prefix: str = "") -> Q:
    """Everything filed within an area code (2 to 12 digits, a grid's own code, or empty for the country).

    Goes by the chain of parents, not by digits, so a street that was moved is found where it lies now.
    """
    if not code:
        return Q()
    whole = _normal(code)
    found = areas.level(whole)
    column = "code" if found is Level.GRID else FILED[found - 1]
    return Q(**{f"{prefix}{column}": whole})


def place(code: str, *, on: date) -> Place:
    """The place that bore `code` on that day."""
    found = Place.objects.filter(valid_on(on), code=_normal(code)).select_related("parent").first()
    if found is None:
        raise NotFound(_("No place has this code on this day."), code=code, on=on)
    return found


def lies_in(code: str, area: str) -> bool:
    """Whether the open place of a normalised code lies in `area` (empty: the country), by its parents."""
    if not area or code == area:
        return True
    return bool(code) and Place.objects.filter(scope(area), code=code, valid_to__isnull=True).exists()


def place_by_id(pk: int) -> Place:
    found = next(iter(Place.objects.filter(pk=pk)), None)
    if found is None:
        raise NotFound(_("There is no such place."), place=pk)
    return found


def children(parent: Place | None, *, on: date) -> QuerySet[Place]:
    """The places right below; without a parent, the topmost ones."""
    return Place.objects.filter(valid_on(on), parent=parent)


def children_of(code: str, *, on: date) -> QuerySet[Place]:
    """The places right below the place of a normalised code; without a code, the topmost ones."""
    found = Place.objects.filter(valid_on(on))
    return found.filter(parent__code=code) if code else found.filter(parent__isnull=True)


def ancestors(below: Place) -> tuple[Place, ...]:
    """The places above, topmost first (one query)."""
    upward = "__".join(["parent"] * len(Level))
    current = Place.objects.select_related(upward).get(pk=below.pk).parent
    found: list[Place] = []
    while current is not None:
        found.append(current)
        current = current.parent
    return tuple(reversed(found))


def places_within(code: str, *, on: date, level: Level | None = None) -> QuerySet[Place]:
    """The place of this code and all below it, optionally of one level."""
    found = Place.objects.filter(valid_on(on), scope(code)).select_related("parent")
    return found if level is None else found.filter(level=level)


def places_with(codes: Iterable[str], *, on: date) -> list[Place]:
    """The places of many normalised codes, in portions: databases limit the values of one question."""
    wanted = sorted({code for code in codes if code})
    found: list[Place] = []
    for start in range(0, len(wanted), 500):
        found += Place.objects.filter(valid_on(on), code__in=wanted[start : start + 500])
    return found


def search(text: str, *, on: date, within: str = "") -> QuerySet[Place]:
    """By the start of a code or any part of a name."""
    words = text.strip()
    found = places_within(within, on=on)
    if not words:
        return found
    return found.filter(code__startswith=words) if words.isdigit() else found.filter(name__icontains=words)


def is_central_urban(candidate: Place, *, on: date) -> bool:
    """Whether the place, or the nearest place above it that says so, lies in a central urban area."""
    holds = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    filed = [code for code in candidate.filed_codes.values() if code] + [candidate.code]
    flags = CentralUrbanFlag.objects.filter(holds, starts_on__lte=on, place__code__in=filed)
    return flags.exists()


def successors_and_predecessors(of: Place) -> QuerySet[Succession]:
    """What this place became and came from, one step each way."""
    return (
        Succession.objects.filter(Q(predecessor=of) | Q(successor=of))
        .select_related("predecessor", "successor")
        .order_by("on", "pk")
    )


def history(of: Place) -> tuple[Succession, ...]:
    """Every change that led to this place or followed from it, oldest first."""
    known: set[int] = set()
    found: dict[int, Succession] = {}
    for forward in (True, False):
        frontier = {of.pk}
        while frontier:
            known |= frontier
            side = {"predecessor__in": frontier} if forward else {"successor__in": frontier}
            steps = Succession.objects.filter(**side).select_related("predecessor", "successor")
            found |= {step.pk: step for step in steps}
            frontier = {s.successor_id if forward else s.predecessor_id for s in steps} - known
    return tuple(sorted(found.values(), key=lambda step: (step.on, step.pk)))


@dataclass(slots=True)
class TreeNode:
    """A place in the tree at the left: open nodes carry the children they show."""

    place: Place
    has_children: bool
    is_open: bool = False
    is_chosen: bool = False
    children: list[TreeNode] = field(default_factory=list)


def tree_for(actor: Actor, *, on: date, chosen: str = "") -> list[TreeNode]:
    """The tree below the actor's area, opened along the path to `chosen`; at most two queries."""
    aim = Place.objects.filter(valid_on(on), scope(actor.area_code), code=chosen).first() if chosen else None
    path = _path(aim, actor.area_code)
    shown = Q(code__in=path) | Q(parent__code__in=path)
    if not actor.area_code:
        shown |= Q(parent__isnull=True)
    below = Place.objects.filter(valid_on(on), parent=OuterRef("pk"))
    rows = Place.objects.filter(valid_on(on), shown).annotate(below=Exists(below)).order_by("level", "code")
    return _grown(rows, path, chosen)


def drawn(tree: list[TreeNode], address: str) -> list[dict[str, Any]]:
    """The tree as `shell/macros/tree.html` draws it; each node opens `address` with its area."""
    return [
        {
            "name": node.place.name,
            "key": node.place.code,
            "url": f"{address}?area={node.place.code}",
            "open": node.is_open,
            "children": drawn(node.children, address),
        }
        for node in tree
    ]


def _path(aim: Place | None, top: str) -> list[str]:
    """Codes from the actor's area down to the chosen place."""
    if aim is None:
        return [top] if top else []
    filed = [code for code in aim.filed_codes.values() if code]
    codes = filed if aim.code in filed else [*filed, aim.code]
    return codes[codes.index(top) :] if top in codes else codes


def _grown(rows: Iterable[Place], path: list[str], chosen: str) -> list[TreeNode]:
    nodes: dict[int, TreeNode] = {}
    by_parent: dict[int | None, list[TreeNode]] = defaultdict(list)
    for row in rows:
        has_children = bool(getattr(row, "below", False))
        node = TreeNode(row, has_children, row.code in path, row.code == chosen)
        nodes[row.pk] = node
        by_parent[row.parent_id].append(node)
    for pk, node in nodes.items():
        node.children = by_parent[pk]
    return [node for parent, group in by_parent.items() if parent not in nodes for node in group]


def _normal(code: str) -> str:
    try:
        return areas.normalise(code)
    except areas.BadCode as error:
        raise NotFound(_("This is not an area code."), code=code, reason=error.reason) from error
