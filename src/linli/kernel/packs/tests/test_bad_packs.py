"""A bad pack is refused by file and line, in words that say what to do."""

from __future__ import annotations

import pytest

from linli.kernel import packs

from .conftest import DOCUMENT, Write

LISTS = """\
lists:
  - id: windows
    name: {zh: 窗口, en: Windows}
    articles: [一/1]
    open: true
    count: 2
    items: [甲, 乙]
"""
TASKS = """\
table: 一
tasks:
  - no: 1
    task: {zh: 建, en: Build}
    units: [甲办, 乙办]
    articles: [一/1]
"""
VALUES = """\
parameters:
  - name: community.size
    label: {zh: 规模, en: Size}
    unit: households
    values:
      - {value: 3000, basis: text, article: 一/1}
"""
TEN = "&a0 [x, x, x, x, x, x, x, x, x, x]"
BOMB = f"a: {TEN}\n" + "".join(f"k{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))
DEEP = "a: " + "[" * 60 + "]" * 60

# what is wrong, file, its text, line, words of the message, words of the hint
BAD = [
    ("no YAML", "lists", "lists: [1\n", 2, "not YAML", ""),
    ("empty", "lists", "", 1, "the file is empty", ""),
    ("only a comment", "lists", "# later\n", 1, "the file is empty", ""),
    ("GBK", "lists", "lists: []\n# 中文".encode("gbk"), 2, "not UTF-8", "GBK"),
    ("UTF-16", "lists", "lists: []".encode("utf-16"), 1, "UTF-16", "UTF-8"),
    ("too large", "lists", b"#" * 2_000_001, 1, "larger than", "split"),
    ("tab", "lists", "lists:\n\t- id: x\n", 2, "a tab", "spaces"),
    ("control character", "lists", "lists: []\n# \x07", 2, "U+0007", "delete"),
    ("escaped NUL", "lists", 'lists:\n  - "\\0"\n', 2, "cannot be stored", ""),
    ("escaped surrogate", "lists", 'lists:\n  - "\\ud800"\n', 2, "cannot be stored", ""),
    ("tag", "lists", "lists:\n  - !!python/object/apply:os.system [ls]\n", 2, "the tag", "delete"),
    ("name twice", "lists", "lists: []\nlists: []\n", 2, "stands twice, first in line 1", "keep one"),
    ("alias bomb", "lists", BOMB, 6, "more than", ""),
    ("many aliases", "lists", "a: &a x\nb:\n" + "  - *a\n" * 101, 103, "more than 100 aliases", "write"),
    ("alias of itself", "lists", "a: &a [*a]\n", 1, "points to nothing", ""),
    ("too deep", "lists", DEEP, 1, "levels deep", ""),
    ("merge key", "lists", "a: &a {b: c}\nd:\n  <<: *a\n", 3, "merge keys", "write"),
    ("name is a list", "lists", "? [a, b]\n: c\n", 1, "plain text", ""),
    ("two documents", "lists", "lists: []\n---\nlists: []\n", 2, "second document", "---"),
    ("no mapping", "lists", "- a\n", 1, "found a list of 1, expected a mapping", ""),
    ("unknown name", "lists", LISTS + "    iteme: []\n", 8, "unknown name 'iteme'", "'items'"),
    ("missing name", "lists", LISTS.replace("    open: true\n", ""), 2, "'open' is missing", ""),
    ("yes for true", "lists", LISTS.replace("true", "yes"), 5, "text 'yes'", "true or false"),
    ("number for text", "lists", LISTS.replace("[甲, 乙]", "[甲, 12]"), 7, "the number 12", "quotes"),
    ("item twice", "lists", LISTS.replace("乙", "甲"), 7, "stands twice", ""),
    ("odd id", "lists", LISTS.replace("id: windows", "id: ENUM_1"), 2, "a speaking name", ""),
    ("wrong count", "lists", LISTS.replace("count: 2", "count: 3"), 6, "the list has 2", ""),
    ("unexplained", "lists", LISTS + "    printed: 7\n", 8, "a remark must say why", ""),
    ("no such article", "lists", LISTS.replace("一/1", "一/9"), 4, "no article '一/9'", "'一/1'"),
    ("list twice", "lists", LISTS + LISTS[7:], 8, "'windows' stands twice, first in line 2", ""),
    ("task twice", "tasks", TASKS + TASKS[16:], 7, "'一/1' stands twice", ""),
    ("task without units", "tasks", TASKS.replace("[甲办, 乙办]", "[]"), 5, "at least 1", ""),
    (
        "strange lead",
        "tasks",
        TASKS + "    leads: {units: [丙办], basis: inference}\n",
        7,
        "'丙办' leads",
        "",
    ),
    ("no such basis", "parameters", VALUES.replace("basis: text", "basis: txt"), 6, "text 'txt'", "'text'"),
    ("uncited value", "parameters", VALUES.replace(", article: 一/1", ""), 6, "cites its article", ""),
    ("no such day", "parameters", VALUES.replace("value:", "from: 2019-02-30, value:"), 6, "date", "2018"),
    ("ends first", "parameters", VALUES.replace("value:", "until: 2018-01-01, value:"), 6, "not later", ""),
    ("odd area", "parameters", VALUES.replace("value:", 'area: "420", value:'), 6, "not an area code", ""),
    ("area as number", "document", DOCUMENT.replace('"420100"', "420100"), 8, "the number", "quotes"),
    ("wrong level", "document", DOCUMENT.replace("level: city", "level: street"), 8, "the digits say", ""),
    ("article twice", "document", DOCUMENT + "  - {id: 一, zh: 又, en: Again}\n", 16, "stands twice", ""),
    (
        "orphan article",
        "document",
        DOCUMENT + "  - {id: 二/1, zh: 孤, en: Orphan}\n",
        16,
        "its parent '二'",
        "",
    ),
    (
        "long heading",
        "document",
        DOCUMENT.replace("zh: 目的", "zh: " + "长" * 25),
        15,
        "at most 24",
        "",
    ),
    (
        "no such pack",
        "document",
        DOCUMENT.replace("rests_on: []", "rests_on: [{title: 上级, level: city, pack: twon}]"),
        10,
        "no pack 'twon'",
        "'town'",
    ),
    (
        "repealed too early",
        "document",
        DOCUMENT.replace("printed}]", "printed}, {kind: repealed, on: 2017-01-01, basis: printed}]"),
        9,
        "repealed before",
        "",
    ),
    ("unknown file", "notes.txt", "hello", 1, "no kind of pack file", "known"),
    ("misspelt file", "list.yaml", LISTS, 1, "no kind of pack file", "'lists.yaml'"),
]


@pytest.mark.parametrize(
    ("file", "text", "line", "message", "hint"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
)
def test_a_bad_file_is_refused_by_file_and_line(
    write: Write, file: str, text: str | bytes, line: int, message: str, hint: str
) -> None:
    findings = packs.check(write(**{file: text}))
    name = file if "." in file else f"{file}.yaml"
    named = [found for found in findings if found.path.endswith(f"town/{name}")]
    told = [found for found in named if message in found.message and hint in found.hint]
    assert told, findings
    assert told[0].line == line
    assert str(told[0]) == f"{told[0].path}:{line}: {told[0].message}"


def test_a_sound_pack_has_no_findings(write: Write) -> None:
    read = write(lists=LISTS, tasks=TASKS.replace("table: 一", "table: 一/1"), parameters=VALUES)
    assert packs.check(read) == []
    assert read["town"].one("lists").line_of(("lists", 0, "items", 1)) == 7


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated(write: Write) -> None:
    read = write(lists=b"\xef\xbb\xbf" + LISTS.replace("\n", "\r\n").encode())
    assert packs.check(read) == []


def test_a_flood_of_problems_is_cut_short(write: Write) -> None:
    findings = packs.check(write(lists="a: b\n" * 100_000 + "!" * 100_000))
    assert len(findings) <= 52
    assert max(len(str(finding)) for finding in findings) < 400


def test_few_aliases_are_read(write: Write) -> None:
    read = write(lists=LISTS.replace("name: {", "name: &name {") + LISTS[7:].replace("windows", "doors"))
    assert packs.check(read) == []


def test_codes_with_leading_zeros_and_days_stay_text(write: Write) -> None:
    read = write(lists=LISTS.replace("[甲, 乙]", "[0012, 2018-12-10]"))
    assert packs.check(read) == []
    assert read["town"].one("lists").data["lists"][0]["items"] == ["0012", "2018-12-10"]


def test_a_pack_name_and_a_missing_folder_are_findings(write: Write, tmp_path) -> None:
    write(pack="Town_1")
    messages = [found.message for found in packs.check(packs.load([tmp_path / "packs", tmp_path / "none"]))]
    assert any("small letters" in message for message in messages)
    assert any("no such folder" in message for message in messages)


def test_the_same_pack_in_two_folders_is_a_finding(write: Write, tmp_path) -> None:
    write()
    findings = packs.check(packs.load([tmp_path / "packs", tmp_path / "packs" / "town"]))
    assert "the pack 'town' stands twice" in findings[0].message


def test_installed_packs_with_findings_refuse_to_serve(write: Write, tmp_path, monkeypatch) -> None:
    write(lists="lists: [\n")
    monkeypatch.setenv("LINLI_PACKS", str(tmp_path / "packs"))
    packs.installed.cache_clear()
    with pytest.raises(packs.BrokenPacks, match=r"lists\.yaml:2"):
        packs.installed()
    packs.installed.cache_clear()
