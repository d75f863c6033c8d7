"""Every page stands in the one frame; what does not is a part of one that does."""

from __future__ import annotations

import re
from pathlib import Path

from tests.architecture.tree import python_files, templates

BASE = "shell/base.html"
EXTENDS = re.compile(r"{%-?\s*extends\s+[\"']([^\"']+)[\"']")
USES = re.compile(r"{%-?\s*(?:include|import|from)\s+[\"']([^\"']+)[\"']")
INLINE = re.compile(
    r"<(?:script|style)\b(?![^>]*\b(?:src|nonce)=)|\son\w+=[\"']|\sstyle=[\"']", re.IGNORECASE
)
# Printed documents are no pages of the site: they carry their own frame.
PRINTED = "/print/"


def _name(path: Path) -> str:
    parts = path.parts
    return "/".join(parts[parts.index("templates", parts.index("linli")) + 1 :])


TEXTS = {_name(path): path.read_text(encoding="utf-8") for path in templates() if path.suffix == ".html"}
USED = {used for text in TEXTS.values() for used in USES.findall(text)}
ALONE = {
    "shell/broken.html",  # when everything is broken, the frame may be too
    "accounts/switch.html",  # a part: the shell includes what `navigation.show_switch` was told
}
# Rendered by the library whose page they replace.
LIBRARIES = ("account/", "mfa/")


def _frame(name: str) -> str:
    while found := EXTENDS.search(TEXTS.get(name, "")):
        name = found[1]
    return name


def _is_a_part(name: str) -> bool:
    return name in USED or "/macros/" in name or name.rsplit("/", 1)[-1].startswith("_")


def test_a_template_extends_the_frame_or_is_a_part() -> None:
    loose = {name for name in TEXTS if _frame(name) != BASE and not _is_a_part(name) and PRINTED not in name}
    assert loose - ALONE == set()


def test_a_template_holds_no_script_and_no_style_of_its_own() -> None:
    """The content security policy would refuse them in the reader's browser."""
    inline = {name: INLINE.findall(text) for name, text in TEXTS.items() if PRINTED not in name}
    assert {name: found for name, found in inline.items() if found} == {}


def test_every_template_is_used() -> None:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in python_files())
    known = USED | {match for text in TEXTS.values() for match in EXTENDS.findall(text)}
    unknown = (name for name in TEXTS if name not in known and not name.startswith(LIBRARIES))
    assert sorted(name for name in unknown if name not in sources) == []
