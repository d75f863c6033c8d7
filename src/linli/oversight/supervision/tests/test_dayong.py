"""The real task table of a town: forty tasks, thirteen committees, from the text to the units."""

from __future__ import annotations

import time
from datetime import date

import pytest
from tests.town import MONDAY, START, Town

from linli.engines.cases.models import Case, Part
from linli.kernel.areas import Level
from linli.kernel.audit import queries as audit
from linli.kernel.refusals import RuleBroken
from linli.oversight.supervision import services
from linli.oversight.supervision.models import PolicyDocument, TaskDraft, TaskUnit
from linli.oversight.supervision.queries import documents
from linli.registry.organisations.models import Organisation
from linli.registry.places.models import Place

DUE = date(2027, 2, 15)
COMMITTEES = 13


@pytest.fixture
def document(installed: Town, dayong: bytes) -> PolicyDocument:
    """Read in by a town with thirteen committees, two of which every test town has."""
    town = installed.places["town"]
    for number in range(3, COMMITTEES + 1):
        code = f"440500110{number:03}"
        filed = {**town.filed_codes, "community": code}
        place = Place.objects.create(
            code=code, name=f"{number}村", level=Level.COMMUNITY, parent=town, valid_from=START, **filed
        )
        Organisation.objects.create(
            name=f"{number}村村民委员会", kind="villagers_committee", area=place, valid_from=START
        )
    return services.read_in(actor=installed.office, data=dayong, filename="dayong-2018.txt", at=MONDAY)


def map_everything(town: Town, document: PolicyDocument) -> int:
    """A unit of its own for every name nobody knows; the generic name gets two departments."""
    unknown = documents.unknown_units(document, documents.tasks_of(document), on=MONDAY.date())
    for one in unknown:
        generic = one.match.how == "generic"
        made = [] if generic else [
            Organisation.objects.create(
                name=f"{one.name}(测试)", kind="department", area=town.places["town"], valid_from=START
            ).pk
        ]  # fmt: skip
        chosen = made or [town.units["住建局"].pk, town.units["财政分局"].pk]
        services.map_unit(
            actor=town.office, unit_id=one.unit_id, organisations=chosen, remember=not generic, at=MONDAY
        )
    return len(unknown)


@pytest.mark.requirement("S3-218")
def test_front_and_forty_tasks(document: PolicyDocument) -> None:
    assert document.title == "大涌镇关于加强和完善城乡社区治理的实施意见"
    assert document.issuers == ["中共大涌镇委员会"]
    assert document.dates[0] == {"date": "2018-12-10", "kind": "issued"}
    assert len(document.cites) >= 3
    tasks = list(document.tasks.order_by("order"))
    assert len(tasks) == 40
    assert {task.number for task in tasks} == set(range(1, 40))
    assert [task.label for task in tasks if task.number == 4] == ["4a", "4b"]


@pytest.mark.requirement("S3-219")
def test_the_second_line_of_row_four_has_units_of_its_own(document: PolicyDocument) -> None:
    def names(sub: str) -> list[str]:
        return list(document.tasks.get(number=4, sub=sub).units.values_list("name", flat=True))

    assert names("a") == ["社会事务局", "组办", "各相关部门", "各村(社区)"]
    assert names("b") == ["组办", "社会事务局", "各村(社区)"]


@pytest.mark.requirement("S3-220")
def test_row_six_has_twelve_units_in_spite_of_its_full_stop(document: PolicyDocument) -> None:
    task = document.tasks.get(number=6)
    assert task.units.count() == 12
    assert "妇联。经信局" in task.units_raw


def test_forty_tasks_are_confirmed_and_sent_in_seconds(installed: Town, document: PolicyDocument) -> None:
    """Forty cases with up to some twenty parts each, in one transaction."""
    with pytest.raises(RuleBroken):
        services.confirm(actor=installed.office, document_id=document.pk, at=MONDAY)
    assert not Case.objects.exists()
    map_everything(installed, document)
    begin = time.perf_counter()
    services.confirm(actor=installed.office, document_id=document.pk, at=MONDAY)
    between = time.perf_counter()
    assert services.send_all(actor=installed.office, document_id=document.pk, due_on=DUE, at=MONDAY) == 40
    took = (between - begin, time.perf_counter() - between)
    print(f"confirm {took[0]:.2f} s, send {took[1]:.2f} s, {Part.objects.count()} parts")
    assert max(took) < 15
    assert Case.objects.count() == 40
    first = TaskDraft.objects.get(document=document, number=1).case
    assert first.parts.filter(organisation__kind__endswith="_committee").count() == COMMITTEES
    assert audit.verify() is None


@pytest.mark.requirement("S3-218")
def test_the_next_document_knows_every_name_but_the_generic_one(
    installed: Town, document: PolicyDocument, dayong: bytes
) -> None:
    assert map_everything(installed, document) > 20
    again = dayong + "\n附注。\n".encode()
    second = services.read_in(actor=installed.office, data=again, filename="again.txt", at=MONDAY)
    left = documents.unknown_units(second, documents.tasks_of(second), on=MONDAY.date())
    assert [one.name for one in left] == ["各相关部门"]
    assert TaskUnit.objects.filter(task__document=second, name="组办", organisation=None).count() == 0
