"""The catalogues of the interface: English in the sources, Simplified Chinese in .po, Traditional derived.

    python scripts/translate.py update              read the sources, refresh the template and zh_Hans
    python scripts/translate.py merge FILE.tsv...   take `msgid<TAB>简体中文` lines into zh_Hans
    python scripts/translate.py traditional         derive zh_Hant by OpenCC (s2t)
    python scripts/translate.py compile             write .mo beside each .po
    python scripts/translate.py missing             print what has no translation yet, as .tsv to fill in
    python scripts/translate.py check               fail on missing, outdated or differing texts
    python scripts/translate.py all [FILE.tsv...]   update, merge, traditional, compile

In a .tsv file `\\n` and `\\t` stand for a line break and a tab.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from opencc import OpenCC

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "linli"
LOCALE = SOURCES / "locale"
SIMPLIFIED, TRADITIONAL = "zh_Hans", "zh_Hant"
PAGES = "**/templates/**.html"
METHODS = [("**/tests/**", "ignore"), ("**/migrations/**", "ignore"), ("**.py", "python"), (PAGES, "jinja2")]
OPTIONS = {PAGES: {"silent": "false", "trimmed": "true", "newstyle_gettext": "true"}}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
PLACEHOLDER = re.compile(r"%\(\w+\)[#0\- +]*[diouxXeEfFgGcrs]|\{\w*\}")
DATED = re.compile(r'^"(?:POT-|PO-R|Last-Tr|Language-T|Generated-|Report-)[^:]*: .*\n', re.MULTILINE)
Key = tuple[str, str | None]


def _path(locale: str) -> Path:
    return LOCALE / locale / "LC_MESSAGES" / "django.po"


def _key(message: Message) -> Key:
    """The singular and the context: what names a message whether or not it has a plural."""
    return (message.id if isinstance(message.id, str) else message.id[0]), message.context


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _text(message: Message) -> str:
    """The translation; Chinese has one plural form."""
    string = message.string
    return string if isinstance(string, str) else (string[0] if string else "")


def extract() -> Catalog:
    """Every msgid of the Python files and the Jinja2 templates, sorted, with the files that use it."""
    found = Catalog(project="linli", charset="utf-8")
    for name, _line, ids, comments, context in extract_from_dir(
        SOURCES, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
    ):
        if ids and (ids if isinstance(ids, str) else ids[0]):
            found.add(ids, None, [(name, 0)], auto_comments=comments, context=context)
    for message in found:
        message.locations = sorted(set(message.locations))
    return found


def load(locale: str) -> Catalog:
    path = _path(locale)
    if not path.exists():
        return Catalog(locale=locale, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=locale, charset="utf-8")


def _write(path: Path, catalogue: Catalog) -> None:
    """Without dates and line numbers: the file changes only when a text does."""
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.project, catalogue.version, catalogue.fuzzy = "linli", "1", False
    catalogue.header_comment = "# Linli's interface; msgids are the English texts. See scripts/translate.py."
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, include_lineno=False, ignore_obsolete=True)
    path.write_text(DATED.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")


def _fill(locale: str, texts: dict[Key, str]) -> Catalog:
    """A fresh catalogue of all msgids in the sources with the given translations."""
    catalogue = Catalog(locale=locale, charset="utf-8")
    for message in _messages(extract()):
        text = texts.get(_key(message), "")
        string = text if isinstance(message.id, str) else (text,)
        catalogue.add(
            message.id, string, message.locations, (), message.auto_comments, context=message.context
        )
    return catalogue


def _known(locale: str) -> dict[Key, str]:
    return {_key(message): _text(message) for message in _messages(load(locale)) if _text(message)}


def update() -> None:
    _write(LOCALE / "linli.pot", extract())
    _write(_path(SIMPLIFIED), _fill(SIMPLIFIED, _known(SIMPLIFIED)))


def merge(files: list[str]) -> None:
    """Later lines win; a line whose msgid no source uses is named and left out."""
    wanted: dict[str, str] = {}
    for name in files:
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            msgid, tab, text = line.partition("\t")
            if not (tab and text.strip()):
                continue
            msgid, text = _unescape(msgid), _unescape(text.strip())
            if wanted.get(msgid, text) != text:
                print(f"  two texts: {msgid}: {wanted[msgid]} / {text}")
            wanted[msgid] = text
    catalogue = load(SIMPLIFIED)
    used = set()
    for message in _messages(catalogue):
        if (msgid := _key(message)[0]) in wanted:
            used.add(msgid)
            message.string = wanted[msgid] if isinstance(message.id, str) else (wanted[msgid],)
    _write(_path(SIMPLIFIED), catalogue)
    print(f"merged {len(used)} of {len(wanted)}")
    for msgid in sorted(set(wanted) - used):
        print(f"  no source says: {msgid}")


def _unescape(text: str) -> str:
    return text.replace("\\n", "\n").replace("\\t", "\t")


def traditional() -> None:
    convert = OpenCC("s2t").convert
    texts = {key: convert(text) for key, text in _known(SIMPLIFIED).items()}
    _write(_path(TRADITIONAL), _fill(TRADITIONAL, texts))


def compile_all() -> None:
    for locale in (SIMPLIFIED, TRADITIONAL):
        with _path(locale).with_suffix(".mo").open("wb") as file:
            write_mo(file, load(locale))


def findings() -> Iterator[str]:
    """One line for each thing that is wrong, in the order of msgids."""
    sources = {_key(message): message for message in _messages(extract())}
    for locale in (SIMPLIFIED, TRADITIONAL):
        known = _known(locale)
        for key, message in sorted(sources.items(), key=lambda item: (item[0][0], item[0][1] or "")):
            text = known.get(key, "")
            where = ", ".join(sorted({name for name, _line in message.locations})[:2])
            if not text:
                yield f"{locale}: not translated: {key[0]!r} ({where})"
            elif not _needed(message) <= set(PLACEHOLDER.findall(text)) <= _allowed(message):
                yield f"{locale}: other placeholders: {key[0]!r} -> {text!r}"
        for key in sorted(set(known) - set(sources), key=str):
            yield f"{locale}: no longer used: {key[0]!r}"


def _allowed(message: Message) -> set[str]:
    forms = (message.id,) if isinstance(message.id, str) else message.id
    return {mark for form in forms for mark in PLACEHOLDER.findall(form)}


def _needed(message: Message) -> set[str]:
    """The plural form says what Chinese must say."""
    return set(PLACEHOLDER.findall(message.id if isinstance(message.id, str) else message.id[-1]))


def missing() -> None:
    known = _known(SIMPLIFIED)
    for message in _messages(extract()):
        if (key := _key(message)) not in known:
            print(key[0].replace("\n", "\\n").replace("\t", "\\t") + "\t")


def check() -> None:
    found = list(findings())
    print("\n".join(found) or f"translations: {len(list(_messages(extract())))} texts, all complete")
    if found:
        sys.exit(1)


def main() -> None:
    command, *files = sys.argv[1:] or [""]
    plain = {"update": update, "traditional": traditional, "compile": compile_all}
    plain |= {"missing": missing, "check": check}
    if command == "all":
        update()
        if files:
            merge(files)
        traditional()
        compile_all()
    elif command == "merge":
        merge(files)
    elif command in plain:
        plain[command]()
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
