from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from linli.kernel.actors import Actor
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, Refusal, RuleBroken, TooLarge
from linli.kernel.shell import desks, jinja, navigation
from linli.kernel.shell.middleware import refusal_response

CLERK = Actor(
    user_id=7, name="Clerk", post="Clerk", organisation_name="Street office", powers=frozenset({"open"})
)
ENVIRONMENT = engines.all()[0].env  # type: ignore[attr-defined] # Jinja2 stands first in the settings


def _request(path: str = "/", actor: Actor | None = None) -> HttpRequest:
    request = RequestFactory().get(path)
    if actor:
        request.actor = actor  # type: ignore[attr-defined]
    return request


def _shell_templates() -> list[str]:
    root = Path(apps.get_app_config("shell").path) / "templates"
    return [str(path.relative_to(root)) for path in root.rglob("*.html")]


def _show(source: str, **context: object) -> str:
    return ENVIRONMENT.from_string(source).render(**context)


@pytest.mark.parametrize("name", _shell_templates())
def test_every_template_of_the_shell_compiles(name: str) -> None:
    assert ENVIRONMENT.get_template(name)


@pytest.mark.parametrize("kind", [Refusal, NotAllowed, NotFound, OutOfTurn, TooLarge, RuleBroken])
def test_a_refusal_says_what_happened_what_to_do_and_on_which_article_it_rests(kind: type[Refusal]) -> None:
    refusal = kind("It is <late>.", remedy="Ask the street.", article="Measures, art. 9", day=3)
    response = refusal_response(_request(), refusal)
    page = response.content.decode()
    assert response.status_code == kind.status
    assert "It is &lt;late&gt;." in page and "Ask the street." in page and "Measures, art. 9" in page


def test_a_refusal_is_a_problem_document_for_programs() -> None:
    request = RequestFactory().get("/", headers={"Accept": "application/json"})
    response = refusal_response(request, RuleBroken("No."))
    assert response["Content-Type"] == "application/problem+json"
    assert response.status_code == 422


def test_the_frame_needs_no_session_no_user_and_no_middleware() -> None:
    with translation.override("zh-hans"):
        page = refusal_response(_request(), NotFound("Gone.")).content.decode()
    assert '<html lang="zh-Hans"' in page
    assert 'class="skip" href="#content"' in page


@pytest.fixture
def menu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    navigation.register(navigation.Entry("Second", "shell:help_list", "book-2", order=2))
    navigation.register(navigation.Entry("First", "shell:home", "home", "open", order=1))
    navigation.register(navigation.Entry("Hidden", "shell:readyz", "lock", "other", order=0))
    navigation.register(navigation.Entry("Open", "shell:preferences", "adjustments", order=3, public=True))
    navigation.register(navigation.Entry("Lost", "nowhere:list", "lock", order=4))


@pytest.mark.usefixtures("menu")
def test_the_menu_shows_what_a_persons_powers_open_in_order() -> None:
    assert [link.label for link in navigation.links(CLERK, _request())] == ["First", "Second", "Open"]
    assert [link.label for link in navigation.links(Actor(), _request())] == ["Open"]
    assert navigation.unreachable() == ["nowhere:list"]


def test_cards_show_figures_of_the_actor_in_order_and_skip_the_silent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desks, "_cards", {})
    desks.register(
        desks.Card("late", "alert-octagon", lambda actor: desks.Figure(3, actor.name, "/"), order=2)
    )
    desks.register(desks.Card("none", "inbox", lambda actor: None, order=1))
    desks.register(desks.Card("theirs", "inbox", lambda actor: desks.Figure(1, "x", "/"), power="other"))
    assert [(card.name, figure.label) for card, figure in desks.figures(CLERK)] == [("late", "Clerk")]


@pytest.fixture
def chinese() -> Iterator[None]:
    with translation.override("zh-hans"):
        yield


def test_moments_are_shown_in_china_time() -> None:
    assert jinja.moment(datetime(2026, 11, 22, 6, 5, tzinfo=UTC)) == "2026-11-22 14:05"
    assert jinja.day(datetime(2026, 11, 22, 18, 0, tzinfo=UTC)) == "2026-11-23"
    assert jinja.day(date(2026, 11, 22)) == "2026-11-22"
    assert jinja.moment(None) == jinja.day(None) == jinja.number(None) == "—"


def test_numbers_are_grouped() -> None:
    assert jinja.number(1234567) == "1,234,567"
    assert jinja.number(1234.5) == "1,234.5"


def test_here_changes_one_parameter_and_keeps_the_others() -> None:
    request = _request("/cases/?q=a&after=9")
    assert jinja.here(request, after=None, before=4) == "/cases/?q=a&before=4"
    assert jinja.here(_request("/cases/?q=a"), q="") == "/cases/"


class _Form(forms.Form):
    name = forms.CharField(label="Name", help_text="At most 50 characters")
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "Alone"), ("b", "Together")], widget=forms.RadioSelect
    )
    due = forms.DateField(label="Due", required=False)


FORM = '{% import "shell/macros/fields.html" as fields %}{{ fields.form(form) }}'


def test_a_form_ties_hints_and_errors_to_their_controls_and_names_required_ones_in_words() -> None:
    with translation.override("en"):
        page = _show(FORM, form=_Form({}))
    assert 'aria-describedby="id_name_hint id_name_error"' in page
    assert 'id="id_name_hint"' in page and 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert page.count('class="needed">required') == 2
    assert '<legend class="form-label">Kind' in page
    assert '<a href="#id_name">Name</a>' in page and '<a href="#id_kind_0">Kind</a>' in page


def test_a_day_is_asked_with_the_browsers_own_picker_in_iso() -> None:
    page = _show(FORM, form=_Form(initial={"due": date(2026, 3, 1)}))
    assert 'type="date" name="due" value="2026-03-01"' in page


LIST = """{% import "shell/macros/lists.html" as lists %}
{% call(row) lists.table(["Number"], rows, "Matters") %}{{ lists.cell("Number", row) }}{% endcall %}
{{ lists.pager(total, "", "?after=2") }}"""


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(("total", "said"), [(0, "共 0 条"), (1000, "共 1,000 条"), (1001, "超过 1,000 条")])
def test_a_list_counts_to_a_thousand_and_then_says_more(total: int, said: str) -> None:
    page = _show(LIST, rows=["<b>1</b>"], total=total)
    assert said in page
    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert 'rel="next" href="?after=2"' in page and 'aria-disabled="true"' in page


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(("tone", "word"), [("green", "正常"), ("yellow", "即将到期"), ("red", "已超期")])
def test_a_mark_never_speaks_by_colour_alone(tone: str, word: str) -> None:
    page = _show('{% import "shell/macros/marks.html" as marks %}{{ marks.level(tone) }}', tone=tone)
    assert word in page and "<svg" in page
