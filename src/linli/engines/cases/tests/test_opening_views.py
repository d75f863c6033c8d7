"""Opening a case from a form: once, by those who may, within their area; drafts are their writer's alone."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client
from tests.town import Town

from linli.engines.cases.models import Case, Draft, Part

from .conftest import CLERK, OFFICE

SignIn = Callable[..., Client]


def opening(town: Town, **more: object) -> dict[str, object]:
    values = {
        "title": "新的任务",
        "area": town.places["an"].pk,
        "key": "k1",
        "lead": town.units["住建局"].pk,
        "assist": [town.units["安堂"].pk],
    }
    return {**values, **more}


def test_a_double_click_opens_one_case(sign_in: SignIn, installed: Town) -> None:
    office = sign_in("组织办", *OFFICE)
    first = office.post("/cases/new/supervision.task/", opening(installed))
    second = office.post("/cases/new/supervision.task/", opening(installed))
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert Case.objects.count() == 1
    assert Part.objects.count() == 2


def test_anothers_key_opens_a_case_of_ones_own(sign_in: SignIn, installed: Town) -> None:
    sign_in("组织办", *OFFICE).post("/cases/new/supervision.task/", opening(installed))
    sign_in("组织办", *OFFICE).post("/cases/new/supervision.task/", opening(installed))
    assert Case.objects.count() == 2


def test_only_those_who_may_open_a_procedure_find_its_form(sign_in: SignIn, installed: Town) -> None:
    clerk = sign_in("安堂", *CLERK)
    assert clerk.get("/cases/new/supervision.task/").status_code == 403
    assert clerk.post("/cases/new/supervision.task/", opening(installed)).status_code == 403
    assert clerk.get("/cases/new/nothing.here/").status_code == 404
    assert "supervision.task" not in clerk.get("/cases/new/").content.decode()


def test_a_case_is_not_opened_outside_ones_area(sign_in: SignIn, installed: Town) -> None:
    office = sign_in("组织办", *OFFICE)
    foreign = opening(installed, area=installed.places["nan"].pk)
    assert office.post("/cases/new/supervision.task/", foreign).status_code == 422


def test_a_draft_keeps_what_was_typed_for_its_writer_alone(sign_in: SignIn, installed: Town) -> None:
    office = sign_in("组织办", *OFFICE)
    typed = opening(installed, title="写了一半", area="", act="draft")
    assert office.post("/cases/new/supervision.task/", typed).status_code == 302
    draft = Draft.objects.get()
    url = f"/cases/new/supervision.task/?draft={draft.pk}"
    assert "写了一半" in office.get("/cases/new/").content.decode()
    assert 'value="写了一半"' in office.get(url).content.decode()
    other = sign_in("组织办", *OFFICE)
    assert other.get(url).status_code == 404
    assert other.post(f"/cases/drafts/{draft.pk}/discard/").status_code == 404
    assert office.post("/cases/new/supervision.task/", opening(installed, draft=draft.pk)).status_code == 302
    assert not Draft.objects.exists()
