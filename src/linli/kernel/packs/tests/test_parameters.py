"""A value is asked by name, place and day, and comes with its source."""

from __future__ import annotations

from datetime import date

import pytest

from linli.kernel import packs
from linli.kernel.areas import BadCode
from linli.kernel.packs import parameters
from linli.kernel.refusals import NotFound

from .conftest import DOCUMENT, Write

PROVINCE = DOCUMENT.replace("level: city", "level: province").replace("420100", "42")
OLD = """\
parameters:
  - name: community.size
    label: {zh: 规模, en: Size}
    unit: households
    values:
      - {value: 3000, basis: text, article: 一/1}
      - {value: 2500, basis: text, article: 一/1, from: 2021-01-01}
"""
NEWER = OLD.partition("      - {value: 2500")[0].replace("3000", "1000")
DEFAULT = """\
parameters:
  - name: community.size
    label: {zh: 规模, en: Size}
    unit: households
    values:
      - {value: 1, basis: project default, area: "", from: 2000-01-01}
      - {value: 2, basis: project default, area: "420100", from: 2022-01-01}
"""


@pytest.fixture
def read(write: Write) -> packs.Packs:
    write(pack="city", parameters=OLD)
    write(pack="province", document=PROVINCE.replace("2018-12-10", "2020-01-01"), parameters=NEWER)
    read = write(pack="defaults", parameters=DEFAULT)
    assert packs.check(read) == []
    return read


@pytest.mark.parametrize(
    ("area", "on", "value"),
    [
        ("420100001", date(2018, 12, 10), 3000),
        ("420100001", date(2020, 6, 1), 3000),  # the city's own, though the province's is newer
        ("420100001", date(2021, 1, 1), 2500),
        ("420100001", date(2023, 1, 1), 2500),  # a text wins over a newer project default
        ("420200", date(2020, 6, 1), 1000),
        ("420200", date(2019, 6, 1), 1),
        ("370000", date(2020, 6, 1), 1),
        ("", date(2020, 6, 1), 1),
        ("420100", date(2010, 1, 1), 1),
    ],
)
def test_the_nearest_area_and_the_newest_document_win(
    read: packs.Packs, area: str, on: date, value: int
) -> None:
    assert parameters.value("community.size", area, on=on, packs=read).value == value


def test_a_value_carries_its_source(read: packs.Packs) -> None:
    found = parameters.value("community.size", "420100", on=date(2019, 1, 1), packs=read)
    assert (found.unit, found.basis, found.valid_from) == ("households", "text", date(2018, 12, 10))
    assert found.citation == parameters.Citation(
        "city", {"zh": "某镇试行办法", "en": "Trial rules of a town"}, None, "一/1"
    )


def test_a_repealed_document_gives_no_values(write: Write) -> None:
    ended = DOCUMENT.replace("printed}]", "printed}, {kind: repealed, on: 2019-01-01, basis: printed}]")
    read = write(document=ended, parameters=NEWER)
    assert parameters.value("community.size", "420100", on=date(2018, 12, 31), packs=read).value == 1000
    with pytest.raises(NotFound):
        parameters.value("community.size", "420100", on=date(2019, 1, 1), packs=read)


def test_an_unknown_name_names_the_nearest(read: packs.Packs) -> None:
    with pytest.raises(NotFound, match=r"comunity.*did you mean 'community.size'"):
        parameters.value("comunity.size", "420100", on=date(2020, 1, 1), packs=read)


def test_no_value_at_a_place_and_day_is_refused(write: Write) -> None:
    read = write(parameters=OLD)
    with pytest.raises(NotFound, match="2018-12-09"):
        parameters.value("community.size", "420100", on=date(2018, 12, 9), packs=read)
    with pytest.raises(NotFound):
        parameters.value("community.size", "37", on=date(2020, 1, 1), packs=read)
    with pytest.raises(BadCode):
        parameters.value("community.size", "4x", on=date(2020, 1, 1), packs=read)
