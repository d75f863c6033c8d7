"""A document made up for tests, and the office that reads it in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.town import MONDAY, Town

from linli.oversight.supervision import services
from linli.oversight.supervision.models import PolicyDocument

TEXT = """大河镇关于改进社区服务的意见
河发〔2026〕3号
各村(社区),镇属各单位:
为改进社区服务,现提出如下意见。
一、总体要求
1.目标。到2027年,每个社区有一处活动场所。
2.原则。方便居民,量力而行。
二、主要任务
3.建设活动场所。利用闲置房屋开辟居民活动场所,每周开放不少于五天。
4.公开收支。按季度公开场所的收入和支出。
5.培训人员。每年组织一次社区工作人员培训。
附件:重点任务分工
| 序号 | 工作任务 | 负责单位 |
| 1 | 利用闲置房屋开辟居民活动场所。 | 住建局、社会事务局,各村(社区) |
| 2 | 按季度公开场所的收入和支出。 | 财政所、各村(社区) |
| 3 | 每年组织一次社区工作人员培训。 | 组织办,各相关部门 |
中共大河镇委员会
2026年11月2日
"""
DAYONG = Path(__file__).parents[5].parent / "shared" / "policies" / "dayong-2018.txt"


@pytest.fixture
def read(installed: Town) -> PolicyDocument:
    """The made-up document, read in by the office: three tasks, two names nobody knows."""
    return services.read_in(actor=installed.office, data=TEXT.encode(), filename="意见.txt", at=MONDAY)


@pytest.fixture(scope="session")
def dayong() -> bytes:
    """A real opinion, where it lies beside this repository; continuous integration must have it."""
    if not DAYONG.exists() and not os.environ.get("CI"):
        pytest.skip("the real document does not lie beside this checkout")
    return DAYONG.read_bytes()
