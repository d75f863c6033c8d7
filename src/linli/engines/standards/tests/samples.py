"""Documents made up for the tests, and where the real ones lie beside a checkout."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[5].parent / "shared"

OPINION = """中共示范镇委员会 示范镇人民政府
关于推进邻里治理的实施意见
(2021年3月5日)
示发〔2021〕8号
根据《示范市关于邻里治理的意见》(示市发[2020]12号),到2025年服务2.5万人,每社区1000～3000户,现提出以下意见。
一、总体要求
1.指导思想。坚持以人为本,按照第(二)项要求,服务2.5万人。
2.主要目标。到2025年全镇建成3个示范社区,覆盖1000～3000户。
二、重点任务
(一)完善网格。一是划清边界,不留空白;二是配齐人员。
3.每个网格配备1名网格员。
4.网格员每周走访不少于2次。
(二)便民服务。窗口实行一次告知。
三、保障措施
5.加强领导。镇里每季度通报一次。
6.落实经费。各村(社区)抓好落实。
附件:任务分工
示范镇人民政府
2021年3月8日
"""

IDS = ["一", "一/1", "一/2", "二", "二/(一)", "二/(一)/一是", "二/(一)/二是"]
IDS += ["二/(一)/3", "二/(一)/4", "二/(二)", "三", "三/5", "三/6"]

LAW = """# 示范市邻里公约条例

2020年1月2日示范市人民代表大会常务委员会第三次会议通过

目录

第一章 总则

第二章 附则

第一章 总则

**第一条**　为了邻里和睦,制定本条例。

**第二条**　邻里应当:

（一）互相尊重;

（二）互相帮助。

前款规定由居民公约细化。

## 第二章　附则

第三条 本条例自2020年5月1日起施行。
"""

ROWS = [
    ("1", "建立领导小组。", "组办,财政所、各村(社区)"),
    ("2", "制定事项清单。", "民政办、司法所。综治办,各镇(街道、园区)"),
    ("", "开展综合评价。", "组办"),
    ("3", "推进自治。", "民政办"),
]
UNITS = [
    (1, None, ("组办", "财政所", "各村(社区)"), ("组办",)),
    (2, "a", ("民政办", "司法所", "综治办", "各镇(街道、园区)"), ("民政办", "司法所", "综治办")),
    (2, "b", ("组办",), ()),
    (3, None, ("民政办",), ()),
]


def shared(path: str) -> Path:
    """A real document; missing ones fail under CI and skip at home."""
    found = SHARED / path
    if not found.exists():
        said = f"the policy documents do not lie beside this checkout: {found}"
        if os.environ.get("CI"):
            pytest.fail(said)
        pytest.skip(said)
    return found
