"""The inbox, the audit chain and the calendar, as people in a town open them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from linli.engines.cases.models import Case, Clock
from linli.kernel.actors import SYSTEM
from linli.kernel.audit.models import Entry
from linli.kernel.calendar.models import CalendarDay, CalendarVersion
from linli.kernel.clock import day_of, moment
from linli.kernel.outbox.models import InboxItem
from linli.kernel.outbox.services import deliver_due

SignIn = Callable[..., Client]
Sent = Callable[..., Case]


@pytest.mark.parametrize(
    ("path", "power"),
    [
        ("/audit/", "audit.read"),
        ("/audit/record/?kind=case&key=1", "audit.read"),
        ("/audit/seals/", "audit.read"),
        ("/calendar/days/", "calendar.edit"),
        ("/calendar/notices/", "calendar.edit"),
    ],
)
def test_pages_of_administrators_open_for_their_power_alone(sign_in: SignIn, path: str, power: str) -> None:
    assert sign_in("镇政府", power).get(path).status_code == 200
    assert sign_in("镇政府", "cases.handle").get(path).status_code == 403
    assert Client().get(path).status_code == 302


def test_a_unit_reads_what_it_was_told_and_goes_on_to_the_case(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    deliver_due(actor=SYSTEM, clock=moment)
    browser = sign_in("安堂", "cases.handle")
    page = browser.get("/inbox/").content.decode()
    item = InboxItem.objects.get(
        organisation_id=case.parts.get(organisation__short_name="安堂").organisation_id
    )
    assert case.title in page and f"/cases/{case.number}/" in page
    answer = browser.post("/inbox/read/", {"item": item.pk, "open": item.link})
    assert answer["Location"] == f"/cases/{case.number}/"
    item.refresh_from_db()
    assert item.read_at is not None


def test_nobody_marks_or_reads_anothers_messages(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    deliver_due(actor=SYSTEM, clock=moment)
    stranger = sign_in("财政分局", "cases.handle")
    assert case.title not in stranger.get("/inbox/").content.decode()
    ids = list(InboxItem.objects.values_list("pk", flat=True))
    stranger.post("/inbox/read/", {"item": ids})
    assert not InboxItem.objects.exclude(read_at=None).exists()


def test_a_message_never_leads_to_another_site(sign_in: SignIn, sent: Sent) -> None:
    answer = sign_in("安堂", "cases.handle").post("/inbox/read/", {"open": "https://example.org/"})
    assert answer["Location"] == "/inbox/"


def test_the_audit_shows_acts_and_numbers_but_no_content(sign_in: SignIn, sent: Sent) -> None:
    case = sent(title="不该出现在审计页的标题", text="也不该出现")
    auditor = sign_in("镇政府", "audit.read")
    for path in ("/audit/", "/audit/?kind=case", f"/audit/record/?kind=case&key={case.pk}"):
        page = auditor.get(path).content.decode()
        assert "move.send" in page
        assert case.title not in page and case.text not in page and case.number not in page


def test_the_audit_is_narrowed_by_kind_user_and_day(sign_in: SignIn, sent: Sent) -> None:
    sent()
    auditor = sign_in("镇政府", "audit.read")
    today = day_of(moment())
    assert "move.send" in auditor.get(f"/audit/?kind=case&day={today}").content.decode()
    assert "move.send" not in auditor.get("/audit/?kind=procedure").content.decode()
    assert "move.send" not in auditor.get("/audit/?user=999999").content.decode()
    assert "move.send" not in auditor.get("/audit/?day=2020-01-01").content.decode()
    assert auditor.get("/audit/?user=x&day=y&before=z").status_code == 200


def test_a_broken_chain_of_one_record_shows(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    auditor, path = sign_in("镇政府", "audit.read"), f"/audit/record/?kind=case&key={case.pk}"
    assert "notice-success" in auditor.get(path).content.decode()
    entry = Entry.objects.filter(kind="case", key=str(case.pk)).last()
    forged = Entry(
        kind="case",
        key=str(case.pk),
        sequence=entry.sequence + 1,
        act="forged",
        at=entry.at,
        recorded_at=entry.recorded_at,
        data={},
        previous=bytes(32),
        hash=bytes(32),
    )
    forged.save()
    assert "notice-error" in auditor.get(path).content.decode()


def test_everybody_reads_the_calendar_and_years_to_come_are_marked(sign_in: SignIn) -> None:
    browser = sign_in("安堂", "cases.handle")
    page = browser.get("/calendar/2026/").content.decode()
    assert "国庆" in page and page.count("<table>") == 12
    assert "notice-warning" in browser.get("/calendar/2099/").content.decode()
    assert browser.get("/calendar/1800/").status_code == 404


def test_a_day_is_set_with_a_reason_and_running_limits_move(sign_in: SignIn, sent: Sent) -> None:
    case = sent()
    before = Clock.objects.get(case=case, part__organisation__short_name="安堂").due_at
    keeper = sign_in("组织办", "calendar.edit")
    typed = {"day": "2026-11-18", "kind": "holiday", "name": "镇庆", "reason": "镇府通知 1 号"}
    assert keeper.post("/calendar/days/", {**typed, "reason": ""}).status_code == 422
    assert keeper.post("/calendar/days/", typed).status_code == 302
    assert CalendarDay.objects.get().name == "镇庆"
    assert Clock.objects.get(case=case, part__organisation__short_name="安堂").due_at > before


def test_a_notice_with_a_bad_row_changes_nothing_and_names_the_row(sign_in: SignIn) -> None:
    keeper = sign_in("组织办", "calendar.edit")
    typed = {"source": "放假通知", "text": "2027-01-01,放假,元旦\n2027-13-01,放假,元旦"}
    answer = keeper.post("/calendar/notices/", typed)
    assert answer.status_code == 422 and "2027-13-01" in answer.content.decode()
    assert not CalendarVersion.objects.exists()
    typed["text"] = "2027-01-01,放假,元旦"
    assert keeper.post("/calendar/notices/", typed).status_code == 302
    assert CalendarVersion.objects.count() == 1
