"""The doors of cases: what each persona sees, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from tests.town import MONDAY, Town

from linli.engines.cases import services
from linli.engines.cases.models import Case, Part, Step
from linli.engines.cases.rules.requests import Upload

from .conftest import CLERK, OFFICE

SignIn = Callable[..., Client]
Sent = Callable[..., Case]


def part_of(case: Case, town: Town, unit: str) -> Part:
    return Part.objects.get(case=case, organisation=town.units[unit])


def move_url(case: Case, name: str, part: Part | None = None) -> str:
    return f"/cases/{case.number}/moves/{name}/" + (f"?part={part.pk}" if part else "")


@pytest.mark.parametrize(
    ("unit", "powers", "status"),
    [
        ("组织办", OFFICE, 200),
        ("住建局", CLERK, 200),
        ("安堂", CLERK, 200),
        ("财政分局", CLERK, 404),
        ("南村", CLERK, 404),
        ("镇政府", ("audit.read",), 404),
        ("镇政府", ("system.configure",), 404),
        ("镇政府", ("cases.oversee",), 200),
        ("南村", ("cases.oversee",), 404),
    ],
)
def test_a_case_exists_only_for_those_whom_it_concerns(
    sign_in: SignIn, sent: Sent, unit: str, powers: tuple[str, ...], status: int
) -> None:
    case = sent()
    browser = sign_in(unit, *powers)
    assert browser.get(f"/cases/{case.number}/").status_code == status
    assert browser.get(move_url(case, "withdraw")).status_code == status
    wrote = browser.post(f"/cases/{case.number}/notes/", {"text": "看过"}).status_code
    assert wrote == (302 if status == 200 else 404)


def test_who_is_not_signed_in_is_asked_to(client: Client, sent: Sent) -> None:
    case = sent()
    for path in ("/cases/", f"/cases/{case.number}/", "/cases/export.xlsx", "/cases/procedures/"):
        answer = client.get(path)
        assert answer.status_code == 302 and "/accounts/login/" in answer["Location"]


def test_a_capacity_without_casework_has_no_lists(sign_in: SignIn) -> None:
    assert sign_in("镇政府", "audit.read").get("/cases/").status_code == 403


def test_the_lists_of_each_side(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    assert case.number in sign_in("住建局", *CLERK).get("/cases/?list=unit").content.decode()
    assert case.number not in sign_in("财政分局", *CLERK).get("/cases/?list=unit").content.decode()
    office = sign_in("组织办", *OFFICE)
    assert case.number in office.get("/cases/?list=owned").content.decode()
    assert case.number in office.get("/cases/?list=area").content.decode()
    assert sign_in("住建局", *CLERK).get("/cases/?list=area").status_code == 404


def test_filters_narrow_a_list_and_nonsense_in_them_is_passed_over(sign_in: SignIn, sent: Sent) -> None:
    park, road = sent(), sent(title="清理河涌")
    office = sign_in("组织办", *OFFICE)
    page = office.get("/cases/?list=owned&words=河涌").content.decode()
    assert road.number in page and park.number not in page
    page = office.get("/cases/?list=owned&stage=nowhere&level=x&since=yesterday&area=zz").content.decode()
    assert road.number in page and park.number in page
    assert office.get("/cases/?list=owned&stage=working").content.decode().count('class="under"') == 0


def test_an_overseer_narrows_a_list_to_a_lower_area(sign_in: SignIn, sent: Sent, installed: Town) -> None:
    case = sent(area_id=installed.places["an"].pk)
    office = sign_in("组织办", *OFFICE)
    page = office.get("/cases/?list=area&area=440500110001").content.decode()
    assert case.number in page and "安堂社区" in page
    assert case.number not in office.get("/cases/?list=area&area=440500110002").content.decode()


def test_a_list_page_costs_few_queries_whatever_it_holds(sign_in: SignIn, sent: Sent) -> None:
    for number in range(60):
        sent(title=f"任务 {number}")
    office = sign_in("组织办", *OFFICE)
    office.get("/cases/?list=area")
    with CaptureQueriesContext(connection) as captured:
        page = office.get("/cases/?list=area&area=440500110000").content.decode()
    frame = ("django_session", "accounts_user", "accounts_mandate")
    own = [q["sql"] for q in captured if not any(f'FROM "{table}"' in q["sql"] for table in frame)]
    assert len(own) <= 8, own
    assert len(captured) <= 12
    assert page.count('rel="next"') == 1


def test_the_export_holds_what_the_list_shows_as_text(sign_in: SignIn, sent: Sent) -> None:
    case = sent(title="=cmd|' /C calc'!A0")
    sent(title="别的事")
    answer = sign_in("组织办", *OFFICE).get("/cases/export.xlsx?list=owned&words=calc")
    assert answer["Content-Disposition"].startswith("attachment")
    sheet = load_workbook(BytesIO(b"".join(answer))).active
    rows = list(sheet.iter_rows(min_row=2, max_row=3))
    assert [cell.value for cell in rows[0]][:2] == [case.number, "=cmd|' /C calc'!A0"]
    assert all(cell.data_type in ("s", "inlineStr", "n") and cell.value != 0 for cell in rows[0])
    assert rows[1][0].value is None


def test_a_stranger_exports_nothing_of_it(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    answer = sign_in("财政分局", *CLERK).get("/cases/export.xlsx?list=unit")
    sheet = load_workbook(BytesIO(b"".join(answer))).active
    assert case.number not in [cell.value for cell in sheet["A"]]


def test_a_move_needs_what_it_needs_and_then_goes_through(
    sign_in: SignIn, sent: Sent, installed: Town
) -> None:
    case = sent()
    browser = sign_in("北村", *CLERK)
    part = part_of(case, installed, "北村")
    refused = browser.post(move_url(case, "return", part), {"version": case.version, "text": "不在本村"})
    assert refused.status_code == 422 and "不在本村" in refused.content.decode()
    done = browser.post(
        move_url(case, "return", part),
        {"version": case.version, "text": "不在本村", "reason": "outside_list"},
    )
    assert done.status_code == 302 and done["Location"] == f"/cases/{case.number}/"
    assert part_of(case, installed, "北村").stage == "returned"
    assert "职责清单外" in browser.get(f"/cases/{case.number}/").content.decode()


def test_a_stale_page_is_answered_409_with_the_fresh_state_and_the_typed_text(
    sign_in: SignIn, sent: Sent, installed: Town
) -> None:
    case = sent()
    office = sign_in("组织办", *OFFICE)
    services.note(actor=installed.office, case_id=case.pk, text="刚刚有变", internal=False, at=MONDAY)
    typed = {"version": case.version, "text": "一段写了很久的意见", "sure": "on"}
    answer = office.post(move_url(case, "withdraw"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "一段写了很久的意见" in page and "刚刚有变" in page
    assert f'name="version" value="{case.version + 1}"' in page
    assert Case.objects.get(pk=case.pk).stage == "sent"
    assert office.post(move_url(case, "withdraw"), {**typed, "version": case.version + 1}).status_code == 302


def test_somebody_elses_move_is_refused_in_the_form(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    answer = sign_in("安堂", *CLERK).post(
        move_url(case, "withdraw"), {"version": case.version, "text": "撤", "sure": "on"}
    )
    assert answer.status_code == 403 and "撤" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).stage == "sent"


def test_a_form_that_cannot_be_undone_asks_to_be_sure(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    office = sign_in("组织办", *OFFICE)
    assert office.post(move_url(case, "withdraw"), {"version": case.version, "text": "撤"}).status_code == 422


def test_units_to_choose_from_fit_the_moves_direction(sign_in: SignIn, sent: Sent, installed: Town) -> None:
    case = sent()
    page = (
        sign_in("住建局", *CLERK)
        .get(move_url(case, "hand_over", part_of(case, installed, "住建局")))
        .content.decode()
    )
    assert "财政分局" in page and "南村村民委员会" not in page and "北村村民委员会" not in page


def test_files_are_given_to_those_who_see_the_case_and_to_nobody_else(
    sign_in: SignIn, sent: Sent, installed: Town
) -> None:
    case = sent()
    browser = sign_in("安堂", *CLERK)
    files = [
        SimpleUploadedFile("进展 一.txt", "已开工".encode()),
        SimpleUploadedFile("../../etc/表.csv", b"a,b"),
    ]
    assert browser.post(f"/cases/{case.number}/files/", {"uploads": files}).status_code == 302
    first, second = case.attachments.order_by("id")
    answer = browser.get(f"/cases/{case.number}/files/{first.pk}/")
    assert b"".join(answer) == "已开工".encode()
    assert answer["Content-Type"] == "text/plain"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert second.name == "表.csv"
    assert sign_in("财政分局", *CLERK).get(f"/cases/{case.number}/files/{first.pk}/").status_code == 404
    other = sent(title="别的事")
    assert browser.get(f"/cases/{other.number}/files/{first.pk}/").status_code == 404


def test_a_file_that_lies_about_itself_is_refused_in_place(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    bad = SimpleUploadedFile("x.pdf", b"MZ\x90\x00exe")
    answer = sign_in("安堂", *CLERK).post(f"/cases/{case.number}/files/", {"uploads": bad})
    assert answer.status_code == 422
    assert not case.attachments.exists()


def test_an_internal_remark_is_not_shown_to_other_units(sign_in: SignIn, sent: Sent, installed: Town) -> None:
    case = sent()
    sign_in("安堂", *CLERK).post(f"/cases/{case.number}/notes/", {"text": "内部商量", "internal": "on"})
    assert "内部商量" in sign_in("组织办", *OFFICE).get(f"/cases/{case.number}/").content.decode()
    assert "内部商量" not in sign_in("北村", *CLERK).get(f"/cases/{case.number}/").content.decode()


def test_someone_takes_a_part_over_and_finds_it_in_his_own_list(
    sign_in: SignIn, sent: Sent, installed: Town
) -> None:
    case = sent()
    browser = sign_in("安堂", *CLERK)
    part = part_of(case, installed, "安堂")
    user = browser.session["_auth_user_id"]
    assert browser.post(f"/cases/{case.number}/parts/{part.pk}/assign/", {"user": user}).status_code == 302
    assert case.number in browser.get("/cases/?list=mine").content.decode()
    assert browser.post(f"/cases/{case.number}/parts/{part.pk}/assign/", {"user": "999"}).status_code == 404
    theirs = part_of(case, installed, "北村")
    assert browser.post(f"/cases/{case.number}/parts/{theirs.pk}/assign/", {"user": user}).status_code == 403


def test_cases_are_linked_only_if_both_are_seen(sign_in: SignIn, sent: Sent, installed: Town) -> None:
    case, other = sent(), sent(assist_ids=[], title="别的事")
    browser = sign_in("安堂", *CLERK)
    url, asked = f"/cases/{case.number}/relations/", {"number": other.number, "kind": "related"}
    assert browser.post(url, asked).status_code == 422
    assert sign_in("组织办", *OFFICE).post(url, asked).status_code == 302
    assert case.relations.count() == 1


def test_what_people_type_is_never_markup(sign_in: SignIn, sent: Sent) -> None:
    case = sent(title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>")
    office = sign_in("组织办", *OFFICE)
    for path in (f"/cases/{case.number}/", "/cases/?list=owned", move_url(case, "withdraw")):
        page = office.get(path).content.decode()
        assert "<script>alert" not in page and "<img src=x" not in page


def test_a_case_page_tells_its_story(sign_in: SignIn, sent: Sent, installed: Town) -> None:
    case = sent()
    part = part_of(case, installed, "住建局")
    services.move(actor=installed.clerk("住建局"), case_id=case.pk, part_id=part.pk, name="accept", at=MONDAY)
    services.attach(
        actor=installed.clerk("住建局"), case_id=case.pk, uploads=[Upload("图.txt", b"x")], at=MONDAY
    )
    office = sign_in("组织办", *OFFICE)
    office.get(f"/cases/{case.number}/")
    with CaptureQueriesContext(connection) as captured:
        page = office.get(f"/cases/{case.number}/").content.decode()
    for shown in ("推进社区体育公园建设", "签收", "图.txt", "住房和建设局", "2030-12-31", "办理时限"):
        assert shown in page
    assert len(captured) <= 13
    assert Step.objects.filter(case=case).count() == 4


def test_routing_is_for_those_who_route(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    for path in (
        "/cases/routes/",
        "/cases/routes/faults/",
        "/cases/routes/try/",
        f"/cases/{case.number}/route/",
    ):
        assert sign_in("住建局", *CLERK).get(path).status_code == 403
        assert sign_in("组织办", *OFFICE).get(path).status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_procedures_are_read_as_a_table_and_a_drawing(sign_in: SignIn, language: str) -> None:
    browser = sign_in("安堂", *CLERK)
    browser.cookies["language"] = language
    page = browser.get("/cases/procedures/supervision.task/").content.decode()
    assert "<svg" in page and page.count("<tr") > 20
    svg = browser.get("/cases/procedures/supervision.task/drawing.svg")
    assert svg["Content-Type"] == "image/svg+xml" and "attachment" in svg["Content-Disposition"]
    assert browser.get("/cases/procedures/no.such/").status_code == 404
