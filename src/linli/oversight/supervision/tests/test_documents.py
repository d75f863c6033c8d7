"""From a file to tasks that were confirmed and sent."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.town import MONDAY, Town

from linli.engines.cases.models import Case, Part
from linli.engines.cases.services.files import path_of
from linli.kernel.audit import queries as audit
from linli.kernel.outbox.models import Message
from linli.kernel.refusals import NotAllowed, NotFound, OutOfTurn, RuleBroken
from linli.oversight.supervision import services
from linli.oversight.supervision.models import Article, PolicyDocument, TaskDraft, TaskUnit
from linli.oversight.supervision.queries import documents

from .conftest import TEXT

DUE = date(2027, 2, 15)


def units(task: TaskDraft) -> list[tuple[str, str, bool]]:
    return [(unit.name, unit.role, unit.inferred) for unit in task.units.order_by("order", "id")]


def numbered(document: PolicyDocument, number: int) -> TaskDraft:
    return document.tasks.get(number=number)


def named(document: PolicyDocument, name: str) -> TaskUnit:
    return TaskUnit.objects.filter(task__document=document, name=name).first()


def map_all(town: Town, document: PolicyDocument) -> None:
    """财政所 is the finance branch; the departments meant in task 3 are chosen by a person."""
    office, of = town.office, town.units
    services.map_unit(
        actor=office, unit_id=named(document, "财政所").pk, organisations=[of["财政分局"].pk], at=MONDAY
    )
    services.map_unit(
        actor=office,
        unit_id=named(document, "各相关部门").pk,
        organisations=[of["社会事务局"].pk, of["住建局"].pk],
        remember=False,
        at=MONDAY,
    )


@pytest.mark.requirement("S3-218")
def test_a_document_becomes_front_articles_tasks_and_units(read: PolicyDocument, installed: Town) -> None:
    assert (read.title, read.number) == ("大河镇关于改进社区服务的意见", "河发〔2026〕3号")
    assert read.issuers == ["中共大河镇委员会"]
    assert read.area == installed.places["town"]
    article = Article.objects.get(document=read, path="二/3")
    assert read.source[article.start : article.end].startswith("3.建设活动场所")
    task = numbered(read, 1)
    assert task.article == article
    assert task.units_raw == "住建局、社会事务局,各村(社区)"
    assert units(task) == [
        ("住建局", "lead", True),
        ("社会事务局", "assist", False),
        ("各村(社区)", "assist", False),
    ]
    assert path_of(read.sha256).read_bytes() == TEXT.encode()
    assert not Case.objects.exists()


def test_what_cannot_be_read_is_refused_and_leaves_nothing(installed: Town) -> None:
    for data in (b"", b"\x00\x01\x02\xff" * 50, b"%PDF-1.4 broken"):
        with pytest.raises(RuleBroken) as refusal:
            services.read_in(actor=installed.office, data=data, filename="x.pdf", at=MONDAY)
        assert refusal.value.facts["reason"]
    assert not PolicyDocument.objects.exists()


def test_the_same_file_is_not_read_in_twice_unless_withdrawn(read: PolicyDocument, installed: Town) -> None:
    again = {"actor": installed.office, "data": TEXT.encode(), "filename": "意见.txt", "at": MONDAY}
    with pytest.raises(RuleBroken) as refusal:
        services.read_in(**again)
    assert refusal.value.facts["document"] == read.pk
    services.withdraw(actor=installed.office, document_id=read.pk, at=MONDAY)
    assert services.read_in(**again).pk != read.pk


def test_only_the_planning_office_reads_in_and_changes(read: PolicyDocument, installed: Town) -> None:
    clerk = installed.clerk("住建局")
    with pytest.raises(NotAllowed):
        services.read_in(actor=clerk, data=TEXT.encode(), filename="a.txt", at=MONDAY)
    with pytest.raises(NotFound):
        services.confirm(actor=clerk, document_id=read.pk, at=MONDAY)
    overseer = installed.actor("社会事务局", "supervision.plan", "cases.oversee")
    assert documents.document(overseer, read.pk) == read
    with pytest.raises(NotAllowed):
        services.confirm(actor=overseer, document_id=read.pk, at=MONDAY)
    elsewhere = installed.actor("南村", "supervision.plan", "cases.oversee")
    with pytest.raises(NotFound):
        documents.document(elsewhere, read.pk)


def test_front_and_articles_are_corrected_with_a_trace(read: PolicyDocument, installed: Town) -> None:
    front = {"title": "大河镇意见", "number": "", "issuers": ["中共大河镇委员会", "大河镇人民政府"]}
    services.correct_front(
        actor=installed.office,
        document_id=read.pk,
        issued_on=date(2026, 11, 1),
        at=MONDAY,
        version=1,
        **front,
    )
    read.refresh_from_db()
    assert (read.title, len(read.issuers), read.version) == ("大河镇意见", 2, 2)
    assert read.dates[0] == {"date": "2026-11-01", "kind": "issued"}
    with pytest.raises(OutOfTurn):
        services.correct_front(
            actor=installed.office, document_id=read.pk, issued_on=None, at=MONDAY, version=1, **front
        )
    article = read.articles.get(path="二/4")
    services.correct_article(
        actor=installed.office, article_id=article.pk, heading="公开收支情况", text="按季度公开。", at=MONDAY
    )
    article.refresh_from_db()
    assert article.heading == "公开收支情况"
    assert audit.verify() is None


def correct(town: Town, task: TaskDraft, **more) -> TaskDraft:
    values = {
        "text": task.text, "units": [unit.name for unit in task.units.all()], "lead": units(task)[0][0],
        "article_id": task.article_id, "due_on": None, "at": MONDAY,
    }  # fmt: skip
    return services.correct_task(actor=town.office, task_id=task.pk, **{**values, **more})


@pytest.mark.requirement("S3-218")
def test_a_person_corrects_a_task_its_units_and_its_lead(read: PolicyDocument, installed: Town) -> None:
    task = numbered(read, 1)
    correct(installed, task, due_on=DUE)
    assert units(task)[0] == ("住建局", "lead", True)
    correct(installed, task, certain=True)
    assert units(task)[0] == ("住建局", "lead", False)
    correct(installed, task, units=["住建局", "财政分局"], lead="财政分局", included=False)
    task.refresh_from_db()
    assert units(task) == [("住建局", "assist", False), ("财政分局", "lead", False)]
    assert named(read, "财政分局").organisation == installed.units["财政分局"]
    assert not task.included
    for wrong in ({"lead": "财政所"}, {"text": " "}, {"due_on": date(2020, 1, 1)}):
        with pytest.raises(RuleBroken):
            correct(installed, task, **{"lead": "财政分局", **wrong})


@pytest.mark.requirement("S3-219")
def test_a_row_that_holds_two_tasks_is_split_and_each_has_units_of_its_own(
    read: PolicyDocument, installed: Town
) -> None:
    task = numbered(read, 1)
    made = services.split_task(
        actor=installed.office, task_id=task.pk, texts=["开辟场所。", "", "按时开放。"], at=MONDAY
    )
    assert [each.label for each in read.tasks.order_by("order")] == ["1a", "1b", "2", "3"]
    correct(installed, made[1], units=["社会事务局"], lead="社会事务局")
    assert len(units(made[0])) == 3
    assert units(made[1]) == [("社会事务局", "lead", False)]


def test_a_task_that_stands_in_two_rows_is_joined(read: PolicyDocument, installed: Town) -> None:
    task = services.merge_next(actor=installed.office, task_id=numbered(read, 1).pk, at=MONDAY)
    assert task.text == "利用闲置房屋开辟居民活动场所。按季度公开场所的收入和支出。"
    assert [(name, role) for name, role, _inferred in units(task)] == [
        ("住建局", "lead"),
        ("社会事务局", "assist"),
        ("各村(社区)", "assist"),
        ("财政所", "assist"),
    ]
    assert read.tasks.count() == 2
    with pytest.raises(RuleBroken):
        services.merge_next(actor=installed.office, task_id=numbered(read, 3).pk, at=MONDAY)
    assert audit.verify() is None


def test_odd_texts_are_read_in_or_refused_but_never_break(installed: Town) -> None:
    """Two tables with the same numbers, a very long name, mark-up in a title."""
    long = "长" * 180
    table = f"| 序号 | 任务 | 单位 |\n| 1 | 甲事 | {long} |\n| 1 | 乙事 | 乙局 |\n"
    for number, text in enumerate(
        [table + "正文。\n" + table, "<script>x</script>\n一、甲\n二、乙\n", "正文。"]
    ):
        made = services.read_in(
            actor=installed.office, data=text.encode(), filename=f"{number}.txt", at=MONDAY
        )
        labels = [task.label for task in made.tasks.all()]
        assert len(labels) == len(set(labels)) == (4 if number == 0 else 0)


def test_a_name_once_mapped_is_known_in_the_next_document(read: PolicyDocument, installed: Town) -> None:
    map_all(installed, read)
    later = TEXT.replace("3号", "4号").encode()
    second = services.read_in(actor=installed.office, data=later, filename="四号.txt", at=MONDAY)
    assert named(second, "财政所").organisation == installed.units["财政分局"]
    assert not named(second, "各相关部门").is_mapped


def test_confirming_names_every_unit_that_nobody_mapped(read: PolicyDocument, installed: Town) -> None:
    with pytest.raises(RuleBroken) as refusal:
        services.confirm(actor=installed.office, document_id=read.pk, at=MONDAY)
    assert refusal.value.facts["rows"] == [
        {"task": "2", "name": "财政所"},
        {"task": "3", "name": "各相关部门"},
    ]
    assert not Case.objects.exists()
    unknown = documents.unknown_units(read, documents.tasks_of(read), on=MONDAY.date())
    assert [(one.name, one.tasks) for one in unknown] == [("财政所", ["2"]), ("各相关部门", ["3"])]
    assert installed.units["财政分局"] in unknown[0].match.candidates


def confirmed(town: Town, document: PolicyDocument) -> PolicyDocument:
    map_all(town, document)
    return services.confirm(actor=town.office, document_id=document.pk, at=MONDAY)


@pytest.mark.requirement("S3-218")
def test_confirming_opens_a_case_a_task_with_lead_and_assisting_units(
    read: PolicyDocument, installed: Town
) -> None:
    confirmed(installed, read)
    case = numbered(read, 1).case
    assert (case.title, case.stage) == ("利用闲置房屋开辟居民活动场所", "planned")
    assert case.data["article"] == "二/3"
    assert case.data["units"][0] == {"name": "住建局", "role": "lead", "inferred": True}
    roles = dict(case.parts.values_list("organisation__short_name", "role"))
    assert roles == {"住建局": "lead", "社会事务局": "assist", "安堂": "assist", "北村": "assist"}
    assert Case.objects.count() == 3
    assert not Message.objects.exists()
    with pytest.raises(OutOfTurn):
        services.confirm(actor=installed.office, document_id=read.pk, at=MONDAY)
    assert Case.objects.count() == 3
    assert audit.verify() is None


def test_a_task_that_is_not_supervised_opens_nothing(read: PolicyDocument, installed: Town) -> None:
    for number in (2, 3):
        correct(installed, numbered(read, number), included=False)
    services.confirm(actor=installed.office, document_id=read.pk, at=MONDAY)
    assert Case.objects.count() == 1


def test_sending_offers_every_task_with_a_day_and_says_whose_day_it_is(
    read: PolicyDocument, installed: Town
) -> None:
    correct(installed, numbered(read, 2), due_on=date(2026, 12, 1))
    confirmed(installed, read)
    with pytest.raises(RuleBroken):
        services.send_all(
            actor=installed.office, document_id=read.pk, due_on=MONDAY.date() - timedelta(days=1), at=MONDAY
        )
    assert services.send_all(actor=installed.office, document_id=read.pk, due_on=DUE, at=MONDAY) == 3
    assert set(Part.objects.values_list("stage", flat=True)) == {"offered"}
    own, default = numbered(read, 2).case.data, numbered(read, 1).case.data
    assert (own["due_on"], own.get("due_basis")) == ("2026-12-01", None)
    assert (default["due_on"], default["due_basis"]) == ("2027-02-15", "project default")
    assert Message.objects.filter(to=f"unit:{installed.units['安堂'].pk}").count() == 2
    with pytest.raises(OutOfTurn):
        services.send_all(actor=installed.office, document_id=read.pk, due_on=DUE, at=MONDAY)
    assert [task.shares for task in documents.progress(read, installed.office)] == [4, 3, 3]
    assert documents.document(installed.clerk("安堂"), read.pk) == read
    assert audit.verify() is None
