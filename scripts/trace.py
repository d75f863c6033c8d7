"""Which rows of the requirement tables are proven by a test: `make trace`.

    python scripts/trace.py [FOLDER]   by theme: how many rows, how many proven, which

FOLDER holds Markdown tables whose rows start with an id such as `| S3-161 |`, under headings that are
themes; without it LINLI_REQUIREMENTS is asked, then a folder beside the checkout. Marks are read from the
sources of the tests: `@pytest.mark.requirement("S3-161")`. A mark that names no row fails.
"""

from __future__ import annotations

import ast
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
THEME = re.compile(r"^## ((?:T\d\d|[A-Z])\b\.? .*?)(?: \(\d+.*)?$")
ROW = re.compile(r"^\| (S\d-\w+) \|")


def rows(folder: Path) -> dict[str, list[str]]:
    """Theme -> ids, in the order of the tables."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.md")):
        theme = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("#"):
                theme = heading[1] if (heading := THEME.match(line)) else ""
            elif theme and (row := ROW.match(line)):
                found.setdefault(theme, []).append(row[1])
    return found


def marks() -> dict[str, list[str]]:
    """Row id -> the tests that prove it."""
    found: dict[str, list[str]] = defaultdict(list)
    for folder in ("src", "tests"):
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            for name, identity in _marked(path):
                found[identity].append(f"{path.relative_to(ROOT)}::{name}")
    return dict(found)


def _marked(path: Path) -> Iterator[tuple[str, str]]:
    """(test or class, id); a mark of the whole file is told as `*`."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    owned: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for decorator in node.decorator_list:
                for call in _requirements(decorator):
                    owned.add(id(call))
                    yield from ((node.name, identity) for identity in _ids(call))
    for call in _requirements(tree):
        if id(call) not in owned:
            yield from (("*", identity) for identity in _ids(call))


def _requirements(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.requirement"):
            yield node


def _ids(call: ast.Call) -> list[str]:
    return [str(one.value) for one in call.args if isinstance(one, ast.Constant)]


def main() -> int:
    beside = os.environ.get("LINLI_REQUIREMENTS") or ROOT.parent / "shared" / "requirements"
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else beside)
    themes, proven = rows(folder), marks()
    if not themes:
        sys.exit(f"no requirement tables in {folder}: give a folder, or set LINLI_REQUIREMENTS")
    known = {identity for ids in themes.values() for identity in ids}
    for theme, ids in themes.items():
        done = [identity for identity in ids if identity in proven]
        print(f"{len(done):4} of {len(ids):3}  {theme[:60]}" + (f": {' '.join(done)}" if done else ""))
    total = len(known & proven.keys())
    tests = {test for several in proven.values() for test in several}
    print(f"{total:4} of {len(known):3}  rows proven by {len(tests)} tests")
    unknown = {identity: tests for identity, tests in proven.items() if identity not in known}
    for identity, where in unknown.items():
        print(f"no such row: {identity} ({', '.join(where)})")
    return 1 if unknown else 0


if __name__ == "__main__":
    sys.exit(main())
