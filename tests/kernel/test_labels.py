from __future__ import annotations

import pytest
from django.utils.translation import override

from linli.kernel.labels import Label, say, simplified, traditional


@pytest.mark.parametrize(
    ("label", "language", "said"),
    [
        ({"zh": "体育", "en": "sports"}, "zh-hans", "体育"),
        ({"zh": "体育", "en": "sports"}, "en-gb", "sports"),
        ({"zh": "体育", "en": "sports"}, "zh-hant", "體育"),
        ({"zh": "体育", "zh_hant": "運動"}, "zh-tw", "運動"),
        ({"zh": "体育"}, "en", "体育"),
        ({"en": "sports"}, "zh-hans", "sports"),
        ("体育", "zh-hant", "體育"),
        ({}, "en", ""),
    ],
)
def test_a_label_is_said_in_the_readers_language(label: Label, language: str, said: str) -> None:
    assert say(label, language) == said
    with override(language):
        assert say(label) == said


def test_traditional_goes_by_words_not_only_by_characters() -> None:
    assert traditional("皇后在后面") == "皇后在後面"


def test_simplified_keeps_the_length_so_that_offsets_hold() -> None:
    text = "體育館 𬳽 ABC 社區居民委員會，後臺"
    assert simplified(text) == "体育馆 𬳽 ABC 社区居民委员会，后台"
    assert len(simplified(text)) == len(text)
