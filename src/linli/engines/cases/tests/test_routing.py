"""Which row wins, against a slow reading of the same words; faults of a table, against trying everything."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from linli.engines.cases.rules import routing
from linli.engines.cases.rules.routing import Question, Row

AREAS = {"440511002003": 5, "440511002000": 4, "440511000000": 3, "440500000000": 2, "440000000000": 1}
OTHER = ("440511002004", "440511002000", "440511000000", "440500000000", "440000000000")
CATEGORIES = ["a", "a.b", "a.b.c", "a.d", "e"]
LEAVES = ["a.b.c", "a.d", "e"]
FLAGS = ["night", "urgent"]
ALL_FLAGS = [frozenset(some) for n in range(3) for some in combinations(FLAGS, n)]
CHAINS = {next(iter(AREAS)): tuple(AREAS), OTHER[0]: OTHER}

rows_of_a_table = st.lists(
    st.tuples(
        st.sampled_from(["", *CATEGORIES]),
        st.sampled_from(["", *AREAS, OTHER[0]]),
        st.integers(1, 3),
        st.sampled_from(ALL_FLAGS),
    ),
    max_size=7,
).map(lambda found: [Row(n, "p", c, a, unit, flags) for n, (c, a, unit, flags) in enumerate(found, 1)])
questions = st.builds(
    Question,
    st.just("p"),
    st.sampled_from(["", *CATEGORIES]),
    st.sampled_from(list(CHAINS.values())),
    st.sampled_from(ALL_FLAGS),
)


def fits(row: Row, question: Question) -> bool:
    here = row.category == "" or f"{question.category}.".startswith(f"{row.category}.")
    return here and (row.area == "" or row.area in question.area_chain) and row.flags <= question.flags


def specificity(row: Row) -> tuple[int, int, int]:
    area = AREAS.get(row.area, 5 if row.area else 0)
    return (len(row.category.split(".")) if row.category else 0, area, len(row.flags))


def best(rows: list[Row], question: Question) -> list[Row]:
    fitting = [row for row in rows if fits(row, question)]
    return [row for row in fitting if all(specificity(row) >= specificity(other) for other in fitting)]


@given(rows_of_a_table, questions)
def test_the_most_specific_row_wins_and_a_tie_of_two_units_wins_nothing(
    rows: list[Row], question: Question
) -> None:
    answer, top = routing.choose(question, rows), best(rows, question)
    units = {row.organisation_id for row in top}
    assert answer.explanation["why"] == (
        "no_row" if not top else "conflict" if len(units) > 1 else "most_specific"
    )
    if len(units) == 1:
        assert answer.row is not None and answer.row.organisation_id == units.pop()
        assert answer.explanation["row"] == answer.row.id
    else:
        assert answer.row is None


@settings(max_examples=200)
@given(rows_of_a_table)
def test_faults_are_exactly_those_that_trying_everything_finds(rows: list[Row]) -> None:
    gaps, rivals, winners = set(), set(), set()
    for category in LEAVES:
        for area, chain in CHAINS.items():
            for flags in ALL_FLAGS:
                top = best(rows, Question("p", category, chain, flags))
                if not flags and not top:
                    gaps.add((category, area))
                winners |= {row.id for row in top}
                rivals |= {
                    (one.id, other.id)
                    for one, other in combinations(top, 2)
                    if one.organisation_id != other.organisation_id
                }
    found = list(routing.faults(rows, procedures=["p"], categories=LEAVES, chains=CHAINS))
    unit = {row.id: row.organisation_id for row in rows}
    told = {
        pair
        for fault in found
        if fault.kind == "conflict"
        for pair in combinations(fault.rows, 2)
        if unit[pair[0]] != unit[pair[1]]
    }
    assert {(f.category, f.area) for f in found if f.kind == "gap"} == gaps
    assert told == rivals
    assert {f.rows[0] for f in found if f.kind == "unreachable"} == {row.id for row in rows} - winners


def test_a_category_says_more_than_an_area_and_an_area_more_than_flags() -> None:
    question = Question("p", "a.b", tuple(AREAS), frozenset(FLAGS))
    order = [
        Row(1, "p", "", "", 1),
        Row(2, "p", "", "", 2, frozenset(FLAGS)),
        Row(3, "p", "", "440000000000", 3),
        Row(4, "p", "", "440511002003", 4),
        Row(5, "p", "a", "", 5),
        Row(6, "p", "a", "440511002003", 6),
        Row(7, "p", "a.b", "", 7),
        Row(8, "p", "a.b", "440500000000", 8),
        Row(9, "p", "a.b", "440500000000", 9, frozenset({"urgent"})),
    ]
    for count in range(1, len(order) + 1):
        answer = routing.choose(question, order[:count])
        assert answer.row is not None and answer.row.id == count


def test_the_explanation_says_what_was_asked_and_what_matched() -> None:
    rows = [Row(1, "p", "a", "", 5), Row(2, "q", "a", "", 6), Row(3, "p", "x", "", 7)]
    answer = routing.choose(Question("p", "a.b", ("440000000000",), frozenset({"night"})), rows)
    assert answer.explanation == {
        "asked": {"procedure": "p", "category": "a.b", "areas": ["440000000000"], "flags": ["night"]},
        "matched": [{"row": 1, "organisation": 5, "rank": [1, 0, 0]}],
        "why": "most_specific",
        "row": 1,
    }
