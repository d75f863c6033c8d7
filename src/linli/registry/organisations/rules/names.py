"""Names of units as documents print them: what they may mean, how surely, and what is near."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_GENERIC = re.compile(
    r"^(各|其他|其它|市|镇|区|县)*(有关|相关|责任|职能|直属|成员)*(部门|单位|科室|股室|办局|方面)(和?单位)?$"
)
_COMMITTEES = re.compile(
    r"^(全[镇区市县街]的?)?各?(行政)?"
    r"(村\(?(社区|居)\)?|村[、,和及/]社区|社区\(?村\)?|村居|村\(居\)民?委员?会)$"
)
_RESIDENTS = re.compile(
    r"^(全[镇区市县街]的?)?各(城市)?(社区|居|社区居委会|居委会|居民委员会|社区居民委员会)$"
)
_VILLAGERS = re.compile(r"^(全[镇区市县街]的?)?各(行政|建制|农)?(村|村委会|村民委员会)$")
_SUFFIX = re.compile(r"(分局|办公室|委员会|[局办委所站会室中心科股队]+)$")
NEAR = 0.6
MOST_CANDIDATES = 5


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as far as its names go; `distance` from the asking area: 0 there, > 0 above."""

    id: int
    name: str
    short_name: str
    distance: int


def plain(name: str) -> str:
    """One spelling of a name: half-width, without blanks and quotation marks."""
    return re.sub(r"[\s“”\"'‘’《》]", "", unicodedata.normalize("NFKC", name))


def group_of(name: str) -> str:
    """The group a name stands for by its words alone (a word of `terms.Group`), or empty."""
    word = plain(name)
    if _GENERIC.match(word):
        return "choose"
    if _COMMITTEES.match(word):
        return "committees"
    if _RESIDENTS.match(word):
        return "residents_committees"
    return "villagers_committees" if _VILLAGERS.match(word) else ""


def stem(name: str) -> str:
    """Without what says only that it is an office: 财政分局 and 财政局 share 财政."""
    found = _SUFFIX.sub("", name)
    return found or name


def exact(name: str, known: Iterable[Named]) -> tuple[Named, ...]:
    """Organisations of this name; those of the area go before those above, these before those below."""
    word = plain(name)
    found = [one for one in known if word in (plain(one.name), plain(one.short_name))]
    here = [one for one in found if one.distance == 0]
    above = sorted((one for one in found if one.distance > 0), key=lambda one: one.distance)
    nearest = [one for one in above if one.distance == above[0].distance]
    return tuple(here or nearest or found)


def near(name: str, known: Iterable[Named], known_aliases: Sequence[tuple[str, int]] = ()) -> tuple[int, ...]:
    """Ids of organisations a person may have meant, best first; never more than a suggestion."""
    word = stem(plain(name))
    scored: dict[int, float] = {}
    spellings = [(spelling, one.id, one.distance) for one in known for spelling in (one.name, one.short_name)]
    spellings += [(alias, pk, 0) for alias, pk in known_aliases]
    for spelling, pk, distance in spellings:
        score = _likeness(word, stem(plain(spelling))) - 0.05 * min(abs(distance), 4)
        if spelling and score >= NEAR:
            scored[pk] = max(score, scored.get(pk, 0))
    return tuple(sorted(scored, key=lambda pk: (-scored[pk], pk))[:MOST_CANDIDATES])


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0
    if one in other or other in one:
        return 0.9 if min(len(one), len(other)) > 1 else 0.65
    return SequenceMatcher(None, one, other).ratio()
