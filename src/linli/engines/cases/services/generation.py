"""A city of made-up cases for measuring: the same seed gives the same city, on either database, at bulk
speed.

Generated cases are real ones to every query, clock and to the audit chain; only nobody ever handled them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection, models, transaction

from linli.engines.cases.models import AREA_FIELDS, NEVER, Case, Clock, Part, SearchText, Step
from linli.engines.cases.queries import procedures
from linli.engines.cases.rules import clocks, tokens
from linli.kernel.actors import Actor
from linli.kernel.audit.services import unwritten
from linli.kernel.calendar.queries import work_calendar
from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.clock import day_of
from linli.registry.organisations.queries import organisations_in
from linli.registry.places.queries import places_within

PROCEDURE = "matter.general"
THINGS = (
    "路灯",
    "井盖",
    "垃圾",
    "积水",
    "噪声",
    "停车",
    "楼道",
    "电梯",
    "树木",
    "围墙",
    "充电桩",
    "健身器材",
)
TROUBLES = ("损坏", "缺失", "堆放", "占道", "扰民", "漏水", "不亮", "松动", "无人清理", "长期未修")
WHERE = ("东门", "西侧", "三号楼", "幼儿园旁", "公交站", "菜市场", "河边", "十字路口", "小区门口", "卫生站")
CATEGORIES = (
    "facility.lamp",
    "facility.road",
    "environment.waste",
    "environment.water",
    "safety.fire",
    "dispute",
)
BATCH = 5_000


@dataclass(slots=True)
class _Rows:
    """Rows of one batch, per table, in insertion order."""

    cases: list[Case] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    texts: list[SearchText] = field(default_factory=list)
    entries: list[Any] = field(default_factory=list)

    def tables(self) -> Iterator[list[Any]]:
        yield from (self.cases, self.parts, self.clocks, self.steps, self.texts, self.entries)


def generate(*, actor: Actor, count: int, seed: int, area: str, at: datetime, open_share: float = 0.2) -> int:
    """Write `count` cases spread over the communities of an area and the units beside them. Returns the
    number.
    """
    city = _City.of(area, at)
    start = (Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    part_id = (Part.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    random = Random(seed)
    for offset in range(0, count, BATCH):
        rows = _Rows()
        for index in range(offset, min(offset + BATCH, count)):
            part_id = _case(rows, random, city, actor, start + index, part_id, open_share)
        with transaction.atomic():
            for table in rows.tables():
                _write(table)
    if connection.vendor == "postgresql":
        _catch_up_sequences()
    return count


@dataclass(frozen=True, slots=True)
class _City:
    places: Sequence[Any]
    units: Sequence[Any]
    calendar: WorkCalendar
    version: int
    at: datetime

    @classmethod
    def of(cls, area: str, at: datetime) -> _City:
        on = day_of(at)
        places = list(places_within(area, on=on))
        lowest = [place for place in places if place.level == max(p.level for p in places)]
        units = list(organisations_in(area, on=on))
        return cls(lowest, units, work_calendar(), procedures.current(PROCEDURE).version, at)


def _case(
    rows: _Rows, random: Random, city: _City, actor: Actor, pk: int, part_id: int, open_share: float
) -> int:
    case = _made_up(random, city, pk, random.random() < open_share)
    rows.cases.append(case)
    units = [(random.choice(city.units).pk, "lead")]
    if random.random() < 0.3 and (other := random.choice(city.units)).pk != units[0][0]:
        units.append((other.pk, "assist"))
    for unit, role in units:
        rows.parts.append(_part(case, part_id, unit, role))
        part_id += 1
    _rest(rows, case, actor)
    return part_id


def _made_up(random: Random, city: _City, pk: int, is_open: bool) -> Case:
    place, at = random.choice(city.places), city.at
    opened = at - timedelta(seconds=random.randrange((6 if is_open else 365) * 24 * 3600))
    where, thing, trouble = random.choice(WHERE), random.choice(THINGS), random.choice(TROUBLES)
    deadline = clocks.due(clocks.Limit(5, clocks.Unit.WORKDAY), clocks.started(opened), city.calendar)
    due = deadline.at if is_open and deadline else None
    return Case(
        pk=pk,
        number=f"GN{place.code[:12]}-{day_of(opened):%Y%m%d}-{pk}",
        procedure=PROCEDURE,
        procedure_version=city.version,
        stage="working" if is_open else "closed",
        is_open=is_open,
        title=f"{place.name}{where}{thing}{trouble}",
        text=f"居民反映{where}{thing}{trouble}，请派人查看。",
        category=random.choice(CATEGORIES),
        owner_id=random.choice(city.units).pk,
        area_id=place.pk,
        level=0 if due is None else 2 if due <= at else 1 if due - at < timedelta(days=1) else 0,
        due_at=due,
        order_at=due or NEVER,
        opened_at=opened,
        changed_at=opened,
        closed_at=None if is_open else min(at, opened + timedelta(hours=random.randrange(1, 120))),
        **{name: getattr(place, name) for name in AREA_FIELDS},
    )


def _part(case: Case, pk: int, unit: int, role: str) -> Part:
    return Part(
        pk=pk,
        case_id=case.pk,
        organisation_id=unit,
        role=role,
        stage="accepted" if case.is_open else "replied",
        is_open=case.is_open,
        level=case.level,
        due_at=case.due_at,
        order_at=case.order_at,
        changed_at=case.closed_at or case.opened_at,
        was_late=case.level == 2,
    )


def _rest(rows: _Rows, case: Case, actor: Actor) -> None:
    due = case.due_at
    rows.clocks.append(
        Clock(
            case_id=case.pk,
            name="handling",
            state="running" if due else "stopped",
            amount=5,
            unit="workday",
            intervals=[
                [case.opened_at.isoformat(), None if due else case.closed_at and case.closed_at.isoformat()]
            ],
            due_at=due,
            level=case.level,
            late_steps=2 if case.level == 2 else 0,
            next_at=due if due and case.level < 2 else None,
        )
    )
    rows.steps.append(Step(case_id=case.pk, kind="open", target="received", at=case.opened_at))
    rows.texts.append(
        SearchText(case_id=case.pk, keys=tokens.index_keys(f"{case.number} {case.title} {case.text}"))
    )
    data = {"number": case.number, "stage": case.stage, "version": 1}
    rows.entries.append(
        unwritten(actor=actor, kind="case", key=str(case.pk), act="generated", data=data, at=case.opened_at)
    )


def _write(rows: list[Any]) -> None:
    """COPY on PostgreSQL, one prepared INSERT on SQLite."""
    model: type[models.Model] = type(rows[0])
    fields = [f for f in model._meta.local_concrete_fields if not (f.primary_key and rows[0].pk is None)]
    columns = ", ".join(f'"{f.column}"' for f in fields)
    values = ([_value(f, row) for f in fields] for row in rows)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
                for value in values:
                    copy.write_row(value)
            return
        marks = ", ".join(["%s"] * len(fields))
        cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', list(values))


def _value(column: models.Field[Any, Any], row: models.Model) -> Any:
    value = getattr(row, column.attname)
    if isinstance(column, models.JSONField):
        return json.dumps(value, ensure_ascii=False)
    if connection.vendor == "postgresql" or value is None:
        return value
    return column.get_db_prep_save(value, connection)


def _catch_up_sequences() -> None:
    with connection.cursor() as cursor:
        for table in ("cases_case", "cases_part", "cases_clock", "cases_step", "audit_entry"):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{table}\"', 'id'), (SELECT max(id) FROM \"{table}\"))"
            )


def prepare_statistics() -> None:
    """Let the database know what it holds now; after a bulk load its plans would be guesses."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE")
