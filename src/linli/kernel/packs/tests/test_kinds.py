"""A module teaches the packs its own kind of file."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linli.kernel import packs
from linli.kernel.packs import kinds

from .conftest import Write


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))


def _no_circles(file: packs.PackFile, read: packs.Packs) -> Iterator[packs.Finding]:
    for stage in file.data["stages"]:
        if stage == "circle":
            yield file.finding(("stages",), "a stage leads nowhere", packs.nearest("circle", ["circles"]))


SCHEMA = {"type": "object", "properties": {"stages": {"type": "array"}}, "required": ["stages"]}
PROCEDURES = packs.Kind("test-flows", "flows/*.yaml", SCHEMA, _no_circles)


def test_files_of_a_taught_kind_are_read_and_checked(registry: None, write: Write, tmp_path) -> None:
    packs.register_kind(PROCEDURES)
    packs.register_kind(PROCEDURES)
    (tmp_path / "packs/town/flows").mkdir(parents=True)
    read = write(**{"flows/a.yaml": "stages: [circle]\n", "flows/b.yaml": "stages: [end]\n"})
    assert [file.name for file in read.of_kind("test-flows")] == ["flows/a.yaml", "flows/b.yaml"]
    assert [finding.message for finding in packs.check(read)] == ["a stage leads nowhere"]


def test_csv_and_text_kinds(registry: None, write: Write, tmp_path) -> None:
    packs.register_kind(packs.Kind("test-areas", "places.csv", columns=("code", "name")))
    packs.register_kind(packs.Kind("test-papers", "papers/*.md"))
    (tmp_path / "packs/town/papers").mkdir(parents=True)
    read = write(**{"places.csv": "code,name\n420100,武汉\n", "papers/a.md": "# 通知\n"})
    assert packs.check(read) == []
    assert read["town"].one("test-areas").data == [{"code": "420100", "name": "武汉"}]
    assert read["town"].one("test-papers").data == "# 通知\n"


def test_a_star_does_not_cross_a_slash() -> None:
    assert PROCEDURES.matches("flows/a.yaml")
    assert not PROCEDURES.matches("flows/deep/a.yaml")
    assert not PROCEDURES.matches("x/flows/a.yaml")


def test_names_and_patterns_are_taken_once(registry: None) -> None:
    with pytest.raises(ValueError, match="taken"):
        packs.register_kind(packs.Kind("lists", "other.yaml"))
    with pytest.raises(ValueError, match="taken"):
        packs.register_kind(packs.Kind("others", "lists.yaml"))


def test_a_digest_changes_with_any_file(write: Write) -> None:
    first = write()["town"].digest
    assert write()["town"].digest == first
    assert write(lists="lists: []\n")["town"].digest != first
