"""Every page for every persona: what opens, what does not exist, and how many queries it takes."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from tests.town import MONDAY, START, Town

from linli.kernel.actors import SYSTEM
from linli.kernel.clock import day_of, moment
from linli.oversight.supervision import services
from linli.oversight.supervision.models import Bulletin, Order, PolicyDocument, TaskUnit
from linli.oversight.supervision.urls import urlpatterns
from linli.registry.accounts import services as accounts
from linli.registry.organisations.models import Post

from .conftest import TEXT
from .test_documents import confirmed, named

BUDGET = 12
POWERS = {
    "组织办": ["supervision.plan", "cases.handle", "cases.oversee"],
    "安堂": ["cases.handle"],
    "南村": ["cases.handle"],
    "社会事务局": ["system.configure"],
}


@pytest.fixture
def people(installed: Town) -> dict[str, Client]:
    """The office, a committee with tasks, a committee of another town, an administrator; and nobody."""
    clients = {"nobody": Client()}
    for number, (unit, powers) in enumerate(POWERS.items()):
        post = Post.objects.create(code=f"p{number}", name_zh=f"岗位{number}", powers=powers)
        user = accounts.create_user(
            actor=SYSTEM, username=f"u{number}", display_name=unit, password="Lamp-oil-1987", at=MONDAY
        ).user
        accounts.grant_mandate(
            actor=SYSTEM, user=user, post=post, organisation=installed.units[unit], starts_on=START, at=MONDAY
        )
        user.refresh_from_db()
        user.must_change_password = False
        user.save()
        clients[unit] = Client()
        clients[unit].force_login(user, "django.contrib.auth.backends.ModelBackend")
    return clients


@pytest.fixture
def office(people: dict[str, Client]) -> Client:
    return people["组织办"]


def shown(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def test_every_door_has_a_gate() -> None:
    for pattern in urlpatterns:
        assert pattern.callback.gate, pattern.name


OPEN = {"nobody": 302, "社会事务局": 200, "南村": 200, "安堂": 200, "组织办": 200}
PLANNING = {"nobody": 302, "社会事务局": 403, "南村": 403, "安堂": 403, "组织办": 200}
INVOLVED = {"nobody": 302, "社会事务局": 404, "南村": 404, "安堂": 200, "组织办": 200}


PAGES = [
    ("documents/", OPEN),
    ("documents/new/", PLANNING),
    ("documents/{document}/", INVOLVED),
    ("documents/{document}/file/", INVOLVED),
    ("documents/{document}/tasks/", INVOLVED),
    ("documents/{document}/progress/", INVOLVED),
    ("documents/{document}/front/", PLANNING),
    ("documents/{document}/units/", PLANNING),
    ("documents/{document}/confirm/", PLANNING),
    ("articles/{article}/", PLANNING),
    ("tasks/{task}/", PLANNING),
    ("units/{unit}/", PLANNING),
    ("orders/", OPEN),
    ("orders/{order}/", INVOLVED),
    ("orders/{order}/pdf/", INVOLVED),
    ("orders/for/{case}/", PLANNING),
    ("bulletins/", OPEN),
    ("bulletins/new/", PLANNING),
    ("bulletins/{bulletin}/", {**INVOLVED, "社会事务局": 200}),
    ("bulletins/{bulletin}/pdf/", {**INVOLVED, "社会事务局": 200}),
    ("bulletins/{bulletin}/xlsx/", {**INVOLVED, "社会事务局": 200}),
    ("board/", OPEN),
    ("board/late/", OPEN),
    ("board/secrets/", {**OPEN, "社会事务局": 404, "南村": 404, "安堂": 404, "组织办": 404}),
]


def test_who_may_open_what(people: dict[str, Client], read: PolicyDocument, installed: Town) -> None:
    names = everything(installed, read)
    found = {
        (path, persona): people[persona].get("/supervision/" + path.format(**names)).status_code
        for path, expected in PAGES
        for persona in expected
    }
    assert found == {(path, persona): status for path, table in PAGES for persona, status in table.items()}


def everything(town: Town, read: PolicyDocument) -> dict[str, object]:
    """A document that was sent, an order to 安堂, a published bulletin."""
    confirmed(town, read)
    services.send_all(actor=town.office, document_id=read.pk, due_on=date(2027, 2, 15), at=MONDAY)
    task = read.tasks.get(number=1)
    order = services.issue_order(
        actor=town.office,
        case_id=task.case_id,
        text="请说明进展",
        reply_due_on=date(2026, 11, 20),
        unit_id=town.units["安堂"].pk,
        at=MONDAY,
    )
    made = services.draw_up_bulletin(
        actor=town.office,
        title="=通报",
        start=date(2026, 11, 1),
        end=date(2026, 12, 1),
        at=MONDAY,
        text="注意",
    )
    services.publish_bulletin(actor=town.office, bulletin_id=made.pk, at=MONDAY)
    return {
        "document": read.pk,
        "article": read.articles.first().pk,
        "task": task.pk,
        "unit": task.units.first().pk,
        "order": order.number,
        "case": task.case.number,
        "bulletin": made.pk,
    }


@pytest.mark.requirement("S3-218")
def test_from_upload_to_sending_over_http(office: Client, installed: Town) -> None:
    bad = office.post("/supervision/documents/new/", {"file": BytesIO(b"")})
    assert "errors" in bad.content.decode()
    file = BytesIO(TEXT.encode())
    file.name = "意见.txt"
    answer = office.post("/supervision/documents/new/", {"file": file})
    document = PolicyDocument.objects.get()
    assert answer.url == f"/supervision/documents/{document.pk}/"
    page = shown(office, answer.url)
    assert f'id="a{document.articles.get(path="二/3").pk}"' in page
    tasks = shown(office, f"{answer.url}tasks/")
    assert "chip-lead" in tasks
    assert "mark-yellow" in tasks
    assert "mark-red" in tasks
    assert "财政所" in shown(office, f"{answer.url}units/")
    assert "财政所" in shown(office, f"{answer.url}confirm/")
    assert office.post(f"{answer.url}confirm/").status_code == 422
    for name, units in (("财政所", ["财政分局"]), ("各相关部门", ["社会事务局", "住建局"])):
        unit = named(document, name)
        assert office.get(f"/supervision/units/{unit.pk}/").status_code == 200
        ids = [installed.units[each].pk for each in units]
        assert office.post(f"/supervision/units/{unit.pk}/", {"organisations": ids}).status_code == 302
    stale = office.post(f"{answer.url}confirm/", {"version": 1})
    assert stale.status_code == 409
    document.refresh_from_db()
    assert office.post(f"{answer.url}confirm/", {"version": document.version}).status_code == 302
    assert office.get(f"{answer.url}progress/").status_code == 200
    day = day_of(moment()).replace(year=day_of(moment()).year + 1, day=1)
    assert office.post(f"{answer.url}progress/", {"due_on": day.isoformat()}).status_code == 302
    assert shown(office, f"{answer.url}progress/").count("0 / ") == 3


def test_corrections_over_http(office: Client, read: PolicyDocument) -> None:
    front = {
        "version": 1,
        "title": "改后的题目",
        "number": "",
        "issuers": "甲\n乙",
        "issued_on": "2026-11-01",
    }
    assert office.post(f"/supervision/documents/{read.pk}/front/", front).status_code == 302
    article = read.articles.get(path="二/4")
    assert (
        office.post(f"/supervision/articles/{article.pk}/", {"heading": "新", "text": "文"}).status_code
        == 302
    )
    task = read.tasks.get(number=1)
    given = {
        "text": "开辟场所。按时开放。",
        "units": "住建局\n财政分局",
        "lead": "财政分局",
        "included": "on",
    }
    assert office.get(f"/supervision/tasks/{task.pk}/").status_code == 200
    wrong = office.post(f"/supervision/tasks/{task.pk}/", {**given, "lead": "无"})
    assert wrong.status_code == 200
    assert office.post(f"/supervision/tasks/{task.pk}/", given).status_code == 302
    assert office.post(f"/supervision/tasks/{read.tasks.get(number=2).pk}/merge/").status_code == 302
    split = office.post(f"/supervision/tasks/{task.pk}/split/", {"texts": "开辟场所。\n按时开放。"})
    assert split.status_code == 302
    assert TaskUnit.objects.filter(task__number=1, role="lead", name="财政分局").count() == 2
    assert office.post(f"/supervision/documents/{read.pk}/withdraw/").status_code == 302


def test_an_order_is_issued_printed_and_answered(
    people: dict[str, Client], read: PolicyDocument, installed: Town
) -> None:
    names = everything(installed, read)
    day = day_of(moment()).isoformat()
    given = {"text": "请书面答复", "reply_due_on": day, "unit_id": installed.units["安堂"].pk, "level": 3}
    answer = people["组织办"].post(f"/supervision/orders/for/{names['case']}/", given)
    order = Order.objects.first()
    assert answer.url == f"/supervision/orders/{order.number}/"
    assert order.level == 3
    printed = people["安堂"].get(f"{answer.url}pdf/")
    text = PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    assert order.number in text
    assert "请书面答复" in text.replace("\n", "")
    assert shown(people["安堂"], answer.url).count("<textarea") == 1
    assert people["安堂"].post(answer.url, {"text": "已办"}).status_code == 302
    assert shown(people["安堂"], answer.url).count("<textarea") == 0
    assert "waiting" in shown(people["安堂"], "/supervision/orders/?waiting=on")


@pytest.mark.requirement("S3-207")
def test_a_bulletin_on_screen_on_paper_and_in_a_sheet(
    people: dict[str, Client], read: PolicyDocument, installed: Town
) -> None:
    everything(installed, read)
    office = people["组织办"]
    day = day_of(moment()).isoformat()
    answer = office.post(
        "/supervision/bulletins/new/", {"title": "=通报", "start": "2026-11-01", "last": day, "text": "=1+1"}
    )
    made = Bulletin.objects.first()
    assert office.post(answer.url, {"title": "=通报二", "text": "=2+2"}).status_code == 302
    assert office.post(f"{answer.url}publish/").status_code == 302
    pages = PdfReader(BytesIO(office.get(f"{answer.url}pdf/").content)).pages
    assert "安堂社区居民委员会" in "".join(page.extract_text() for page in pages).replace("\n", "")
    book = openpyxl.load_workbook(BytesIO(office.get(f"{answer.url}xlsx/").content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[0][0] == "=通报二"
    assert book.active["A1"].data_type == "s"
    assert {row[0]: row[1] for row in rows[4:]}["安堂社区居民委员会"] == 2
    assert made.data["total"]["tasks"] == sum(unit["tasks"] for unit in made.data["units"])


@pytest.mark.requirement("S3-204")
def test_the_board_links_every_figure_to_its_list(
    office: Client, read: PolicyDocument, installed: Town
) -> None:
    everything(installed, read)
    page = shown(office, "/supervision/board/?start=2026-11-01")
    link = f"/supervision/board/open/{installed.units['安堂'].pk}/?start=2026-11-01"
    assert link in page
    assert shown(office, link).count("DB440500110") >= 2


def test_pages_of_forty_tasks_stay_within_their_query_budget(
    office: Client, installed: Town, dayong: bytes
) -> None:
    from .test_dayong import map_everything

    document = services.read_in(actor=installed.office, data=dayong, filename="d.txt", at=MONDAY)
    base = f"/supervision/documents/{document.pk}/"
    task = document.tasks.get(number=6)
    reading = ["", "tasks/", "units/", "confirm/", "front/"]
    paths = [base + path for path in reading] + [f"/supervision/tasks/{task.pk}/"]
    paths += [f"/supervision/units/{task.units.first().pk}/", "/supervision/documents/"]
    check_budget(office, paths)
    map_everything(installed, document)
    services.confirm(actor=installed.office, document_id=document.pk, at=MONDAY)
    services.send_all(actor=installed.office, document_id=document.pk, due_on=date(2027, 3, 1), at=MONDAY)
    check_budget(office, [f"{base}progress/", "/supervision/board/", "/supervision/board/tasks/", "/"])


def check_budget(client: Client, paths: list[str]) -> None:
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            shown(client, path)
        assert len(captured) <= BUDGET, (path, [query["sql"][:150] for query in captured])
