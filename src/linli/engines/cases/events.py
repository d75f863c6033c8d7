"""What a case announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CaseOpened(Event):
    case_id: int
    number: str
    procedure: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseMoved(Event):
    """`part_id` when the move was one unit's; `stage` is the case's after it."""

    case_id: int
    number: str
    procedure: str
    move: str
    part_id: int | None
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseClosed(Event):
    case_id: int
    number: str
    procedure: str
    stage: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseBecameLate(Event):
    case_id: int
    number: str
    at: datetime
