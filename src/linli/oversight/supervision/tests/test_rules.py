from __future__ import annotations

from dataclasses import dataclass

import pytest

from linli.oversight.supervision.rules import figures, outline, tasks
from linli.oversight.supervision.rules.figures import Share
from linli.oversight.supervision.rules.orders import next_level


@pytest.mark.parametrize(
    ("leads", "inferred", "expected"),
    [
        (["乙局"], [], [("甲局", "assist", False), ("乙局", "lead", False), ("丙局", "assist", False)]),
        (
            [],
            ["乙局", "甲局"],
            [("甲局", "assist", False), ("乙局", "lead", True), ("丙局", "assist", False)],
        ),
        ([], [], [("甲局", "lead", True), ("乙局", "assist", False), ("丙局", "assist", False)]),
    ],
)
def test_one_unit_leads_and_only_the_documents_word_is_certain(
    leads: list[str], inferred: list[str], expected: list[tuple[str, str, bool]]
) -> None:
    found = tasks.roles(["甲局", "乙局", "丙局", "甲局"], leads=leads, inferred_leads=inferred)
    assert [(unit.name, unit.role, unit.inferred) for unit in found] == expected


@dataclass
class Unit:
    role: str
    organisation_id: int | None = None
    group: str = ""


def test_groups_become_their_members_and_everyone_comes_once() -> None:
    units = [Unit("assist", 3), Unit("lead", 1), Unit("lead", 2), Unit("assist", None, "committees")]
    assert tasks.crew(units, {"committees": [2, 7, 8, 3]}) == tasks.Crew(1, (3, 2, 7, 8))
    assert tasks.crew([Unit("lead", None, "committees")], {"committees": [7, 8]}) == tasks.Crew(7, (8,))
    assert tasks.crew([Unit("lead")], {}) == tasks.Crew(None, ())


def test_every_further_order_is_sharper_up_to_accountability() -> None:
    assert [next_level(before) for before in range(5)] == [1, 2, 3, 3, 3]


def share(unit: str, stage: str, *, late: bool = False, case: str = "working") -> Share:
    return Share(ord(unit), unit, stage, late, case)


def test_a_bulletin_counts_shares_and_ranks_the_punctual_first() -> None:
    rows = [
        share("甲", "replied", case="verified"),
        share("甲", "replied", late=True),
        share("甲", "accepted"),
        share("甲", "planned"),
        share("乙", "replied", case="verified"),
        share("乙", "returned"),
        share("乙", "withdrawn"),
    ]
    first, second = figures.tally(rows)
    assert first.as_dict() == {
        "unit_id": ord("乙"), "unit": "乙", "tasks": 2, "open": 0, "replied": 1, "on_time": 1, "late": 0,
        "returned": 1, "verified": 1,
    }  # fmt: skip
    assert (second.tasks, second.open, second.replied, second.on_time, second.late, second.verified) == (
        3, 1, 2, 1, 1, 1,
    )  # fmt: skip
    assert figures.total([first, second])["tasks"] == 5
    for one in (first, second):
        assert one.tasks == one.open + one.replied + one.returned


@dataclass
class Piece:
    name: str
    start: int
    end: int


def words(node: outline.Node) -> str:
    return "".join(piece if isinstance(piece, str) else words(piece) for piece in node.pieces)


def test_the_tree_of_articles_holds_every_word_of_the_text_once() -> None:
    source = "front A-head a1 a2 A-tail between B end"
    spans = [("A", "A-head", "A-tail"), ("a1", "a1", "a1"), ("a2", "a2", "a2"), ("B", "B", "B")]
    pieces = [Piece(name, source.index(first), source.index(last) + len(last)) for name, first, last in spans]
    root = outline.tree(source, pieces)
    assert "".join(words(root).split()) == "".join(source.split())
    assert [node.article.name for node in root.children] == ["A", "B"]
    assert [node.article.name for node in root.children[0].children] == ["a1", "a2"]
    assert words(root.children[0]).replace(" ", "") == "A-heada1a2A-tail"


def test_a_text_without_articles_is_one_piece() -> None:
    assert outline.tree("nothing numbered", []).pieces == ["nothing numbered"]
