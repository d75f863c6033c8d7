from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from linli.oversight.supervision.models import PolicyDocument

from .conftest import TEXT


def run(*args: str) -> str:
    out = StringIO()
    call_command("policy", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "意见.txt"
    path.write_text(TEXT, encoding="gb18030")
    return path


def test_json_holds_everything_in_plain_characters(file: Path) -> None:
    printed = run("read", str(file), "--json")
    assert "大河镇" in printed
    found = json.loads(printed)
    assert [task["number"] for task in found["tasks"]] == [1, 2, 3]
    assert found["tasks"][0]["inferred_leads"] == ["住建局", "社会事务局"]
    assert "source" not in found


@pytest.mark.requirement("S3-218")
def test_the_outline_shows_articles_tasks_and_inferred_leads(file: Path) -> None:
    lines = run("read", str(file)).splitlines()
    assert lines[0] == "大河镇关于改进社区服务的意见  河发〔2026〕3号"
    assert "    二/3  建设活动场所" in lines
    assert "    [住建局]、[社会事务局]、各村(社区)" in lines


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 broken", None])
def test_what_cannot_be_read_ends_with_code_two_and_leaves_nothing(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "x.pdf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        run("read", str(path))
    assert refusal.value.returncode == 2
    assert str(path) in str(refusal.value)
    assert not PolicyDocument.objects.exists()
