"""From a document to a published bulletin, in browsers: the office, its units, and the clock."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from linli.engines.cases import services as cases
from linli.journeys import demonstration
from linli.kernel.actors import SYSTEM
from linli.kernel.clock import day_of, moment
from linli.oversight.supervision.models import PolicyDocument
from tests.chromium import zh

DOCUMENT = Path(__file__).parents[3] / "shared" / "policies" / "dayong-2018.txt"
TASKS = 40
DUE_IN = 28  # days
Visit = Callable[..., Page]


@pytest.fixture
def document() -> Path:
    """A real opinion, where it lies beside this repository; continuous integration must have it."""
    if not DOCUMENT.exists() and not os.environ.get("CI"):
        pytest.skip("the real document does not lie beside this checkout")
    assert DOCUMENT.exists()
    return DOCUMENT


@pytest.mark.browser
@pytest.mark.requirement("S3-218", "S3-204", "S3-207")
def test_a_document_becomes_tasks_and_the_tasks_a_bulletin(
    settled: None, visit: Visit, document: Path
) -> None:
    office = sign_in(visit(), "wangmin")
    read_in(office, document)
    map_names(office)
    confirm_and_send(office)
    lead, late, other = (visit(name) for name in ("liuwen", "zhangjian", "linan"))
    units_act(lead, late, other)
    time_passes(office, late)
    order_is_issued_and_answered(office, late)
    finish(office, lead)
    figures_are_right(office, document)


def sign_in(page: Page, username: str) -> Page:
    page.goto("/supervision/documents/")
    page.locator("input[name=login]").fill(username)
    page.locator("input[name=password]").fill(demonstration.PASSWORD)
    page.get_by_role("main").get_by_role("button", name=zh("Sign in")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(zh("Documents"))
    return page


def read_in(page: Page, document: Path) -> None:
    """The article tree stands beside the text, and each branch leads to its passage."""
    page.get_by_role("link", name=zh("Read a document in")).first.click()
    page.locator("input[name=file]").set_input_files(document)
    page.get_by_role("button", name=zh("Read in"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("城乡社区治理")
    branch = page.locator(".tree a[href^='#a']").nth(3)
    target = page.locator(str(branch.get_attribute("href")))
    branch.click()
    expect(target).to_be_in_viewport()
    tree, text = page.locator(".tree").first.bounding_box(), target.bounding_box()
    assert tree and text and tree["x"] + tree["width"] <= text["x"]
    page.get_by_role("link", name=zh("Tasks"), exact=True).click()
    expect(page.locator("#results tbody tr")).to_have_count(TASKS)


def map_names(page: Page) -> None:
    """A near name is agreed to with one button; a general one is chosen for its task."""
    page.get_by_role("link", name=zh("Unknown names")).click()
    page.get_by_role("button", name="组织办公室").click()
    page.wait_for_load_state()
    row = page.get_by_role("row", name="各相关部门")
    row.get_by_role("link").last.click()
    page.get_by_label("政务服务办公室").check()
    page.get_by_label("财政分局").check()
    page.get_by_role("button", name=zh("Save")).click()
    expect(page.locator("#results tbody tr")).to_have_count(0)
    page.goto("/organisations/names/")
    expect(page.get_by_role("main")).to_contain_text("组办")


def confirm_and_send(page: Page) -> None:
    page.goto(f"/supervision/documents/{PolicyDocument.objects.get().pk}/confirm/")
    page.get_by_role("button", name=zh("Confirm the tasks")).click()
    expect(page.locator("#results tbody tr")).to_have_count(TASKS)
    page.locator("input[name=due_on]").fill(due_on().isoformat())
    page.get_by_role("button", name=zh("Send all")).click()
    page.get_by_role("dialog").get_by_role("button", name=zh("Confirm")).click()
    expect(page.get_by_role("status")).to_contain_text(str(TASKS))


def due_on() -> date:
    return day_of(moment()) + timedelta(days=DUE_IN)


def parks() -> str:
    """The number of the case that these units share: a lead, an assisting department, and committees."""
    return str(PolicyDocument.objects.get().tasks.get(number=31).case.number)


def act(page: Page, move: str, *, text: str = "", reason: str = "") -> None:
    """Open the shared case as a unit's clerk would, choose a move, fill what it asks for."""
    page.goto(f"/cases/{parks()}/")
    page.get_by_role("region", name=zh("What you can do now")).get_by_role(
        "link", name=move, exact=True
    ).first.click()
    if reason:
        page.locator("select[name=reason]").select_option(label=reason)
    if text:
        page.locator("textarea[name=text]").fill(text)
    page.get_by_role("main").get_by_role("button", name=move, exact=True).click()
    expect(page.get_by_role("status")).to_contain_text(move)


def units_act(lead: Page, late: Page, other: Page) -> None:
    act(lead, "签收")
    act(late, "签收")
    act(other, "签收")
    act(other, "退回", reason="职责清单外", text="体育公园的建设不在社区的职责清单内。")
    expect(other.get_by_role("main")).to_contain_text("职责清单外")
    act(lead, "办结回复", text="选址和预算已经完成，公园开工。")


def light(page: Page, case: str) -> str:
    page.goto("/cases/?list=unit")
    row = page.get_by_role("row").filter(has_text=case)
    return " ".join(row.locator(".mark, .level").all_inner_texts())


def time_passes(office: Page, late: Page) -> None:
    """The unit that has not replied sees its task turn yellow before the last day, and red after it."""
    case = parks()
    assert zh("On time") in light(late, case)
    tick(due_on() - timedelta(days=2))
    assert zh("Due soon") in light(late, case)
    tick(due_on() + timedelta(days=4))
    assert zh("Overdue") in light(late, case)
    office.goto("/cases/?list=overdue")
    expect(office.get_by_role("main")).to_contain_text(case)


def tick(day: date) -> None:
    at = datetime.combine(day, datetime.min.time(), moment().tzinfo) + timedelta(hours=6)
    cases.tick(actor=SYSTEM, at=at, limit=5000)


def order_is_issued_and_answered(office: Page, late: Page) -> None:
    office.goto(f"/supervision/orders/for/{parks()}/")
    office.locator("select[name=unit_id]").select_option(label="住房和城乡建设局")
    office.locator("input[name=reply_due_on]").fill((due_on() + timedelta(days=14)).isoformat())
    office.locator("textarea[name=text]").fill("请书面说明体育公园配套道路为何没有按期办结。")
    office.get_by_role("button", name=zh("Issue"), exact=True).click()
    expect(office.get_by_role("status")).to_contain_text(zh("The order has been issued."))
    expect(office.get_by_role("heading", level=1)).to_contain_text("DD")
    late.goto(office.url)
    late.locator("textarea[name=text]").fill("道路用地已经落实，下月完工。")
    late.get_by_role("button", name=zh("Send the reply")).click()
    expect(late.get_by_role("main")).to_contain_text(zh("Replied"))
    act(late, "办结回复", text="配套道路已经完工。")


def finish(office: Page, lead: Page) -> None:
    act(office, "收回查实", text="主办单位已经回复。")
    act(office, "查实", text="现场查看，情况属实。")
    lead.goto(f"/cases/{parks()}/")
    expect(lead.get_by_role("main")).to_contain_text("已查实")


def figures_are_right(office: Page, document: Path) -> None:
    """Counted by hand: the rows that print a unit's name, and what its clerk did above."""
    today = day_of(moment())
    office.goto("/supervision/bulletins/new/")
    office.locator("input[name=title]").fill("社区治理任务办理情况通报")
    office.locator("input[name=start]").fill(today.isoformat())
    office.locator("input[name=last]").fill(today.isoformat())
    office.get_by_role("button", name=zh("Draw up")).click()
    office.get_by_role("button", name=zh("Publish")).click()
    office.get_by_role("dialog").get_by_role("button", name=zh("Confirm")).click()
    expect(office.get_by_role("main")).to_contain_text(zh("Published"))
    with office.expect_download() as found:
        office.get_by_role("link", name="PDF").click()
    data = Path(found.value.path()).read_bytes()
    assert data.startswith(b"%PDF-")
    printed = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    flat = "".join(printed.split())
    assert "社区治理任务办理情况通报" in flat
    table = document.read_text(encoding="utf-8").split("负责单位", 1)[1]
    rows = by_hand(table)
    shown = {row[0]: row[1:] for row in figures_on(office)}
    for unit, figures in rows.items():
        assert shown[unit] == figures, unit
        assert unit + "".join(str(figure) for figure in figures) in flat, unit


def by_hand(table: str) -> dict[str, list[int]]:
    """Tasks, in hand, replied, replied on time, late, returned, verified."""
    lead, late, committees = (table.count(name) for name in ("文体教育局", "住建局", "各村(社区)"))
    return {
        "文体教育局": [lead, lead - 1, 1, 1, lead - 1, 0, 1],
        "住房和城乡建设局": [late, late - 1, 1, 0, late, 0, 1],
        "安堂社区居民委员会": [committees, committees - 1, 0, 0, committees - 1, 1, 0],
    }


def figures_on(page: Page) -> list[list[object]]:
    rows = page.locator("main tbody tr").all()
    cells = [row.locator(".list-value").all_inner_texts() for row in rows]
    return [[row[0].strip(), *(int(cell.replace(",", "")) for cell in row[1:8])] for row in cells]
