"""One row of a list of places, read and judged on its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from linli.kernel import areas
from linli.kernel.areas import Level

from . import NewPlace, proposed_committee
from .tables import BadCell, Row, choice_cell, clean, code_cell, count_cell, day_cell

HEADINGS = {
    "code": ("代码", "编码", "区划代码", "行政区划代码", "统计用区划代码", "12位代码"),
    "name": ("名称", "区划名称", "行政区划名称", "单位名称", "社区名称"),
    "parent": ("上级代码", "上级", "上级区划代码", "parent_code"),
    "level": ("级别", "层级", "行政级别"),
    "settlement_class": ("城乡分类代码", "城乡分类", "城乡属性"),
    "committee_kind": ("居村委会类型", "自治组织类型", "类型", "committee"),
    "community_type": ("社区类型",),
    "households": ("户数", "总户数"),
    "source": ("来源", "依据"),
    "valid_from": ("启用日期", "设立日期", "生效日期", "from"),
    "valid_to": ("撤销日期", "停用日期", "失效日期", "to"),
}
REQUIRED = ("code", "name")
_CLOSED = re.compile(r"\s*[\[(（【]已?撤销[\])）】]\s*$")
_LEVELS = {
    "province": 1, "省": 1, "省级": 1, "city": 2, "市": 2, "市级": 2, "地级": 2,
    "district": 3, "county": 3, "县": 3, "区": 3, "县级": 3, "区县": 3,
    "street": 4, "town": 4, "乡级": 4, "镇": 4, "街道": 4, "镇街": 4, "乡镇": 4, "镇(街道)": 4,
    "community": 5, "village": 5, "社区": 5, "村": 5, "村级": 5, "村(社区)": 5, "grid": 6, "网格": 6,
}  # fmt: skip
_CLASSES = {c: c for c in ("111", "112", "121", "122", "123", "210", "220")} | {
    "主城区": "111", "城乡结合区": "112", "镇中心区": "121", "镇乡结合区": "122", "特殊区域": "123",
    "乡中心区": "210", "村庄": "220",
}  # fmt: skip
_COMMITTEES = {
    "residents": "residents", "居委会": "residents", "居民委员会": "residents", "社区居委会": "residents",
    "居": "residents", "villagers": "villagers", "村委会": "villagers", "村民委员会": "villagers",
    "村": "villagers", "none": "none", "无": "none",
}  # fmt: skip
_TYPES = {
    "old_town": "old_town", "老城区型": "old_town", "new_estate": "new_estate", "新建住宅区型": "new_estate",
    "planned": "planned", "规划新建的高端社区": "planned", "高端社区": "planned", "work_unit": "work_unit",
    "单位型": "work_unit", "rural": "rural", "农村社区": "rural", "converted": "converted",
    "村改居": "converted", "建制村改社区": "converted",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A row that makes sense on its own. `given` names the columns that were filled in."""

    row: Row
    place: NewPlace
    level: Level
    valid_from: date | None
    valid_to: date | None
    is_closed: bool
    given: frozenset[str]


def parsed(row: Row) -> PlaceRow:
    """Raises BadCell with the column and the reason."""
    code = code_of("code", row.get("code"))
    parent = code_of("parent", row.get("parent")) if row.get("parent") else ""
    name, marks = _CLOSED.subn("", row.get("name"))
    if not name:
        raise BadCell("name", "name_missing")
    if len(name) > 100:
        raise BadCell("name", "name_too_long")
    level = _level(row, code)
    valid_from, valid_to = (
        day_cell("valid_from", row.get("valid_from")),
        day_cell("valid_to", row.get("valid_to")),
    )
    if valid_from and valid_to and valid_to <= valid_from:
        raise BadCell("valid_to", "ends_before_start")
    place = NewPlace(
        code=code,
        name=clean(name),
        parent_code=parent,
        settlement_class=choice_cell("settlement_class", row.get("settlement_class"), _CLASSES),
        committee_kind=choice_cell("committee_kind", row.get("committee_kind"), _COMMITTEES)
        or proposed_committee(code),
        community_type=choice_cell("community_type", row.get("community_type"), _TYPES),
        households=count_cell("households", row.get("households")),
        source=row.get("source")[:200],
    )
    given = frozenset(name for name, value in row.values.items() if value)
    return PlaceRow(row, place, level, valid_from, valid_to, bool(marks or valid_to), given)


def code_of(column: str, text: str) -> str:
    """A code in any accepted form, normalised; raises BadCell."""
    try:
        return areas.normalise(code_cell(column, text))
    except areas.BadCode as error:
        raise BadCell(column, f"code_{error.reason}") from error


def _level(row: Row, code: str) -> Level:
    found = areas.level(code)
    said = row.get("level")
    if said:
        number = int(said) if said.isdigit() else _LEVELS.get(said.lower(), 0)
        if number != found:
            raise BadCell("level", "level_differs")
    return found
