"""What a document says of itself: title, number, issuers, dates, and the record of the page it came from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from linli.engines.standards.reader.dates import dates_of
from linli.engines.standards.reader.lines import Line, ends_a_sentence
from linli.engines.standards.reader.outline import Outline
from linli.engines.standards.reader.shapes import Dated

_KIND = (
    "意见|通知|办法|规定|条例|决定|方案|报告|答复|复函|规划|计划|纲要|细"
    "则|公告|通告|通报|批复|函|要点|法|章程|公约|标准|规范|措施|制度|规"
    "则|指引|清单|决议"
)
_TITLE = re.compile(rf"[^。;|]{{2,120}}(?:{_KIND})(?:\([^()]{{1,20}}\))?$")
_FORWARDED = re.compile(r"现?将《([^《》]{4,120})》(?:\([^)]{1,20}\))?\s?(?:印发|转发|发)")
_NUMBER_LINE = re.compile(
    r"(?:发文字号|文号|文件编号)?[:\s]{0,3}\(?([\u4e00-\u9fff*×]{1,10}\s?[\[〔【(](?:19|20)[\d*]{1,2}[\]〕】)]\s?第?\d{1,5}号)\)?$"
)
_BODY = (
    r"(?:中共|中国共产党)[\u4e00-\u9fff*×]{1,15}?委员会(?:办公[厅室])?|(?:中共|中国共产党)[\u4e00-\u9fff*×]{1,10}?委(?:办公[厅室])?(?![员会])|"
    r"[\u4e00-\u9fff*×]{2,18}?(?:人民政府|人民代表大会常务委员会|人民代表大会)(?:办公[厅室])?|国务院(?:办公厅)?|"
    r"[\u4e00-\u9fff*×]{2,16}?(?:委员会|办公[厅室]|[部厅局署院])"
)
_BODIES = re.compile(_BODY)
_SIGNED_BY = re.compile(rf"(?:(?:{_BODY})[\s、,]{{0,4}}){{1,6}}$")
_PASSED_BY = re.compile(
    r"日\s?(?:经)?([\u4e00-\u9fff]{2,40}?(?:常务委员会|代表大会))(?=第[一二三四五六七八九十]{1,4}次会议)"
)
_FIELD = re.compile(
    r"(索引号|组配分类|主办单位|制发日期|发文机关|发布机构|发文字号|成文日期|作者|来源|文章来源|阅读|浏览次数|下一[条篇]|上一[条篇]|时间|"
    r"发布时间|发布日期|original url)\s{0,3}:\s{0,3}\|?",
    re.IGNORECASE,
)
_ISSUER_FIELDS = ("发文机关", "发布机构", "主办单位")


@dataclass(frozen=True, slots=True)
class Front:
    title: str
    number: str
    issuers: tuple[str, ...]
    dates: tuple[Dated, ...]
    record: dict[str, str]


def front_of(source: str, outline: Outline, *, name: str) -> Front:
    """`name` is the file's, the last resort for a title."""
    front, tail = outline.front[:200], outline.tail[-200:]
    printed = {line.row: source[line.start : line.end] for line in [*front, *tail]}
    place, title = _title(front, printed)
    record = _record([*front, *tail], printed)
    number = next((_printed_number(printed[line.row]) for line in front if _NUMBER_LINE.match(line.text)), "")
    if not number and "发文字号" in record:
        number = record["发文字号"]
    signature = [line for line in [*front, *tail] if _SIGNED_BY.match(line.text)]
    dates = dates_of(source, outline, signed_by=[line.row for line in signature])
    issuers = _issuers(front, place, title, signature, printed, record)
    return Front(title or name, number, issuers, dates, record)


def _title(front: list[Line], printed: dict[int, str]) -> tuple[int, str]:
    """Place and text: what a notice forwards, a marked heading, or the last line that reads like a title."""
    for line in front:
        match = _FORWARDED.search(line.text)
        if match:
            return -1, _as_printed(printed[line.row], line, match.start(1), match.end(1))
    for place, line in enumerate(front):
        if printed[line.row].startswith("# "):
            return place, printed[line.row][2:].strip()
    for place in range(len(front) - 1, -1, -1):
        line = front[place]
        if _TITLE.match(line.text) and not line.remains and not _inside_sentence(front, place):
            return place, _with_lines_before(front, place, printed)
    named = [(place, line) for place, line in enumerate(front) if not line.remains and not line.closed]
    return (named[0][0], _bare(printed[named[0][1].row])[:120]) if named else (-1, "")


def _as_printed(printed: str, line: Line, start: int, end: int) -> str:
    shift = len(printed) - len(line.text) if not printed.endswith(("*", " ")) else 0
    return printed[start + shift : end + shift]


def _inside_sentence(front: list[Line], place: int) -> bool:
    """A wrapped line may happen to end in 意见: then a long line that does not end stands right before it."""
    before = front[place - 1] if place else None
    if before is None or front[place].after_blank or ends_a_sentence(before.text):
        return False
    return len(before.text) > 25 or "," in front[place].text


def _with_lines_before(front: list[Line], place: int, printed: dict[int, str]) -> str:
    """A title broken over lines: 某某市人民政府 / 关于…的意见."""
    text = _bare(printed[front[place].row])
    while place and front[place].text.startswith(("关于", "的", "印发")):
        before = front[place - 1]
        if before.remains or before.closed or len(before.text) > 60 or not _SIGNED_BY.match(before.text):
            break
        text = "".join(_bare(printed[before.row]).split()) + text
        place -= 1
    return text


def _bare(printed: str) -> str:
    return printed.strip("#*> \t\u3000").strip()


def _printed_number(printed: str) -> str:
    return re.sub(r"^.{0,6}[::]|\s|^[((](?=.*号[))]$)|(?<=号)[))]$", "", _bare(printed))


def _record(lines: list[Line], printed: dict[int, str]) -> dict[str, str]:
    """Fields of the page's record: index number, category, releasing unit, author, neighbours, as printed."""
    record: dict[str, str] = {}
    for line in lines:
        fields = list(_FIELD.finditer(line.text))
        if not fields or (fields[0].start() > 0 and "|" not in line.text[: fields[0].start()]):
            continue
        text = printed[line.row][-len(line.text) :]
        for field, after in zip(fields, [*fields[1:], None], strict=True):
            value = text[field.end() : after.start() if after else len(text)]
            record.setdefault(field[1], value.strip(" |\u00a0\u3000\t"))
    return record


def _issuers(
    front: list[Line],
    place: int,
    title: str,
    signature: list[Line],
    printed: dict[int, str],
    record: dict[str, str],
) -> tuple[str, ...]:
    """From the signature, the title before 关于, the body that passed a law, or the page's record."""
    texts = [printed[line.row] for line in signature]
    about = title.find("关于") if "关于" in title else title.find("關於")
    if not texts and about > 0 and _SIGNED_BY.match(title[:about]):
        texts = [title[:about]]
    if not texts:
        passed = [
            match[1]
            for line in front
            if (match := _PASSED_BY.search(line.text)) and line.text.endswith("通过")
        ]
        texts = passed[:1]
    if not texts:
        texts = [record[field] for field in _ISSUER_FIELDS if field in record]
    found = [body[0] for text in texts for body in _BODIES.finditer("".join(text.split()))]
    return tuple(dict.fromkeys(found))
