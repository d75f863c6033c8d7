from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.installation import A_DAY, Installation, installation


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Migrated, with a town and three cases with attachments; tests take copies of it."""
    with installation(tmp_path_factory.mktemp("model")) as found:
        found.linli("migrate", "--verbosity", "0")
        found.do(A_DAY)
        found.linli("audit", "seal")
        yield found


@pytest.fixture(scope="session")
def backed_up(model: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backup") / "linli.zip"
    model.linli("backup", str(file))
    return file


@pytest.fixture
def archive(backed_up: Path, tmp_path: Path) -> Path:
    """A copy to maltreat."""
    return Path(shutil.copy(backed_up, tmp_path / "linli.zip"))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Installation]:
    """Nothing in its database, not even tables."""
    with installation(tmp_path / "empty") as found:
        yield found


@pytest.fixture
def ready(model: Installation, tmp_path: Path) -> Iterator[Installation]:
    with installation(tmp_path / "ready", like=model) as found:
        yield found
