"""A procedure as a clerk reads it: lines of text, and a drawing with stages as boxes and moves as arrows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from linli.kernel.labels import say

from .ladders import Arrow, Ladder, svg
from .procedure import Join, Move, Procedure

LabelMap = Mapping[str, str]
PART_STAGES: Mapping[str, LabelMap] = {
    "planned": {"zh": "未下达", "en": "not sent yet"},
    "offered": {"zh": "待签收", "en": "to be accepted"},
    "accepted": {"zh": "办理中", "en": "being handled"},
    "replied": {"zh": "已回复", "en": "replied"},
    "returned": {"zh": "已退回", "en": "returned"},
    "withdrawn": {"zh": "已撤回", "en": "withdrawn"},
}
WORDS: Mapping[str, LabelMap] = {
    "case": {"zh": "事项的流程", "en": "The case"},
    "part": {"zh": "每个承办单位的流程", "en": "Each unit's part"},
    "lead": {"zh": "主办单位", "en": "lead unit"},
    "all": {"zh": "全部单位", "en": "all units"},
    "when": {"zh": "自动：", "en": "by itself: "},
    "end": {"zh": "结束", "en": "end"},
    "meanwhile": {"zh": "可办：", "en": "also: "},
    "clock": {"zh": "计时：", "en": "time limit: "},
    "stage": {"zh": "阶段", "en": "Stage"},
    "sent": {"zh": "下达", "en": "sent"},
    "from": {"zh": "：", "en": ": "},
    "by": {"zh": "由", "en": "by "},
    "needs": {"zh": "须填", "en": "needs "},
    "and": {"zh": "、", "en": ", "},
}
NEEDS: Mapping[str, LabelMap] = {
    "text": {"zh": "意见", "en": "an opinion"},
    "lead": {"zh": "主办单位", "en": "a lead unit"},
    "unit": {"zh": "单位", "en": "a unit"},
    "days": {"zh": "天数", "en": "days"},
    "due_on": {"zh": "期限日", "en": "a last day"},
    "evidence": {"zh": "佐证材料", "en": "evidence"},
    "reason": {"zh": "原因", "en": "a reason"},
}


def as_text(procedure: Procedure, language: str) -> str:
    """A page of text: every stage with the moves out of it, then the units' moves, then the clocks."""
    lines = [f"{say(procedure.title, language)}  ({procedure.name} v{procedure.version})"]
    if procedure.about:
        lines.append(say(procedure.about, language))
    for on in ("case", "part"):
        ladder = ladder_of(procedure, on, language)
        if not ladder.arrows:
            continue
        lines += ["", ladder.title]
        for stage, title in ladder.stages.items():
            end = f" [{_word('end', language)}]" if stage in ladder.ends else ""
            lines.append(f"  {title}{end}")
            lines += [f"    · {note}" for note in ladder.notes[stage]]
            lines += [
                f"    → {ladder.stages[target]}{_word('from', language)}{what}"
                for target, what in _ways(procedure, on, stage, language)
            ]
    return "\n".join(lines) + "\n"


def _ways(procedure: Procedure, on: str, stage: str, language: str) -> Iterator[tuple[str, str]]:
    for move in procedure.moves:
        if move.on == on and stage in move.sources and not _stays(move):
            yield move.target, sentence(procedure, move, language)
    for join in procedure.joins if on == "case" else ():
        if stage in join.sources:
            yield join.target, _join_words(join, language)


def sentence(procedure: Procedure, move: Move, language: str) -> str:
    """`下达（由督办单位，须填主办单位）`"""
    party = procedure.parties.get(move.by)
    facts = [_word("by", language) + say(party.title, language)] if party else []
    wanted = [*move.needs, *(["reason"] if move.reason == "required" else [])]
    if wanted:
        names = _word("and", language).join(say(NEEDS.get(name, name), language) for name in wanted)
        facts.append(_word("needs", language) + names)
    english = language.startswith("en")
    start, between, end = (" (", "; ", ")") if english else ("（", "，", "）")
    return say(move.title, language) + (start + between.join(facts) + end if facts else "")


def ladder_of(procedure: Procedure, on: str, language: str) -> Ladder:
    """The stages of the case or of one unit's part, with the arrows between them."""
    moves = [move for move in procedure.moves if move.on == on]
    if on == "case":
        titles = {name: say(stage.title, language) for name, stage in procedure.stages.items()}
        ends = frozenset(name for name, stage in procedure.stages.items() if stage.ends)
    else:
        used = {name for move in moves for name in (*move.sources, move.target) if name}
        titles = {name: say(label, language) for name, label in PART_STAGES.items() if name in used}
        ends = frozenset({"replied", "returned", "withdrawn"})
    ladder = Ladder(_word(on, language), titles, ends, {name: [] for name in titles})
    _note(ladder, procedure, on, moves, language)
    pairs: dict[tuple[str, str], list[str]] = {}
    for move in moves:
        for source in () if _stays(move) else move.sources:
            pairs.setdefault((source, move.target), []).append(say(move.title, language))
    for join in procedure.joins if on == "case" else ():
        for source in join.sources:
            pairs.setdefault((source, join.target), []).append(_join_words(join, language))
    ladder.arrows = _bundled(pairs, list(titles))
    return ladder


def _stays(move: Move) -> bool:
    return not move.target or move.sources == (move.target,)


def _note(ladder: Ladder, procedure: Procedure, on: str, moves: Sequence[Move], language: str) -> None:
    """In each box: moves that stay there, and the clocks that run there."""
    for stage, notes in ladder.notes.items():
        staying = [say(move.title, language) for move in moves if _stays(move) and stage in move.sources]
        if staying:
            notes.append(_word("meanwhile", language) + _word("and", language).join(staying))
        running = [say(c.title, language) for c in procedure.clocks if c.on == on and stage in c.runs_in]
        if running:
            notes.append(_word("clock", language) + _word("and", language).join(running))


def _join_words(join: Join, language: str) -> str:
    stages = "/".join(say(PART_STAGES.get(name, name), language) for name in join.stages)
    between = " " if language.startswith("en") else ""
    return f"{_word('when', language)}{_word(join.which, language)}{between}{stages}"


def _bundled(pairs: Mapping[tuple[str, str], list[str]], order: list[str]) -> list[Arrow]:
    """Ways of one name to one target share an arrow, unless it is just the next step."""
    bundles: dict[tuple[str, tuple[str, ...], bool], list[str]] = {}
    arrows = []
    for (source, target), labels in pairs.items():
        step = order.index(target) - order.index(source)
        if step == 1 and sum(t == target and other == labels for (_s, t), other in pairs.items()) == 1:
            arrows.append(Arrow((source,), target, tuple(labels)))
        else:
            bundles.setdefault((target, tuple(labels), step > 0), []).append(source)
    return arrows + [
        Arrow(tuple(sources), target, labels) for (target, labels, _down), sources in bundles.items()
    ]


def _word(name: str, language: str) -> str:
    return say(WORDS[name], language)


def as_svg(procedure: Procedure, language: str) -> str:
    """The case's stages, and below them those of one unit's part where units have moves of their own."""
    ladders = [ladder_of(procedure, on, language) for on in ("case", "part")]
    return svg([ladder for ladder in ladders if ladder.arrows], say(procedure.title, language))
