"""The demonstration town, lived in: at least one object of every kind that a page can show.

`settle(at=...)` returns for the name of each address the arguments it is opened with.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from linli.engines.cases import services as cases
from linli.engines.cases.models import Case
from linli.engines.cases.rules.requests import Upload
from linli.journeys import demonstration
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.clock import day_of
from linli.oversight.supervision import services as supervision
from linli.oversight.supervision.models import PolicyDocument
from linli.registry.accounts import queries as people
from linli.registry.accounts import services as accounts
from linli.registry.organisations import queries as organisations
from linli.registry.organisations import services as registry
from linli.registry.organisations.models import Organisation, Post
from linli.registry.places import services as places
from linli.registry.places.models import Place

OTHER = "442000111"  # another town of the same city
TEXT = """大涌镇关于改进社区服务的意见
各村(社区),镇属各单位:
一、主要任务
1.建设活动场所。利用闲置房屋开辟居民活动场所。
2.公开收支。按季度公开场所的收入和支出。
附件:重点任务分工
| 序号 | 工作任务 | 负责单位 |
| 1 | 利用闲置房屋开辟居民活动场所。 | 住建局、没有听说过的单位 |
| 2 | 按季度公开场所的收入和支出。 | 财政分局、各村(社区) |
2026年11月2日
"""
INSTALLER = Actor(name="system", powers=frozenset({"places.edit", "organisations.edit"}))


def acting(username: str, at: datetime) -> Actor:
    user = people.user_named(username)
    assert user is not None, username
    return people.actor_for(user, None, on=day_of(at))


def settle(*, at: datetime) -> dict[str, tuple[Any, ...]]:
    demonstration.build(at=at)
    _another_town(at)
    _person("resident", "居民", at)
    office, clerk, planned = acting("wangmin", at), acting("zhangjian", at), PolicyDocument.objects.get()
    case = planned.tasks.get(number=12).case
    assert case is not None
    part = case.parts.get(organisation_id=clerk.organisation_id)
    (file,) = cases.attach(actor=clerk, case_id=case.pk, uploads=[Upload("说明.txt", "说明".encode())], at=at)
    cases.note(actor=clerk, case_id=case.pk, text="已到现场。", internal=True, at=at)
    return {
        **_matters(office, at),
        **_reading(office, at),
        **_oversight(office, case, clerk, at),
        **_registry(at),
        **dict.fromkeys(["cases:case", "cases:note", "cases:attach", "cases:relate"], (case.number,)),
        "cases:move": (case.number, "urge"),
        "cases:download": (case.number, file.pk),
        "cases:assign": (case.number, part.pk),
        "cases:new_of": ("matter.general",),
        "cases:procedure": ("supervision.task",),
        "cases:drawing": ("supervision.task",),
        **dict.fromkeys(
            [f"supervision:{name}" for name in ("document", "original", "tasks", "progress")], (planned.pk,)
        ),
        "supervision:behind_all": ("tasks",),
        "supervision:behind": ("tasks", clerk.organisation_id),
        "shell:help": ("cases", "case"),
        "calendar:year": (2026,),
    }


def _person(username: str, name: str, at: datetime, post: str = "", unit: str = "") -> None:
    made = accounts.create_user(
        actor=SYSTEM, username=username, display_name=name, password=demonstration.PASSWORD, at=at
    )
    if post:
        accounts.grant_mandate(
            actor=SYSTEM,
            user=made.user,
            post=Post.objects.get(code=post),
            organisation=Organisation.objects.get(short_name=unit),
            starts_on=demonstration.SINCE,
            at=at,
        )


def _another_town(at: datetime) -> None:
    """Its leader oversees an area that is none of our town's business."""
    since = demonstration.SINCE
    town = f"code,name,level,parent\n{OTHER},小河镇（演示）,street,4420\n".encode()
    places.import_csv(actor=INSTALLER, data=town, source="places.csv", at=at, valid_from=since)
    unit = f"name,short_name,kind,area\n小河镇人民政府,小河镇政府,government,{OTHER}\n".encode()
    registry.import_csv(actor=INSTALLER, data=unit, source="units.csv", at=at, valid_from=since)
    _person("elsewhere", "何镇", at, "leader", "小河镇政府")


def _matters(office: Actor, at: datetime) -> dict[str, tuple[Any, ...]]:
    """A matter that no unit has yet, and one that was begun and not sent."""
    town = Place.objects.get(code=demonstration.TOWN)
    given: dict[str, Any] = {"procedure": "matter.general", "title": "路灯不亮", "area_id": town.pk}
    matter = cases.open_case(actor=office, **given, at=at)
    draft = cases.save_draft(actor=office, procedure="matter.general", content={"title": "井盖松动"}, at=at)
    return {"cases:route": (matter.number,), "cases:discard": (draft.pk,)}


def _reading(office: Actor, at: datetime) -> dict[str, tuple[Any, ...]]:
    """A document that is still being checked."""
    document = supervision.read_in(actor=office, data=TEXT.encode(), filename="意见.txt", at=at)
    article = document.articles.order_by("start").last()
    task = document.tasks.get(number=2)
    unit = document.tasks.get(number=1).units.order_by("order").last()
    assert article and unit
    whole = ("front", "units", "confirm", "withdraw")
    return {
        **dict.fromkeys([f"supervision:{name}" for name in whole], (document.pk,)),
        "supervision:article": (article.pk,),
        **dict.fromkeys([f"supervision:{name}" for name in ("task", "split", "merge")], (task.pk,)),
        "supervision:unit": (unit.pk,),
    }


def _oversight(office: Actor, case: Case, clerk: Actor, at: datetime) -> dict[str, tuple[Any, ...]]:
    """An order to the clerk's unit, a published bulletin, and a draft of one."""
    order = supervision.issue_order(
        actor=office,
        case_id=case.pk,
        unit_id=clerk.organisation_id,
        text="请说明进展。",
        reply_due_on=day_of(at) + timedelta(days=7),
        at=at,
    )
    month: dict[str, Any] = {"start": day_of(at) - timedelta(days=40), "end": day_of(at) + timedelta(days=1)}
    bulletin, draft = (
        supervision.draw_up_bulletin(actor=office, title=title, text="请各单位抓紧。", **month, at=at)
        for title in ("任务办理情况通报", "任务办理情况通报（草稿）")
    )
    supervision.publish_bulletin(actor=office, bulletin_id=bulletin.pk, at=at)
    shown = ("bulletin", "bulletin_pdf", "bulletin_xlsx")
    return {
        "supervision:new_order": (case.number,),
        **dict.fromkeys(["supervision:order", "supervision:order_pdf"], (order.number,)),
        **dict.fromkeys([f"supervision:{name}" for name in shown], (bulletin.pk,)),
        "supervision:publish": (draft.pk,),
    }


def _registry(at: datetime) -> dict[str, tuple[Any, ...]]:
    """A community, a unit in which somebody holds a post, a person with a mandate."""
    place = Place.objects.get(code="442000110004")
    unit = organisations.named("住建局", on=day_of(at), area_code=demonstration.TOWN).get()
    person = people.user_named("heqing")
    assert person is not None
    held = registry.appoint(
        actor=INSTALLER,
        post="unit_clerk",
        organisation=unit.pk,
        person_name="张建",
        starts_on=date(2020, 1, 1),
        at=at,
    )
    mandate = people.mandates_of(person, day_of(at)).get()
    acts = ("person", "close", "reopen", "reset_password", "unlock", "reset_second_factor", "new_mandate")
    return {
        **dict.fromkeys(["places:place", "places:correct"], (place.pk,)),
        "places:change": (place.pk, "rename"),
        **dict.fromkeys(
            [f"organisations:{a}" for a in ("organisation", "correct", "close", "relate", "appoint")],
            (unit.pk,),
        ),
        "organisations:end": (unit.pk, "appointment", held.pk),
        **dict.fromkeys([f"accounts:{act}" for act in acts], (person.pk,)),
        "accounts:revoke": (mandate.pk,),
    }
