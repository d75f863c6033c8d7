"""What the reader makes of documents made up for the purpose, and how it says no."""

from __future__ import annotations

import time
from datetime import date

import pytest

from linli.engines.standards.reader import Unreadable, find, number_key, read
from linli.engines.standards.reader.numerals import chinese, number

from .samples import IDS, LAW, OPINION


def test_front_matter_of_a_joint_opinion() -> None:
    reading = read(OPINION.encode())
    assert reading.title == "中共示范镇委员会示范镇人民政府关于推进邻里治理的实施意见"
    assert (reading.number, reading.issuers) == ("示发〔2021〕8号", ("中共示范镇委员会", "示范镇人民政府"))
    assert [(each.date, each.kind) for each in reading.dates] == [
        (date(2021, 3, 5), "adopted"),
        (date(2021, 3, 8), "signed"),
    ]
    assert [(each.title, each.number) for each in reading.cites] == [
        ("示范市关于邻里治理的意见", "示市发[2020]12号")
    ]


def test_articles_of_an_opinion_with_numbers_that_run_on() -> None:
    reading = read(OPINION.encode())
    assert [each.id for each in reading.articles] == IDS
    assert [each.level for each in reading.articles if each.id.startswith("二")] == [1, 2, 3, 3, 3, 3, 2]
    assert reading.articles[1].heading == "指导思想" and reading.articles[-1].text.endswith("抓好落实。")


def test_a_law_with_contents_table_items_and_paragraphs() -> None:
    reading = read(LAW.encode())
    assert [each.id for each in reading.articles] == [
        *("第一章", "第一章/第一条", "第一章/第二条", "第一章/第二条/(一)", "第一章/第二条/(二)"),
        *("第二章", "第二章/第三条"),
    ]
    assert [(each.kind, each.date.year) for each in reading.dates] == [("adopted", 2020), ("effective", 2020)]
    second = find(reading, "第二条第二款")
    assert second is not None and second.text == "前款规定由居民公约细化。"


@pytest.mark.parametrize(
    ("citation", "found"),
    [
        ("二/4", "二/(一)/4"),
        ("二(一)", "二/(一)"),
        ("二（一）二是", "二/(一)/二是"),
        ("三、5", "三/5"),
        ("6", "三/6"),
        ("(二)", "二/(二)"),
        ("七", None),
        ("", None),
        ("三/5/9", None),
    ],
)
def test_citations_as_people_write_them(citation: str, found: str | None) -> None:
    article = find(read(OPINION.encode()), citation)
    assert (article.id if article else None) == found


def test_hard_wrapped_lines_are_joined_and_numbers_inside_sentences_do_not_count() -> None:
    text = (
        "一、现状\n多年以来本镇人口稳步增长,社区\n越来越大,到年底为止居民共有\n2.5万人,其中属于本办法所称第\n(二)类人员的比上一年增加,\n"
        "3、4月份增加得最多,比起上年\n一、二月份又多出一些。\n二、打算\n尽快落实。"
    )
    reading = read(text.encode())
    assert [each.id for each in reading.articles] == ["一", "二"]
    assert "居民共有2.5万人,其中属于本办法所称第(二)类人员" in reading.articles[0].text


def test_a_label_that_comes_again_is_told_apart() -> None:
    reading = read("一、甲\n(一)子。\n(一)丑。\n一、乙\n(一)寅。".encode())
    assert [each.id for each in reading.articles] == ["一", "一/(一)", "一/(一)#2", "一#2", "一#2/(一)"]
    assert find(reading, "一/(一)#2") == reading.articles[2]


def test_wide_and_narrow_signs_and_both_scripts_give_the_same_ids() -> None:
    wide = "第一章　总则\n第一条　为了和睦，制定本办法。\n第二条　应当：\n（一）互助；\n（二）互敬。\n"
    narrow = "第一章 總則\n第一條 為了和睦,制定本辦法。\n第二條 應當:\n(一)互助;\n(二)互敬。\n"
    ids = [each.id for each in read(wide.encode()).articles]
    assert ids == [each.id for each in read(narrow.encode()).articles]
    assert ids[-1] == "第一章/第二条/(二)"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_encodings(encoding: str) -> None:
    reading = read(OPINION.encode(encoding))
    assert reading.source.lstrip("\ufeff") == OPINION
    assert [each.id for each in reading.articles] == IDS


def test_big5() -> None:
    text = (
        "關於推進社區建設的意見\n一、總體要求\n(一)以居民為中心,做好社區服務工作。\n(二)發展業務,落實到人。\n"
    )
    reading = read(text.encode("big5"))
    assert [each.id for each in reading.articles] == ["一", "一/(一)", "一/(二)"]
    assert reading.source == text


def test_the_characters_that_gb18030_moved_in_2022() -> None:
    moved = bytes.fromhex(
        "FE59 FE61 FE66 FE67 FE6D FE7E FE90 FEA0 A6D9 A6DA A6DB A6DC A6DD A6DE A6DF A6EC A6ED A6F3"
    )
    reading = read("一、关于社区的工作,在本区实行。\n".encode("gb18030") + moved)
    assert reading.source.endswith("\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb︐︒︑︓︔︕︖︗︘︙")
    assert not any("\ue000" <= char <= "\uf8ff" for char in reading.source)


def test_document_numbers_match_across_bracket_styles() -> None:
    assert number_key("*政發[20*]14號") == number_key("*政发〔20*〕14号") == "*政发〔20*〕14号"


@pytest.mark.parametrize("value", [1, 10, 11, 20, 21, 100, 101, 110, 115, 271, 300, 1001, 1010, 9999])
def test_numerals_there_and_back(value: int) -> None:
    assert number(chinese(value)) == value


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        ("\u3000\n".encode(), "no_text"),
        (b"\x00\x01\x02\x03" * 500, "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 64, "binary"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "no_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (b"\xef\xbb\xbf\xff\xfe\xfa", "encoding"),
        (b"\xff\xfe\x00\xd8\x00", "encoding"),
        (b"\x80\x81\xfe\xff\x80" * 40, "encoding"),
        (b"PK\x03\x04 not a package", "broken"),
        (b"%PDF-1.7\n%%EOF", "broken"),
        (b"a" * (20 * 1024 * 1024 + 1), "too_large"),
        (b"a" * 2_000_001, "too_long"),
        (b"1.\n" * 600_000, "too_many_parts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_with_a_reason(data: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(data)
    assert refusal.value.reason_code == code
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "《" * 1_900_000,
        "(一)" * 600_000,
        "一是。" * 600_000,
        "。" + "一是二是三是" * 300_000,
        "中共" * 900_000,
        "关于" * 900_000 + "意见",
        "序号" * 900_000,
        "序号|任务|" * 300_000,
        "|" * 1_900_000,
        "[2012]6号" * 250_000,
        "自2021" * 300_000,
        "索引号:" * 400_000,
        " " * 1_900_000 + "一、",
        "\n" * 1_900_000 + "一、",
        "*" * 1_900_000,
        "现将《" * 400_000,
    ],
    ids=lambda text: text[:6].strip() or "blank",
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    started = time.process_time()
    read(text.encode())
    assert time.process_time() - started < 4
