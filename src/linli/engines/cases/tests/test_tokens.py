"""Keys of Chinese text: what is typed finds what is written, in either script."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.engines.cases.rules.tokens import MAX_TEXT, index_keys, query_keys

PLAIN = re.compile(r"(?:[a-z0-9]+|[\u3400-\u4db5\u4e00-\u9fcc]+)")


def finds(words: str, text: str) -> bool:
    return set(query_keys(words)) <= set(index_keys(text).split(" "))


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("体", "推进体育公园", True),
        ("体育", "推进体育公园", True),
        ("體育", "推进体育公园", True),
        ("体育", "推進體育公園", True),
        ("育体", "推进体育公园", False),
        ("公园 体育", "推进体育公园", True),
        ("A座3号", "幸福里Ａ座３号楼", True),
        ("wifi", "WiFi坏了", True),
        ("WIF", "WiFi坏了", False),
        ("DB440500110-20261116-0001", "编号DB440500110-20261116-0001", True),
        ("0001", "DB440500110-20261116-0001", True),
        ("𬳽", "村民王𬳽", True),
        ("王𬳽", "村民王𬳽", True),
        ("𬳽", "村民王骁", False),
        ("ᠮᠣᠩᠭᠣᠯ", "ᠮᠣᠩᠭᠣᠯ 语", True),
        ("", "什么都有", True),
        ("'\"%_*()&|!:<>\\;--", "什么都有", True),
    ],
)
def test_what_finds_what(words: str, text: str, found: bool) -> None:
    assert finds(words, text) is found


@given(st.text(max_size=80))
def test_keys_are_plain_words_whatever_is_typed(typed: str) -> None:
    keys = query_keys(typed) + index_keys(typed).split()
    assert all(PLAIN.fullmatch(key) for key in keys)


@given(
    st.text(st.sampled_from("体育公园體設a1 -，𬳽é"), max_size=20), st.text(max_size=10), st.text(max_size=10)
)
def test_a_text_is_found_by_any_whole_piece_of_it(words: str, before: str, after: str) -> None:
    assert finds(words, f"{before} {words} {after}")


def test_a_very_long_text_has_bounded_keys() -> None:
    text = "".join(chr(0x4E00 + n % 20_000) for n in range(MAX_TEXT * 3))
    assert len(index_keys(text).encode()) < 400_000
    assert len(query_keys(text)) < 60
