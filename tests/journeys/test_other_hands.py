"""The same road without JavaScript, on a phone, and with two people at the same case."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from linli.engines.cases.models import Case
from linli.oversight.supervision.models import PolicyDocument
from tests.chromium import PHONE, zh

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
WORDS = "选址已经定在旧粮站，正在测算费用。"


@pytest.fixture
def case(lived_in: None) -> Case:
    """Number 12 of the table: handled by the building department (zhangjian) and three others, not finished."""
    found = PolicyDocument.objects.get().tasks.get(number=12).case
    assert found is not None
    return found


def test_a_clerk_reports_without_javascript_and_without_a_mouse(case: Case, visit: Visit) -> None:
    page = visit(java_script_enabled=False)
    page.goto("/accounts/login/")
    reach(page, "input[name=login]")
    page.keyboard.type("zhangjian")
    page.keyboard.press("Tab")
    page.keyboard.type("Linli-Demo-2026")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(zh("My work"))
    page.goto("/cases/?list=unit")
    follow(page, f"a[href='/cases/{case.number}/']")
    follow(page, "section.moves a[href*='/moves/report/']")
    reach(page, "textarea[name=text]")
    page.keyboard.type(WORDS)
    reach(page, "form#move button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith(f"/cases/{case.number}/"))
    expect(page.get_by_role("main")).to_contain_text(WORDS)


def reach(page: Page, what: str) -> None:
    """Press Tab until it has the focus: nothing lies out of the keyboard's reach."""
    wanted = page.locator(what).first
    for _step in range(150):
        page.keyboard.press("Tab")
        if page.locator(":focus").count() and wanted.evaluate(
            "element => element === document.activeElement"
        ):
            return
    raise AssertionError(f"{what} is not reached by the keyboard")


def follow(page: Page, link: str) -> None:
    reach(page, link)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_a_clerk_reports_from_a_phone(case: Case, visit: Visit) -> None:
    page = visit("zhangjian", **PHONE)
    page.goto("/")
    page.get_by_role("link", name=zh("Menu")).tap()
    menu = page.get_by_role("navigation", name=zh("Main menu"))
    expect(menu).to_be_visible()
    menu.get_by_role("link", name=zh("Cases"), exact=True).tap()
    page.goto("/cases/?list=unit")
    page.get_by_role("link", name=case.title).tap()
    page.locator("section.moves a[href*='/moves/report/']").tap()
    page.locator("textarea[name=text]").fill(WORDS)
    fits(page)
    page.locator("form#move button").tap()
    expect(page.get_by_role("main")).to_contain_text(WORDS)
    fits(page)


def fits(page: Page) -> None:
    """Nothing is cut off at the side, and what is tapped is large enough for a thumb."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    for button in page.locator("main .btn:visible").all():
        box = button.bounding_box()
        assert box and box["height"] >= 32, button.inner_text()


def test_of_two_at_once_the_second_sees_what_changed_and_keeps_what_was_typed(
    case: Case, visit: Visit
) -> None:
    first, second = visit("wangmin"), visit("wangmin")
    address = f"/cases/{case.number}/moves/pause/"
    for page in (first, second):
        page.goto(address)
        page.locator("textarea[name=text]").fill("等待用地批复。")
    send(first)
    first.wait_for_url(lambda url: "/moves/" not in url)
    second.locator("textarea[name=text]").fill(WORDS)
    with second.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(second)
    assert answered.value.status == 409
    expect(second.locator("textarea[name=text]")).to_have_value(WORDS)
    expect(second.get_by_role("main")).to_contain_text("等待用地批复。")


def send(page: Page) -> None:
    page.locator("form#move button").click()


def test_a_double_click_and_the_way_back_write_once(case: Case, visit: Visit) -> None:
    page = visit("zhangjian")
    before = case.steps.count()
    page.goto(f"/cases/{case.number}/")
    page.locator("section.moves a[href*='/moves/reply/']").click()
    page.locator("textarea[name=text]").fill(WORDS)
    page.locator("form#move button").dblclick()
    page.wait_for_url(lambda url: "/moves/" not in url)
    page.go_back()
    page.locator("textarea[name=text]").fill(WORDS)
    with page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        send(page)
    assert answered.value.status == 409
    assert case.steps.filter(text=WORDS).count() == 1
    assert case.steps.count() == before + 1
