from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.registry.places import urls
from linli.registry.places.models import Place

from .conftest import add

SignIn = Callable[..., Client]
Town = dict[str, Place]
WHEN = {"on": "2024-03-01", "reason": "镇政府决定"}


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_every_door_has_a_gate() -> None:
    for pattern in urls.urlpatterns:
        assert pattern.callback.gate, pattern


def test_a_stranger_is_sent_to_the_door_and_a_member_without_the_power_is_refused(
    town: Town, client: Client, sign_in: SignIn
) -> None:
    assert client.get("/places/").status_code == 302
    sign_in()
    assert client.get("/places/").status_code == 200
    for path in ("new/", "import/", f"{town['town'].pk}/rename/", f"{town['town'].pk}/correct/"):
        assert client.get(f"/places/{path}").status_code == 403


def test_the_list_begins_at_the_area_of_the_mandate(town: Town, sign_in: SignIn) -> None:
    page = text(sign_in(area=town["town"]).get("/places/"))
    assert "南文社区" in page
    assert "荔枝镇" not in page


def test_the_list_searches_by_name_and_level(town: Town, sign_in: SignIn) -> None:
    client = sign_in()
    page = text(client.get("/places/", {"q": "文社"}))
    assert "北文社区" in page
    assert "旗北村" not in page
    assert "南文第一网格" in text(client.get("/places/", {"level": "6"}))
    assert text(client.get("/places/", {"q": "没有"})).count("<table") == 0
    assert client.get("/places/", {"area": "xx", "level": "99"}).status_code == 200


def test_a_long_list_costs_no_more_questions_than_a_short_one(
    town: Town, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(100, 180):
        add(f"442000103{number}", f"第{number}社区")
    client = sign_in("places.edit")
    client.get("/places/")
    with django_assert_max_num_queries(8):
        page = text(client.get("/places/", {"area": "442000103000"}))
    assert page.count("第1") >= 40
    assert "page=2" in page


def test_a_place_shows_its_past(town: Town, sign_in: SignIn) -> None:
    client = sign_in("places.edit")
    pk = town["south"].pk
    answer = client.post(f"/places/{pk}/rename/", {**WHEN, "name": "南文新社区"})
    assert answer.status_code == 302
    page = text(client.get(f"/places/{pk}/"))
    assert "南文新社区" in page
    assert "镇政府决定" in page
    assert "2024-03-01" in page
    assert client.get("/places/999999/").status_code == 404


@pytest.mark.parametrize(
    ("key", "act", "data"),
    [
        ("town", "rename", {"name": "木棉新镇"}),
        ("south", "move", {"parent_code": "442000104"}),
        ("north", "merge", {"others": "442000103001", "code": "442000103003", "name": "文社区"}),
        ("north", "split", {"parts": "442000103003 北文东 400\n442000103004，北文西，500"}),
        ("village", "convert-village", {"into": "442000103003 旗北社区"}),
        ("town", "convert-town", {"code": "442000003", "name": "木棉街道"}),
        ("town", "central-urban", {"central": "on", "source": "总体规划"}),
        ("grid", "close", {}),
    ],
)
def test_each_change_has_a_page(
    town: Town, sign_in: SignIn, key: str, act: str, data: dict[str, str]
) -> None:
    client = sign_in("places.edit")
    path = f"/places/{town[key].pk}/"
    assert f"{path}{act}/" in text(client.get(path))
    assert "<form" in text(client.get(f"{path}{act}/"))
    answer = client.post(f"{path}{act}/", {**WHEN, **data})
    assert answer.status_code == 302, answer.content.decode()
    assert client.get(answer.headers["Location"]).status_code == 200


def test_a_refusal_is_shown_in_the_form(town: Town, sign_in: SignIn) -> None:
    client = sign_in("places.edit")
    page = text(client.post(f"/places/{town['south'].pk}/close/", WHEN))
    assert 'role="alert"' in page
    assert Place.objects.get(pk=town["south"].pk).valid_to is None
    page = text(client.post(f"/places/{town['south'].pk}/split/", {**WHEN, "parts": "没有代码"}))
    assert 'role="alert"' in page
    assert client.get(f"/places/{town['south'].pk}/fly/").status_code == 404


def test_a_place_is_added_and_corrected(town: Town, sign_in: SignIn) -> None:
    client = sign_in("places.edit")
    new = {"code": "442000105", "name": "龙眼镇", "committee_kind": "none", "valid_from": "2024-01-01"}
    answer = client.post("/places/new/", new)
    assert answer.status_code == 302
    made = Place.objects.get(code="442000105000")
    right = {"name": "龙眼镇", "committee_kind": "none", "valid_from": "2023-01-01", "households": "900"}
    assert client.post(f"/places/{made.pk}/correct/", right).status_code == 302
    made.refresh_from_db()
    assert (made.households, made.valid_from.year) == (900, 2023)


def test_a_list_goes_in_and_comes_out(town: Town, sign_in: SignIn) -> None:
    client = sign_in("places.edit")
    assert client.get("/places/import/rejected.csv").status_code == 404

    def send(**more: str) -> Any:
        data = "代码,名称\n442000106,新镇\n4.4E+11,舍入\n".encode()
        form = {"file": SimpleUploadedFile("list.csv", data), "source": "名单", **more}
        return client.post("/places/import/", form)

    assert "4.4E+11" in text(send(dry_run="on"))
    assert not Place.objects.filter(code="442000106000").exists()
    text(send())
    assert Place.objects.filter(code="442000106000").exists()
    rejected = client.get("/places/import/rejected.csv")
    assert "舍入" in rejected.content.decode("utf-8-sig").splitlines()[1]
    lines = (
        client.get("/places/export.csv", {"area": "442000103000"}).content.decode("utf-8-sig").splitlines()
    )
    assert lines[0].startswith("code,name,parent,level")
    assert len(lines) == 6
    again = SimpleUploadedFile("again.csv", "\n".join(lines).encode())
    page = text(client.post("/places/import/", {"file": again, "source": "名单"}))
    assert re.search(r"<dd>5</dd>", page)
    assert "rejected.csv" not in page
