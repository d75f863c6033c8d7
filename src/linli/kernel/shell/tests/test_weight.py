"""What a browser fetches for one page stays small: 300 KB at most, compressed, icons and scripts included."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.test import Client

LIMIT = 300 * 1024


@pytest.mark.django_db
@pytest.mark.skipif(finders.find("vendor/tabler.min.css") is None, reason="run scripts/front_end.py first")
def test_a_first_visit_stays_under_the_limit(client: Client) -> None:
    page = client.get("/").content
    addresses = re.findall(rb'(?:href|src)="/static/([^"#]+)', page)
    files = {re.sub(r"\.[0-9a-f]{12}(?=\.\w+$)", "", address.decode()) for address in addresses}
    assert {"vendor/tabler.min.css", "vendor/icons.svg", "shell/linli.css", "shell/linli.js"} <= files
    found = [Path(str(finders.find(name))) for name in files]
    weight = len(gzip.compress(page)) + sum(len(brotli.compress(path.read_bytes())) for path in found)
    assert weight < LIMIT / 2, f"{weight} bytes"


@pytest.mark.skipif(finders.find("vendor/icons.svg") is None, reason="run scripts/front_end.py first")
def test_the_sprite_holds_every_icon_the_frame_names() -> None:
    root = Path(__file__).resolve().parents[1] / "templates"
    sprite = Path(str(finders.find("vendor/icons.svg"))).read_text(encoding="utf-8")
    named = {
        name
        for path in root.rglob("*.html")
        for name in re.findall(r'\bicon\("([a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    assert named and all(f'id="{name}"' in sprite for name in named)
