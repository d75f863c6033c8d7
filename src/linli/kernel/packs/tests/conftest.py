from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from linli.kernel import packs

DOCUMENT = """\
title: {zh: 某镇试行办法, en: Trial rules of a town}
short: {zh: 某镇办法, en: Town rules}
kind: rules
number: null
binding: true
script: hans
issuers: [{zh: 某镇, en: A town}]
area: {name: {zh: 某市, en: A city}, level: city, code: "420100"}
dates: [{kind: issued, on: 2018-12-10, basis: printed}]
rests_on: []
addressees: []
remarks: []
articles:
  - {id: 一, zh: 总则, en: General}
  - {id: 一/1, zh: 目的, en: Purpose}
"""

Write = Callable[..., packs.Packs]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """`write(lists="...", pack="x")` writes `lists.yaml` beside a sound document and loads the folder."""

    def write(pack: str = "town", **files: str | bytes) -> packs.Packs:
        folder = tmp_path / "packs" / pack
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in {"document": DOCUMENT, **files}.items():
            path = folder / (name if "." in name else f"{name}.yaml")
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return packs.load([tmp_path / "packs"])

    return write
