"""Time is told, texts can be translated, and the repository names no machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys

from tests.architecture.tree import ROOT, calls, python_files, said, templates, tracked_texts

GETTEXT = {
    "_",
    "gettext",
    "gettext_lazy",
    "ngettext",
    "ngettext_lazy",
    "pgettext",
    "pgettext_lazy",
    "gettext_noop",
}
CLOCKS = re.compile(r"(?:^|\.)(?:datetime|date|timezone)\.(?:now|utcnow|today)$|^time\.time$")
# Only text in quotes can be collected from a template.
NOT_QUOTED = re.compile(r"(?<![\w.])n?gettext\(\s*[^\"'\s]|(?<![\w.])_\(\s*[^\"'\s]")
# Put together here, so that this file does not name them either.
REGISTRIES = [
    ".".join(parts) for parts in (("registry", "npmjs"), ("files", "pythonhosted"), ("pypi", "org/simple"))
]
MACHINE = re.compile(r"(?<![\w.:/}~-])/(?:root|home/[a-z]\w*|Users/\w+|work)/[\w.]")


def test_time_is_told_not_asked() -> None:
    found = [said(path, node) for path in python_files() for name, node in calls(path) if CLOCKS.search(name)]
    assert [place for place in found if not place.startswith("src/linli/kernel/clock.py")] == []


def test_texts_for_translation_are_plain_quoted_texts() -> None:
    """Values go in after the translation: `_("%(name)s") % {"name": name}`."""
    odd = [
        said(path, node)
        for path in python_files()
        for name, node in calls(path)
        if name in GETTEXT and node.args and isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call)
    ]
    assert odd == []


def test_texts_in_templates_are_plain_quoted_texts() -> None:
    texts = {said(path): path.read_text(encoding="utf-8") for path in templates()}
    assert {name: found for name, text in texts.items() if (found := NOT_QUOTED.findall(text))} == {}


def test_every_text_is_translated() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/translate.py", "check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_the_repository_names_no_registry_and_no_machine() -> None:
    found = [
        f"{name}: {mark}"
        for name, text in tracked_texts()
        for mark in [*(r for r in REGISTRIES if r in text), *MACHINE.findall(text)]
    ]
    assert found == []
