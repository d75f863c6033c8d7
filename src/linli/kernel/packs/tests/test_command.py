"""`linli packs check` ends with 1 and the findings, or with 0 and one line."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from .conftest import Write


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("packs", *arguments, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_check_is_silent_about_sound_packs_but_for_one_line(write: Write, tmp_path: Path) -> None:
    write(lists="lists: []\n")
    out, err = run("check", str(tmp_path / "packs"))
    assert err == ""
    assert len(out.splitlines()) == 1
    assert "1" in out
    assert "2" in out


def test_check_names_file_line_and_remedy(write: Write, tmp_path: Path) -> None:
    write(lists="list: []\n")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("packs", "check", str(tmp_path / "packs"), stdout=out, stderr=err, no_color=True)
    assert refused.value.returncode == 1
    assert "lists.yaml:1: unknown name 'list'" in err.getvalue()
    assert "did you mean 'lists'?" in err.getvalue()


def test_list_names_every_pack(write: Write, tmp_path: Path) -> None:
    write()
    out, _err = run("list", str(tmp_path / "packs"))
    assert out.startswith("town\t")
    assert "document" in out
