from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from linli.kernel.actors import SYSTEM
from linli.registry.organisations import queries, services, urls
from linli.registry.organisations.models import Alias, Organisation

from .conftest import AT, KEEPER, ON, START, TOWN, Units

SignIn = Callable[..., Client]


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_every_door_has_a_gate() -> None:
    for pattern in urls.urlpatterns:
        assert pattern.callback.gate, pattern


def test_who_lacks_the_power_reads_and_does_not_write(units: Units, client: Client, sign_in: SignIn) -> None:
    assert client.get("/organisations/").status_code == 302
    sign_in()
    pk = units["women"].pk
    assert "add" not in text(client.get("/organisations/")).split('id="results"')[1]
    assert f"/organisations/{pk}/correct/" not in text(client.get(f"/organisations/{pk}/"))
    for path in ("new/", "import/", f"{pk}/correct/", f"{pk}/close/", f"{pk}/relate/", f"{pk}/appoint/"):
        assert client.get(f"/organisations/{path}").status_code == 403
    assert 'name="organisations"' not in text(client.get("/organisations/names/"))
    assert client.post("/organisations/names/", {"name": "组办", "group": "choose"}).status_code == 200
    assert not Alias.objects.exists()


def test_the_list_is_filtered_by_area_kind_and_name(units: Units, sign_in: SignIn) -> None:
    client = sign_in()
    page = text(client.get("/organisations/", {"area": TOWN, "kind": "residents_committee"}))
    assert "南文社区居民委员会" in page
    assert "荔湖社区居民委员会" not in page
    assert "旗北村村民委员会" not in page
    assert "木棉镇妇女联合会" in text(client.get("/organisations/", {"q": "妇联"}))
    assert client.get("/organisations/999999/").status_code == 404


def test_a_long_list_costs_no_more_questions_than_a_short_one(
    units: Units, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    for number in range(60):
        services.add_organisation(
            actor=KEEPER,
            name=f"社会组织{number}",
            kind="social",
            area=units["south"].area_id,
            valid_from=START,
            at=AT,
        )
    client = sign_in("organisations.edit")
    client.get("/organisations/")
    with django_assert_max_num_queries(8):
        assert "page=2" in text(client.get("/organisations/", {"area": TOWN}))


def test_a_committee_shows_which_bodies_its_community_lacks(units: Units, sign_in: SignIn) -> None:
    area = units["south"].area_id
    new: Any = {"actor": KEEPER, "area": area, "valid_from": START, "at": AT}
    services.add_organisation(**new, name="南文社区党委", kind="party")
    services.add_organisation(
        **new, name="调解委员会", kind="sub_committee", speciality="mediation", parent=units["south"].pk
    )
    page = text(sign_in().get(f"/organisations/{units['south'].pk}/")).split("notice-warning")[1]
    missing = queries.missing_of(queries.organisation(units["south"].pk), on=ON)
    assert missing[:2] == ("assembly", "council")
    assert len(missing) == 7
    assert "mediation" not in missing
    assert page


def test_an_organisation_is_added_changed_and_closed(units: Units, sign_in: SignIn) -> None:
    client = sign_in("organisations.edit")
    new = {"name": "木棉镇科普协会", "kind": "social", "area_code": TOWN, "valid_from": "2024-01-01"}
    assert 'role="alert"' in text(client.post("/organisations/new/", {**new, "credit_code": "1" * 18}))
    answer = client.post("/organisations/new/", {**new, "speciality": "science"})
    assert answer.status_code == 302
    made = Organisation.objects.get(name="木棉镇科普协会")
    path = f"/organisations/{made.pk}/"
    assert TOWN in text(client.get(f"{path}correct/"))
    assert client.post(f"{path}correct/", {**new, "email": "kx@example.cn"}).status_code == 302
    assert "kx@example.cn" in text(client.get(path))
    assert client.post(f"{path}close/", {"on": "2024-06-01", "reason": "注销"}).status_code == 302
    made.refresh_from_db()
    assert made.valid_to is not None


def test_a_committee_leads_and_supervises_its_station(units: Units, sign_in: SignIn) -> None:
    client = sign_in("organisations.edit")
    station = services.add_organisation(
        actor=KEEPER,
        name="南文公共服务站",
        kind="station",
        area=units["south"].area_id,
        valid_from=START,
        at=AT,
    )
    path = f"/organisations/{station.pk}/"
    for kind in ("led_by", "supervised_by"):
        data = {"kind": kind, "target": units["south"].pk, "on": "2024-01-01"}
        assert client.post(f"{path}relate/", data).status_code == 302
    assert text(client.get(path)).count("南文社区居民委员会") == 2
    relation = station.relations.first()
    assert client.post(f"{path}end/relation/{relation.pk}/", {"on": "2024-02-01"}).status_code == 302
    assert client.get(f"{path}end/nothing/1/").status_code == 404


def test_an_appointment_is_recorded_and_ended(units: Units, sign_in: SignIn) -> None:
    post = {"code": "head", "name": {"zh": "主任", "en": "Head"}}
    (head,) = services.load_posts(actor=SYSTEM, posts=[post], at=AT)
    client = sign_in("organisations.edit")
    path = f"/organisations/{units['south'].pk}/"
    data = {"post": head.pk, "person_name": "周一", "starts_on": "2024-01-01"}
    assert client.post(f"{path}appoint/", data).status_code == 302
    assert "周一" in text(client.get(path))
    made = units["south"].appointments.get()
    assert client.post(f"{path}end/appointment/{made.pk}/", {"on": "2024-02-01"}).status_code == 302


def test_a_name_in_documents_is_remembered(units: Units, sign_in: SignIn) -> None:
    client = sign_in("supervision.plan", area=units["government"].area)
    data = {"name": "组办", "area": TOWN, "organisations": [units["organisation"].pk]}
    assert client.post("/organisations/names/", data).status_code == 302
    assert "组办" in text(client.get("/organisations/names/"))
    assert 'role="alert"' in text(client.post("/organisations/names/", {"name": "组办"}))


def test_a_list_is_read_in_and_the_rejected_rows_come_back(units: Units, sign_in: SignIn) -> None:
    client = sign_in("organisations.edit")
    data = "名称,类型,区划代码\n新协会,社会组织,442000103\n坏行,某某,442000103\n".encode()
    form = {"file": SimpleUploadedFile("list.csv", data), "source": "名录"}
    assert "坏行" in text(client.post("/organisations/import/", form))
    assert Organisation.objects.filter(name="新协会").exists()
    assert "坏行" in client.get("/organisations/import/rejected.csv").content.decode()
