"""People at work: each opens cases over HTTP, takes them on, and writes down what the server acknowledged."""

from __future__ import annotations

import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from http.cookiejar import CookieJar
from time import monotonic
from uuid import uuid4

PASSWORD = "Linli-Demo-2026"
PEOPLE = ("linan", "heqing", "wuqi")
NEW = "/cases/new/matter.general/"
LOST = (OSError, HTTPException)


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: object) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    location: str
    text: str


class Browser:
    """Cookies, forms, no redirects followed."""

    def __init__(self, site: str) -> None:
        self.site, self.cookies = site, CookieJar()
        keep = urllib.request.HTTPCookieProcessor(self.cookies)
        self.opener = urllib.request.build_opener(keep, _Stay)

    def ask(self, address: str, form: dict[str, str] | None = None) -> Answer:
        body = None
        if form is not None:
            token = next((cookie.value for cookie in self.cookies if cookie.name == "csrftoken"), "")
            body = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token or ""}).encode()
        try:
            with self.opener.open(self.site + address, body, timeout=10) as found:
                return Answer(found.status, "", found.read().decode())
        except urllib.error.HTTPError as found:
            return Answer(found.code, found.headers.get("Location", ""), found.read().decode())

    def sign_in(self, name: str) -> None:
        self.ask("/accounts/login/")
        done = self.ask("/accounts/login/", {"login": name, "password": PASSWORD})
        assert done.status == 302, done.text[:500]


@dataclass
class Record:
    """Acknowledged: `opened` (key -> number) and `taken` (numbers). `tried`: every key that was ever sent."""

    opened: dict[str, str] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)
    lost: int = 0
    surprises: list[str] = field(default_factory=list)


class Clerk(threading.Thread):
    """Works until told to stop; whatever fails is sent again with the same key, as a browser would."""

    def __init__(self, site: str, name: str, record: Record, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.browser, self.who, self.record, self.stop = Browser(site), name, record, stop
        self.browser.sign_in(name)
        page = self.browser.ask(NEW).text
        self.area = _first_option(page, "area")
        self.lead = _first_option(page, "lead")

    def run(self) -> None:
        while not self.stop.is_set():
            if number := self._open():
                self._take(number)

    def _persist(
        self, address: str, form: dict[str, str] | None = None, seconds: float = 60
    ) -> Answer | None:
        """Until there is an answer that is not the server's own trouble; None when time is up."""
        end = monotonic() + seconds
        while monotonic() < end:
            try:
                answer = self.browser.ask(address, form)
            except LOST:
                self.record.lost += 1
            else:
                if answer.status < 500:
                    return answer
                self.record.lost += 1
            self.stop.wait(0.1)
        return None

    def _open(self) -> str:
        key = uuid4().hex
        self.record.tried.add(key)
        form = {"title": f"路灯不亮 {key}", "area": self.area, "lead": self.lead, "key": key}
        answer = self._persist(NEW, form)
        if answer is None:
            return ""
        if answer.status != 302:
            self.record.surprises.append(f"open: {answer.status} {_errors(answer.text)}")
            return ""
        number = answer.location.rstrip("/").rsplit("/", 1)[-1]
        self.record.opened[key] = number
        return number

    def _take(self, number: str) -> None:
        """The unit takes the case on; a stale version after a lost answer means that it was done before."""
        page = self._persist(f"/cases/{number}/")
        link = re.search(r'(/cases/[^"]+/moves/accept/\?part=\d+)', page.text) if page else None
        if page is None or link is None:
            self.record.surprises.append(
                f"no move on the page of {number}: {page.status if page else 'no answer'}"
            )
            return
        sheet = self._persist(link[1])
        if sheet is None:
            return
        version = re.search(r'name="version" value="(\d+)"', sheet.text)
        done = self._persist(link[1], {"version": version[1] if version else "0", "text": ""})
        if done and done.status == 302:
            self.record.taken.add(number)
        elif done and done.status != 409:
            self.record.surprises.append(f"accept: {done.status} {_errors(done.text)}")


def _first_option(page: str, name: str) -> str:
    found = re.search(rf'<select[^>]*name="{name}".*?<option value="(\d+)"', page, re.DOTALL)
    assert found, page[:2000]
    return found[1]


def _errors(text: str) -> str:
    return " ".join(re.findall(r'class="[^"]*(?:invalid-feedback|alert)[^"]*"[^>]*>([^<]+)', text))[:200]
