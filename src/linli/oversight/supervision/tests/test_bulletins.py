"""The board and the bulletin, held against a count by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from tests.town import MONDAY, Town

from linli.engines.cases import services as cases
from linli.engines.cases.models import Case
from linli.kernel.actors import SYSTEM
from linli.kernel.audit import queries as audit
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken
from linli.oversight.supervision import services
from linli.oversight.supervision.queries import board, bulletins
from linli.oversight.supervision.queries.board import Window
from linli.oversight.supervision.terms import FIGURES

from .test_orders import FRIDAY, act, by_office, planned, sent

NOVEMBER = {"start": date(2026, 11, 1), "end": date(2026, 12, 1)}


@pytest.fixture
def story(installed: Town) -> Town:
    """By hand: 安堂 has three (verified on time, replied late, returned), 住建局 two (verified; late),
    北村 one, in hand; 财政分局 was released, and what is planned is nobody's yet."""
    first = sent(installed, assist=("安堂",))
    for unit in ("住建局", "安堂"):
        act(installed, first, unit, "accept")
        act(installed, first, unit, "reply", text="完成")
    by_office(installed, first, "verify", text="属实")
    second = sent(installed, assist=("安堂",))
    for unit in ("住建局", "安堂"):
        act(installed, second, unit, "accept")
    third = sent(installed, due=FRIDAY + timedelta(days=60), lead="北村", assist=("安堂",))
    act(installed, third, "北村", "accept")
    act(installed, third, "安堂", "return", reason="not_competent", text="不归我们")
    by_office(installed, third, "add_unit", unit_id=installed.units["财政分局"].pk)
    by_office(installed, third, "release", unit_id=installed.units["财政分局"].pk, text="不再需要")
    planned(installed)
    late = datetime.combine(FRIDAY, MONDAY.time(), MONDAY.tzinfo) + timedelta(days=3)
    cases.tick(actor=SYSTEM, at=late)
    act(installed, second, "安堂", "reply", text="补办完成", at=late)
    return installed


BY_HAND = {
    "安堂社区居民委员会": [3, 0, 2, 1, 1, 1, 1],
    "住房和建设局": [2, 1, 1, 1, 1, 0, 1],
    "北村村民委员会": [1, 1, 0, 0, 0, 0, 0],
}


@pytest.mark.requirement("S3-207", "S3-204")
def test_the_board_counts_what_a_hand_counts(story: Town) -> None:
    rows = board.board(story.office, Window())
    assert {row["unit"]: [row[name] for name in FIGURES] for row in rows} == BY_HAND
    assert rows[0]["unit"] == "北村村民委员会"


def test_every_figure_opens_exactly_its_list(story: Town) -> None:
    for row in board.board(story.office, Window()):
        for name in FIGURES:
            behind = board.behind(story.office, name, Window(), unit_id=row["unit_id"])
            assert behind.count() == row[name], (row["unit"], name)
    with pytest.raises(NotFound):
        board.behind(story.office, "secrets", Window())


def test_the_board_and_the_bulletin_agree(story: Town) -> None:
    frozen = bulletins.frozen(story.office, Window())
    assert frozen["units"] == board.board(story.office, Window())
    assert frozen["total"] == {name: sum(row[name] for row in frozen["units"]) for name in FIGURES}


def test_a_unit_sees_its_own_line_and_a_stranger_none(story: Town) -> None:
    assert [row["unit"] for row in board.board(story.clerk("安堂"), Window())] == ["安堂社区居民委员会"]
    assert board.board(story.clerk("南村"), Window()) == []


def test_a_window_holds_what_was_under_way_in_it(story: Town) -> None:
    assert board.board(story.office, Window(date(2026, 10, 1), date(2026, 11, 1))) == []
    december = board.board(story.office, Window(date(2026, 12, 1), date(2027, 1, 1)))
    assert {row["unit"]: row["tasks"] for row in december}["安堂社区居民委员会"] == 2
    assert board.last_month(date(2026, 12, 5)) == Window(date(2026, 11, 1), date(2026, 12, 1))


@pytest.mark.requirement("S3-207")
def test_a_bulletin_is_frozen_remarked_on_and_published(story: Town) -> None:
    at = MONDAY + timedelta(days=20)
    made = services.draw_up_bulletin(actor=story.office, title="十一月督办通报", at=at, **NOVEMBER)
    assert made.data["total"]["tasks"] == 6
    with pytest.raises(NotFound):
        bulletins.bulletin(story.clerk("安堂"), made.pk)
    services.remark_on_bulletin(
        actor=story.office, bulletin_id=made.pk, title=made.title, text="住建局应加快进度。", at=at
    )
    before = Message.objects.count()
    services.publish_bulletin(actor=story.office, bulletin_id=made.pk, at=at)
    assert Message.objects.count() == before + 3
    seen = bulletins.bulletin(story.clerk("安堂"), made.pk)
    assert (seen.text, seen.published_at) == ("住建局应加快进度。", at)
    with pytest.raises(NotFound):
        bulletins.bulletin(story.clerk("南村"), made.pk)
    with pytest.raises(OutOfTurn):
        services.remark_on_bulletin(actor=story.office, bulletin_id=made.pk, title="改", text="改", at=at)
    act(story, _in_hand(story), "住建局", "reply", text="完成", at=at)
    seen.refresh_from_db()
    assert seen.data["total"]["replied"] == 3
    assert audit.verify() is None


def _in_hand(town: Town) -> Case:
    return Case.objects.get(parts__organisation=town.units["住建局"], parts__stage="accepted")


def test_bulletins_need_the_office_and_a_period(story: Town) -> None:
    with pytest.raises(NotAllowed):
        services.draw_up_bulletin(actor=story.clerk("安堂"), title="x", at=MONDAY, **NOVEMBER)
    for wrong in ({"title": ""}, {"end": date(2026, 11, 1)}, {"start": date(2026, 11, 25)}):
        with pytest.raises(RuleBroken):
            services.draw_up_bulletin(actor=story.office, at=MONDAY, **{"title": "x", **NOVEMBER, **wrong})
