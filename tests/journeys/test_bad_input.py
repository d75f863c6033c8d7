"""What people and machines send by mistake or in malice: each a clear refusal in Chinese, nothing half written."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linli.engines.cases.models import Attachment, Case
from linli.oversight.supervision.models import PolicyDocument
from tests.chromium import zh
from tests.lived_in import TEXT

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]
HAN = re.compile("[\u4e00-\u9fff]{4,}")
ODD = "<script>alert(1)</script>“𬳽”👨‍👩‍👧 &amp; {{ 7*7 }} " + "长" * 60


def bomb() -> bytes:
    """A few hundred kilobytes that unpack to three hundred million."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"a" * 300_000_000)
    return packed.getvalue()


BAD: dict[str, Callable[[], bytes]] = {
    "empty.txt": bytes,
    "large.txt": lambda: TEXT.encode() * (25 * 1024 * 1024 // len(TEXT.encode()) + 1),
    "program.txt": lambda: b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 400,
    "bomb.docx": bomb,
    "broken.docx": lambda: b"PK\x03\x04" + b"\x00" * 200,
    "broken.pdf": lambda: b"%PDF-1.7\n" + b"\x00\xff" * 500,
}


def give(page: Page, name: str, data: bytes) -> None:
    page.goto("/supervision/documents/new/")
    file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    page.locator("input[name=file]").set_input_files(file)
    page.get_by_role("button", name=zh("Read in"), exact=True).click()
    page.wait_for_load_state()


def test_documents_that_cannot_be_read(settled: None, visit: Visit) -> None:
    page = visit("wangmin")
    for name, made in BAD.items():
        give(page, name, made())
        said = page.get_by_role("alert").first.inner_text()
        assert HAN.search(said), (name, said)
        assert not PolicyDocument.objects.exists(), name


def test_usual_and_unusual_encodings_are_read(settled: None, visit: Visit) -> None:
    page = visit("wangmin")
    for number, encoding in enumerate(("gb18030", "utf-16", "utf-8-sig"), start=1):
        text = TEXT.replace("改进社区服务", f"改进社区服务和𬳽村{number}")
        give(page, f"{encoding}.txt", text.encode(encoding))
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"𬳽村{number}")
    assert PolicyDocument.objects.count() == 3


def test_titles_are_shown_as_they_were_typed(settled: None, visit: Visit) -> None:
    page = visit("wangmin")
    page.goto("/cases/new/matter.general/")
    page.locator("input[name=title]").fill(ODD)
    page.locator("textarea[name=text]").fill("长" * 3000 + "w" * 2000)
    page.locator("main form .btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ODD)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    page.goto("/cases/?list=owned")
    expect(page.get_by_role("main")).to_contain_text(ODD)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert Case.objects.get().title == ODD


def test_wrong_days_and_files_are_refused_in_place(lived_in: None, visit: Visit) -> None:
    case = PolicyDocument.objects.get().tasks.get(number=12).case
    assert case is not None
    page, before = visit("wangmin"), (case.steps.count(), Attachment.objects.count())
    page.goto(f"/supervision/orders/for/{case.number}/")
    page.locator("textarea[name=text]").fill("请说明。")
    for day in ("1900-01-01", "9999-12-31", "2026-02-31", "明天"):
        field = page.locator("input[name=reply_due_on]")
        field.evaluate("(input, day) => { input.type = 'text'; input.value = day; }", day)
        page.get_by_role("button", name=zh("Issue"), exact=True).click()
        page.wait_for_load_state()
        assert HAN.search(page.get_by_role("alert").first.inner_text()), day
    page.goto(f"/cases/{case.number}/")
    for name in ("empty.txt", "program.txt"):
        page.locator("details:has(input[name=uploads])").evaluate("element => element.open = true")
        file: Any = {"name": name, "mimeType": "text/plain", "buffer": BAD[name]()}
        page.locator("input[name=uploads]").set_input_files(file)
        page.locator("details:has(input[name=uploads]) button").click()
        page.wait_for_load_state()
        assert HAN.search(page.get_by_role("alert").first.inner_text()), name
    assert (case.steps.count(), Attachment.objects.count()) == before
