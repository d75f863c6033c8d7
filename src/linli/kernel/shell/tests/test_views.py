from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.apps import apps
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from linli.kernel.refusals import NotFound
from linli.kernel.shell import help, views

pytestmark = pytest.mark.django_db
NOT_LOCAL = "https://elsewhere.example/"


def test_the_home_page_says_what_this_is_to_someone_not_signed_in(client: Client) -> None:
    page = client.get("/").content.decode()
    assert "共治共享" in page and '<html lang="zh-Hans"' in page


@pytest.mark.parametrize(
    ("language", "tag", "word"), [("zh-hant", "zh-Hant", "顯示設置"), ("en", "en", "Display settings")]
)
def test_the_chosen_language_is_kept_and_used(client: Client, language: str, tag: str, word: str) -> None:
    assert client.post("/preferences/", {"language": language, "next": "/help/"}).url == "/help/"  # type: ignore[attr-defined]
    page = client.get("/").content.decode()
    assert f'<html lang="{tag}"' in page and word in page


def test_theme_type_size_and_shortcuts_are_attributes_of_the_page(client: Client) -> None:
    client.post("/preferences/", {"theme": "dark", "size": "largest", "keys": "off"})
    page = client.get("/").content.decode()
    assert 'data-bs-theme="dark" data-size="largest" data-keys="off"' in page


def test_unknown_preferences_are_not_kept(client: Client) -> None:
    response = client.post("/preferences/", {"theme": "<script>", "language": "xx"})
    assert not response.cookies
    client.cookies["size"] = '"><script>'
    assert 'data-size="standard"' in client.get("/").content.decode()


@pytest.mark.parametrize("back", [NOT_LOCAL, "//elsewhere.example/", "javascript:alert(1)", ""])
def test_preferences_lead_back_only_into_this_site(client: Client, back: str) -> None:
    assert client.post("/preferences/", {"size": "large", "next": back}).url == "/"  # type: ignore[attr-defined]


def test_preferences_refuse_a_forged_form() -> None:
    response = Client(enforce_csrf_checks=True).post("/preferences/", {"size": "large"})
    assert response.status_code == 403
    assert "表单已经失效" in response.content.decode()


def test_the_list_of_help_pages_leads_to_each_of_them(client: Client) -> None:
    page = client.get("/help/").content.decode()
    for shown in help.help_pages():
        address = reverse("shell:help", args=shown.name.split("/"))
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200


def test_help_is_in_the_readers_language() -> None:
    titles = {}
    for language in ("zh-hans", "zh-hant", "en"):
        with translation.override(language):
            titles[language] = help.help_page("shell", "accessibility").title
    assert titles == {"zh-hans": "无障碍说明", "zh-hant": "無障礙說明", "en": "Accessibility"}


def test_every_help_page_has_a_title_and_an_english_edition() -> None:
    for shown in help.help_pages():
        module, page = shown.name.split("/")
        assert shown.title
        if module == "shell":
            assert (Path(apps.get_app_config(module).path) / "help" / f"{page}.en.md").exists()


@pytest.mark.parametrize(
    ("module", "page"), [("shell", "nothing"), ("nothing", "home"), ("shell", "../views"), ("auth", "home")]
)
def test_help_that_does_not_exist_is_refused(module: str, page: str) -> None:
    with pytest.raises(NotFound):
        help.help_page(module, page)


def test_markup_in_help_is_shown_and_not_run(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("# Title\n<script>alert(1)</script>\n", encoding="utf-8")
    assert "<script" not in help._read("x/page", path, 0, False).body


def test_an_unknown_address_is_a_page_with_a_way_on(client: Client) -> None:
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert "返回首页" in response.content.decode()


def test_a_foreign_host_name_is_refused_in_words(client: Client) -> None:
    response = client.get("/", headers={"host": "elsewhere.example"})
    assert response.status_code == 400
    assert "无法识别这一请求" in response.content.decode()


def test_the_page_of_a_fault_needs_nothing_but_itself() -> None:
    request = RequestFactory().get("/")
    with translation.override("zh-hans"):
        assert "这不是您的操作问题" in views.broken(request).content.decode()
        closed = views.unavailable(request)
    assert closed.status_code == 503 and closed["Retry-After"] == "60"


def test_a_database_that_does_not_answer_is_a_pause_and_not_a_fault() -> None:
    try:
        raise OperationalError("no route")
    except OperationalError:
        response = views.broken(RequestFactory().get("/"))
    assert response.status_code == 503
    assert "no route" not in response.content.decode()


def test_ready_means_the_database_answers_with_all_migrations(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert json.loads(response.content) == {"status": "ready", "reasons": []}


def test_not_ready_names_missing_migrations(client: Client) -> None:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    MigrationRecorder(connection).record_unapplied("sessions", "0001_initial")
    response = client.get("/readyz")
    assert response.status_code == 503
    assert json.loads(response.content)["reasons"] == ["migrations: 1 not applied"]


def test_alive_asks_no_database(client: Client, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        response = client.get("/healthz")
    assert json.loads(response.content) == {"status": "alive"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/", "/help/", "/preferences/", "/help/shell/home/"])
def test_pages_forbid_inline_scripts_and_styles_and_hold_none(client: Client, path: str) -> None:
    response = client.get(path)
    page = response.content.decode()
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert " style=" not in page and "<style" not in page and " onclick=" not in page
    assert page.count("<script") == page.count("<script src=")
