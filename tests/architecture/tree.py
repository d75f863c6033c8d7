"""The sources as the building code sees them: files, syntax trees, names."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "linli"


def _ours(path: Path) -> bool:
    return not {"migrations", "static", "__pycache__"} & set(path.parts)


def python_files() -> list[Path]:
    """Every Python file of the product, without migrations and tests."""
    return [p for p in sorted(SOURCES.rglob("*.py")) if _ours(p) and "tests" not in p.parts]


def all_python_files() -> list[Path]:
    """Tests, scripts and benchmarks too."""
    beside = [ROOT / "tests", ROOT / "scripts", ROOT / "benchmarks"]
    return [p for folder in [SOURCES, *beside] for p in sorted(folder.rglob("*.py")) if _ours(p)]


def templates() -> list[Path]:
    return [p for p in sorted(SOURCES.rglob("*")) if p.is_file() and "templates" in p.parts]


def tracked_texts() -> Iterator[tuple[str, str]]:
    """(name, text) of every file in the repository that is text."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0"):
        path = ROOT / name
        if name and path.is_file() and b"\0" not in (data := path.read_bytes())[:4096]:
            yield name, data.decode("utf-8", "replace")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def said(path: Path, node: ast.AST | None = None) -> str:
    """How a finding names a place."""
    where = path.relative_to(ROOT).as_posix()
    return f"{where}:{node.lineno}" if isinstance(node, ast.expr | ast.stmt) else where


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call with its dotted name as written, empty when it is not a plain name."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return ""


def imports(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Every imported name with the module it comes from, absolute imports only."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)
