"""Every page held against WCAG by axe; a sample in the dark, large, small, and in three languages."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response

from linli.kernel.clock import moment
from tests import lived_in
from tests.access.doors import PEOPLE, addresses
from tests.access.table import SHOWN
from tests.access.test_every_url import rows
from tests.chromium import PHONE

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
GRAVE = {"serious", "critical"}
LIGHT = {"theme": "light"}
NO_PAGES = re.compile(r"healthz|readyz|export|rejected|download|original|drawing|_pdf|_xlsx|logout$")
LIMIT = 300 * 1024
SAMPLE = [
    ("wangmin", "shell:home"),
    ("wangmin", "cases:worklist"),
    ("zhangjian", "cases:case"),
    ("wangmin", "cases:move"),
    ("wangmin", "cases:new_of"),
    ("wangmin", "supervision:document"),
    ("wangmin", "supervision:tasks"),
    ("wangmin", "supervision:progress"),
    ("wangmin", "supervision:board"),
    ("wangmin", "supervision:bulletin"),
    ("zhangjian", "supervision:order"),
    ("sysadmin", "places:place"),
    ("secadmin", "accounts:person"),
    ("auditor", "audit:entries"),
    ("wangmin", "calendar:now"),
    ("", "account_login"),
]
FEWER = len(SAMPLE) // 2
MANNERS: dict[str, tuple[int, dict[str, str], dict[str, Any]]] = {
    "dark": (len(SAMPLE), {"theme": "dark"}, {}),
    "phone": (len(SAMPLE), LIGHT, PHONE),
    "largest": (FEWER, {"theme": "light", "size": "largest"}, {}),
    "English": (FEWER, {"theme": "light", "language": "en"}, {}),
    "Traditional Chinese": (FEWER, {"theme": "light", "language": "zh-hant"}, {}),
}


@pytest.fixture
def where(transactional_db: None) -> dict[str, str]:
    return addresses(lived_in.settle(at=moment()))


def found_in(page: Page, path: str) -> Iterator[str]:
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, (path, answer and answer.status)
    for each in Axe().run(page, options=RULES).response["violations"]:
        if each["impact"] in GRAVE:
            nodes = "; ".join(node["html"][:160] for node in each["nodes"][:3])
            yield f"{path} {each['id']} ({len(each['nodes'])}): {nodes}"
    if page.evaluate("document.documentElement.scrollWidth > innerWidth + 1"):
        yield f"{path} is wider than the window"


def test_every_page_has_no_grave_finding(where: dict[str, str], visit: Visit) -> None:
    """Each page once, as the first person whom it opens to."""
    found = []
    pages = {person: visit(username, LIGHT) for person, username in PEOPLE.items()}
    opened = 0
    for name, row in rows(SHOWN).items():
        person = next((one for one in sorted(row, key=importance) if row[one] == "200"), None)
        if person and not NO_PAGES.search(name):
            found += found_in(pages[person], where[name])
            opened += 1
    assert opened > 60
    assert not found, "\n".join(found)


def importance(person: str) -> int:
    """Who sees most of a page looks at it: the office before a clerk, a clerk before a guest."""
    order = ("officer", "clerk", "system", "keys", "audit", "leader", "other", "abroad", "guest", "anyone")
    return order.index(person)


def test_a_sample_in_other_manners(where: dict[str, str], visit: Visit) -> None:
    found = []
    for manner, (many, cookies, window) in MANNERS.items():
        pages: dict[str, Page] = {}
        for username, name in SAMPLE[:many]:
            if username not in pages:
                pages[username] = visit(username, cookies, **window)
            found += [f"{manner}: {each}" for each in found_in(pages[username], where[name])]
    assert not found, "\n".join(found)


def test_a_first_visit_is_light(where: dict[str, str], visit: Visit) -> None:
    """Everything a page fetches into an empty cache, as small as the server sends it."""
    heavy = {}
    for username, name in SAMPLE:
        page, weights = visit(username), []
        page.on("response", lambda answer, weights=weights: weights.append(weight(answer)))
        page.goto(where[name])
        page.wait_for_load_state("networkidle")
        assert len(weights) > 4
        if sum(weights) > LIMIT:
            heavy[where[name]] = sum(weights)
        page.context.close()
    assert heavy == {}


def weight(answer: Response) -> int:
    """Bytes after compression; pictures are sent as they are, but for drawings."""
    body = answer.body()
    kind = mimetypes.guess_type(answer.url.split("?")[0])[0] or "text/html"
    return len(brotli.compress(body, quality=5)) if kind.startswith("text") or "svg" in kind else len(body)
