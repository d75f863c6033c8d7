"""Whatever a file holds, reading gives findings or plain data, never another exception."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.kernel.packs import teaching
from linli.kernel.packs.built_in import schema
from linli.kernel.packs.findings import Finding
from linli.kernel.packs.reading import decode, read_csv, read_yaml

QUIET = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = [
    *"-?:!|>'\"#{}[]@`,~ \t\n中\u2028\x85\ufeff",
    "lists:",
    "- ",
    ": ",
    "\n  ",
    "&a ",
    "*a",
    "!!str ",
    "<<: ",
]
MARKS = [
    "---\n",
    "...\n",
    "%YAML 1.1\n",
    "%TAG ! x\n",
    "0x1F",
    "1e999",
    ".nan",
    "2018-02-30",
    '"\\0"',
    '"\\ud800"',
]
SCRAPS = st.sampled_from(WORDS + MARKS)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from(
    ["lists", "id", "name", "zh", "en", "articles", "open", "count", "items", "remark", "x"]
)
SHAPED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


def read(raw: bytes) -> object:
    text = decode("p/x.yaml", raw)
    if isinstance(text, Finding):
        return text
    result = read_yaml("p/x.yaml", text)
    assert all(finding.line >= 1 and finding.message for finding in result.findings)
    if not result.findings:
        json.dumps(result.data, allow_nan=False).encode()
    return result


@QUIET
@given(st.binary(max_size=200))
def test_any_bytes(raw: bytes) -> None:
    read(raw)


@QUIET
@given(st.lists(SCRAPS, max_size=30).map("".join))
def test_broken_yaml(text: str) -> None:
    read(text.encode("utf-8", "surrogatepass"))


@QUIET
@given(st.text(max_size=120))
def test_any_text(text: str) -> None:
    read(text.encode("utf-8", "surrogatepass"))
    read_csv("p/x.csv", text, ("code", "name"), ("parent",))


@QUIET
@given(st.sampled_from(["document", "lists", "tasks", "parameters"]), PLAIN | SHAPED)
def test_any_shape_is_explained_or_fits(name: str, data: object) -> None:
    for where, message, _hint in teaching.problems(schema(name), data):
        assert isinstance(where, tuple)
        assert message


def test_csv_reads_rows_with_their_lines() -> None:
    text = 'code,name\n420100,"武\n汉"\n\n371300, 临沂 \n'
    result = read_csv("p/areas.csv", text, ("code", "name"), ("parent",))
    assert result.data == [{"code": "420100", "name": "武\n汉"}, {"code": "371300", "name": "临沂"}]
    assert result.lines[(1,)] == 5


def test_csv_headers_and_rows_are_checked() -> None:
    found = read_csv("p/areas.csv", "code,nmae,code\n1,2,3\n", ("code", "name"), ()).findings
    assert [finding.message for finding in found] == [
        "the column 'name' is missing",
        "unknown column 'nmae'",
        "the column 'code' stands twice",
    ]
    assert found[1].hint == "did you mean 'name'?"
    found = read_csv("p/areas.csv", "code,name\n1\n", ("code", "name"), ()).findings
    assert [str(finding) for finding in found] == [
        "p/areas.csv:2: found 1 cells, expected 2 as in the header"
    ]
    assert read_csv("p/areas.csv", 'code,name\n"1,2\n', ("code", "name"), ()).findings
