"""The commands of cases: showing procedures, checking and loading routes, ticking clocks."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tests.town import Town

from linli.engines.cases.models import Case, Route


def said(*words: object) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_procedures_are_listed_and_shown(installed: Town, tmp_path: Path) -> None:
    assert "supervision.task\t1\t督办任务" in said("procedures", "list")
    assert "待签收" in said("procedures", "show", "supervision.task")
    said("procedures", "show", "supervision.task", "--svg", str(tmp_path / "x.svg"))
    assert (tmp_path / "x.svg").read_text(encoding="utf-8").startswith("<svg")
    with pytest.raises(CommandError):
        said("procedures", "show", "no.such")


def test_a_routed_procedure_without_rows_is_a_fault_until_its_table_is_loaded(
    installed: Town, tmp_path: Path
) -> None:
    with pytest.raises(CommandError) as refusal:
        said("routes", "check", "--area", "440500110")
    assert refusal.value.returncode == 1
    table = tmp_path / "routes.csv"
    table.write_text(
        "\ufeffprocedure,category,area,unit\nmatter.general,,440500110,住建局\n", encoding="utf-8"
    )
    assert "matter.general\t1" in said("routes", "load", str(table))
    assert Route.objects.get().organisation == installed.units["住建局"]
    assert "no faults" in said("routes", "check", "--area", "440500110")


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "procedure,category,area,unit\nmatter.general,,440500110,没有这个单位\n"]
)
def test_a_bad_table_changes_nothing(installed: Town, tmp_path: Path, text: str) -> None:
    table = tmp_path / "routes.csv"
    table.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError):
        said("routes", "load", str(table))
    assert not Route.objects.exists()


def test_clocks_tick_from_the_command_line(installed: Town, sent: Callable[..., Case]) -> None:
    case = sent(data={"due_on": "2026-11-18"})
    said("clocks", "tick")
    case.refresh_from_db()
    assert case.level == 2
