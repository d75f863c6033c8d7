"""One row of a list of organisations, read and judged on its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from linli.registry.places.rules.rows import code_of
from linli.registry.places.rules.tables import BadCell, Row, choice_cell, day_cell

from . import is_credit_code

HEADINGS = {
    "name": ("名称", "单位名称", "机构名称", "组织名称"),
    "short_name": ("简称", "单位简称"),
    "credit_code": ("统一社会信用代码", "信用代码", "社会信用代码"),
    "kind": ("类型", "类别", "单位类型", "机构类型"),
    "speciality": ("业务领域", "专业", "细类"),
    "parent": ("上级单位", "所属单位", "隶属单位"),
    "area": ("区划代码", "所属区划", "所在区划", "地区代码", "代码", "area_code"),
    "email": ("电子邮箱", "邮箱", "e-mail"),
    "valid_from": ("成立日期", "启用日期", "设立日期", "from"),
    "valid_to": ("撤销日期", "停用日期", "to"),
}
REQUIRED = ("name", "kind")
_KINDS = {
    "party": "党组织 党委 党支部",
    "congress": "人大 政协 人大政协",
    "government": "政府 人民政府",
    "department": "部门 职能部门 政府部门 局",
    "street_office": "街道办 街道办事处",
    "residents_committee": "居委会 居民委员会 社区居委会",
    "villagers_committee": "村委会 村民委员会",
    "assembly": "居民会议 村民会议 居民大会 居民代表会议 村民代表会议",
    "council": "协商议事会 协商议事委员会 议事会",
    "oversight_committee": "居务监督委员会 村务监督委员会",
    "sub_committee": "下属委员会 专业委员会",
    "group": "居民小组 村民小组",
    "station": "服务站 公共服务站 服务中心",
    "mass": "群团组织 群团",
    "social": "社会组织",
    "intermediary": "中介组织",
    "collective": "集体经济组织",
    "owners": "业主大会 业委会 业主委员会",
    "property": "物业 物业服务企业",
    "enterprise": "企业",
    "institution": "事业单位",
    "other": "其他 其它",
}
_SPECIALITIES = {
    "mediation": "人民调解",
    "social_security": "社会保障",
    "public_order": "治安保卫",
    "public_health": "公共卫生",
    "population": "人口计生",
    "culture": "群众文化 群众性文体",
    "environment": "环境和物业管理",
    "elderly_children": "老年人和妇女儿童工作",
    "charity": "慈善",
    "science": "科普",
    "care": "为老助残济困",
    "rural_economy": "农村专业经济合作",
}


def _spoken(words: dict[str, str]) -> dict[str, str]:
    return {spelling: word for word, others in words.items() for spelling in (word, *others.split())}


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """A row that makes sense on its own; `parent` is a name, `area` a normalised code."""

    row: Row
    name: str
    kind: str
    parent: str
    area: str
    values: dict[str, str | None]
    valid_from: date | None
    valid_to: date | None


def parsed(row: Row) -> OrganisationRow:
    """Raises BadCell with the column and the reason. `values` holds only the cells that were filled in."""
    if not row.get("name"):
        raise BadCell("name", "name_missing")
    kind = choice_cell("kind", row.get("kind"), _spoken(_KINDS))
    if not kind:
        raise BadCell("kind", "unknown_word")
    credit_code = row.get("credit_code").upper().replace(" ", "")
    if credit_code and not is_credit_code(credit_code):
        raise BadCell("credit_code", "credit_code")
    valid_from, valid_to = (day_cell(name, row.get(name)) for name in ("valid_from", "valid_to"))
    if valid_from and valid_to and valid_to <= valid_from:
        raise BadCell("valid_to", "ends_before_start")
    values = {
        "short_name": row.get("short_name"),
        "credit_code": credit_code,
        "speciality": choice_cell("speciality", row.get("speciality"), _spoken(_SPECIALITIES)),
        "email": row.get("email"),
    }
    area = code_of("area", row.get("area")) if row.get("area") else ""
    filled: dict[str, str | None] = {name: value for name, value in values.items() if value}
    return OrganisationRow(row, row.get("name"), kind, row.get("parent"), area, filled, valid_from, valid_to)
