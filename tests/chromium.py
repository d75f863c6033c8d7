"""A browser at a running server: real pages, a real database, the people of the demonstration town.

Every page that a test opens is watched: a script error, a violation of the content security policy, a missing
file or an answer of 500 fails the test.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright

from linli.journeys import demonstration
from linli.kernel.clock import moment
from linli.registry.accounts import queries as accounts

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK: dict[str, Any] = {"viewport": {"width": 1366, "height": 900}}
REFUSED = (400, 403, 404, 409, 422)


def zh(words: str) -> str:
    """What the interface says in Simplified Chinese; a sentence nobody translated fails the test."""
    with override("zh-hans"):
        said = gettext(words)
    assert said != words, f"no translation: {words}"
    return said


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = os.environ.get("LINLI_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("Chromium is not installed: apt-get install chromium fonts-noto-cjk")
    if finders.find("vendor/tabler.min.css") is None:
        pytest.fail("the style sheets are not there: run scripts/front_end.py")
    # Playwright's own loop runs in this thread, so Django would refuse to touch the database from it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitors:
    """Opens browsers and remembers what went wrong in any of them."""

    browser: Browser
    server: str
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, username: str = "", cookies: dict[str, str] | None = None, **more: Any) -> Page:
        """A page of its own, signed in if a person is named; `more` goes to the browser's context."""
        context = self.browser.new_context(base_url=self.server, locale="zh-CN", **{**DESK, **more})
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        given = {**(cookies or {}), **(self._session(username) if username else {})}
        context.add_cookies([{"name": k, "value": v, "url": self.server} for k, v in given.items()])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: self._hear(page, message))
        page.on("response", lambda answer: self._judge(answer))
        return page

    def _session(self, username: str) -> dict[str, str]:
        client = Client()
        user = accounts.user_named(username)
        assert user is not None, username
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return {"sessionid": client.cookies["sessionid"].value}

    def _hear(self, page: Page, message: ConsoleMessage) -> None:
        """A page that refuses says so with its status; the browser repeats that on the console."""
        said = message.text
        if message.type == "error" and not any(f"status of {status}" in said for status in REFUSED):
            self.faults.append(f"{page.url}: {said}")

    def _judge(self, answer: Response) -> None:
        is_page = answer.request.resource_type in ("document", "xhr", "fetch")
        if answer.status >= 500 or (answer.status >= 400 and not is_page):
            self.faults.append(f"{answer.status} {answer.url}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitors(live_server: Any, chromium: Browser) -> Iterator[Visitors]:
    found = Visitors(chromium, live_server.url)
    yield found
    found.close()
    assert found.faults == []


@pytest.fixture
def settled(transactional_db: None) -> None:
    """The demonstration town: places, units, people; no document yet."""
    demonstration.settle(at=moment())


@pytest.fixture
def lived_in(transactional_db: None) -> None:
    """The demonstration town with its task table on the way since a month."""
    demonstration.build(at=moment())


@pytest.fixture
def visit(visitors: Visitors) -> Callable[..., Page]:
    return visitors.open
