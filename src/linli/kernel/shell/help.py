"""Help pages: `help/<page>.md` in each module, `<page>.en.md` for English; Traditional Chinese is derived.

The first line is `# Title`; the rest is plain Markdown, where HTML is shown as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.apps import apps
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from markdown_it import MarkdownIt
from markupsafe import Markup

from linli.kernel.labels import traditional
from linli.kernel.refusals import NotFound

_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """`name` is `module/page`; `body` is safe HTML."""

    name: str
    title: str
    body: Markup


def help_page(module: str, page: str) -> HelpPage:
    """The page in the reader's language, Chinese where there is no English one; raises NotFound."""
    folder = _folders().get(module)
    path = _chosen(folder, page) if folder and page.replace("-", "").replace("_", "").isalnum() else None
    if path is None:
        raise NotFound(
            _("There is no help page of this name."), remedy=_("Choose one from the list of help pages.")
        )
    return _read(f"{module}/{page}", path, path.stat().st_mtime_ns, get_language() == "zh-hant")


def help_pages() -> list[HelpPage]:
    """Every help page, in the order of modules and names."""
    return [
        help_page(module, path.stem)
        for module, folder in _folders().items()
        for path in sorted(folder.glob("*.md"))
        if not path.name.endswith(".en.md")
    ]


def _folders() -> dict[str, Path]:
    folders = {config.label: Path(config.path) / "help" for config in apps.get_app_configs()}
    return {label: folder for label, folder in folders.items() if folder.is_dir() and "linli" in folder.parts}


def _chosen(folder: Path, page: str) -> Path | None:
    english = folder / f"{page}.en.md"
    if get_language() == "en" and english.is_file():
        return english
    chinese = folder / f"{page}.md"
    return chinese if chinese.is_file() else None


@lru_cache(maxsize=256)
def _read(name: str, path: Path, _changed: int, to_traditional: bool) -> HelpPage:
    text = path.read_text(encoding="utf-8")
    head, _newline, rest = (traditional(text) if to_traditional else text).partition("\n")
    return HelpPage(name, head.lstrip("# ").strip(), Markup(_markdown.render(rest)))
