"""A case under way: what a service, a guard or an effect holds in its hands while one write happens."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

from linli.engines.cases.models import Attachment, Case, Clock, Part, Step
from linli.engines.cases.queries import procedures
from linli.engines.cases.rules.procedure import Move, Procedure
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.terms import LETTERS, OPEN_PART_STAGES, PRESENT_PART_STAGES, Audience
from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.calendar.queries import work_calendar
from linli.kernel.calendar.rules import WorkCalendar
from linli.kernel.outbox.services import Letter, send
from linli.kernel.refusals import NotFound, OutOfTurn


@dataclass(slots=True)
class Situation:
    """The locked case with its parts and clocks. Effects change these objects; `commit` writes each table
    once.
    """

    actor: Actor
    at: datetime
    case: Case
    procedure: Procedure
    parts: list[Part] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    part: Part | None = None
    move: Move | None = None
    inputs: Inputs = field(default_factory=Inputs)
    letters: list[Letter] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    is_new: bool = False
    step: Step | None = None
    _calendar: WorkCalendar | None = None
    _changed_parts: dict[int, Part] = field(default_factory=dict)
    _changed_clocks: dict[int, Clock] = field(default_factory=dict)

    @property
    def calendar(self) -> WorkCalendar:
        if self._calendar is None:
            self._calendar = work_calendar()
        return self._calendar

    @property
    def lead(self) -> Part | None:
        return next((p for p in self.parts if p.role == "lead" and p.stage in PRESENT_PART_STAGES), None)

    def set_stage(self, part: Part, stage: str) -> None:
        """Move a part; its openness follows its stage."""
        part.stage = stage
        part.is_open = stage in OPEN_PART_STAGES
        part.was_returned = part.was_returned or stage == "returned"
        part.changed_at = self.at
        self.touch(part)

    def touch(self, *things: Part | Clock) -> None:
        """Remember what has to be written."""
        for thing in things:
            book: dict[int, Any] = self._changed_parts if isinstance(thing, Part) else self._changed_clocks
            book[id(thing)] = thing

    def tell(
        self, unit_ids: Iterable[int], subject: str, *, what: str, body: str = "", email: str = ""
    ) -> None:
        """Letters to units, one each; `what` with the case's coming version makes their keys unique.

        Letters lie in the outbox in the installation's language: the writer's is not the reader's.
        """
        with translation.override(settings.LANGUAGE_CODE):
            subject = f"{LETTERS[what]} · {subject}" if what in LETTERS else subject
        link = f"/cases/{self.case.number}/"
        for unit_id in dict.fromkeys(unit_ids):
            key = f"{self.case.number}:{self.case.version}:{what}:unit{unit_id}"
            self.letters.append(Letter("inbox", f"unit:{unit_id}", subject, key, body, link))
        if email:
            key = f"{self.case.number}:{self.case.version}:{what}:{email}"[:120]
            self.letters.append(Letter("email", email, subject, key, body, link))

    def commit(self, act: str, data: Mapping[str, Any] | None = None) -> None:
        """Write everything, each table once, and one audit entry; the version is the length of the case's
        chain.
        """
        self.case.changed_at = self.at
        if self.is_new:
            self.case.save(force_insert=True)
        else:
            self.case.save()
        self._write_parts()
        self.write_clocks()
        if self.step is not None:
            self.step.case = self.case
            self.step.part = self.part
            self.step.save(force_insert=True)
        for file in self.files:
            file.case, file.step = self.case, self.step
        Attachment.objects.bulk_create(self.files)
        kept = {
            "number": self.case.number,
            "stage": self.case.stage,
            "version": self.case.version,
            **(data or {}),
        }
        record(
            actor=self.actor,
            kind="case",
            key=str(self.case.pk),
            act=act,
            data=kept,
            at=self.at,
            first=self.is_new,
        )
        send(actor=self.actor, letters=self.letters, at=self.at)

    def _write_parts(self) -> None:
        """Leavers first, then who stays, then the lead, then newcomers: each unit one part and the case one
        lead at every moment, for PostgreSQL looks at each row."""
        changed = list(self._changed_parts.values())
        for part in changed:
            part.case = self.case
        old = [part for part in changed if part.pk]
        for rank in range(3):
            _update([part for part in old if _rank(part) == rank], PART_FIELDS)
        Part.objects.bulk_create([part for part in changed if not part.pk])

    def write_clocks(self) -> None:
        changed = list(self._changed_clocks.values())
        for clock in changed:
            clock.case = self.case
            clock.part = clock.part  # a part saved a moment ago has its key only now
        _update([clock for clock in changed if clock.pk], CLOCK_FIELDS)
        Clock.objects.bulk_create([clock for clock in changed if not clock.pk])

    def say(
        self,
        *,
        kind: str = "move",
        source: str = "",
        target: str = "",
        internal: bool = False,
        data: Mapping[str, Any] | None = None,
    ) -> None:
        """The step people will read in the timeline."""
        self.step = Step(
            kind=kind,
            move=self.move.name if self.move else "",
            source=source,
            target=target,
            text=self.inputs.text.strip(),
            reason=self.inputs.reason,
            data=self.inputs.record() if data is None else dict(data),
            audience=Audience.INTERNAL if internal else Audience.EXTERNAL,
            user_id=self.actor.user_id,
            person=self.actor.name if self.actor.is_signed_in else "",
            unit_id=self.actor.organisation_id,
            unit=self.actor.organisation_name,
            at=self.at,
        )


PART_FIELDS = [
    "role",
    "stage",
    "is_open",
    "assignee",
    "previous",
    "level",
    "due_at",
    "order_at",
    "changed_at",
    "was_late",
    "was_returned",
]
CLOCK_FIELDS = [
    "state",
    "amount",
    "until",
    "extended",
    "intervals",
    "due_at",
    "warn_at",
    "provisional",
    "calendar_version",
    "level",
    "late_steps",
    "next_at",
]


def _rank(part: Part) -> int:
    return 0 if part.stage not in PRESENT_PART_STAGES else 2 if part.role == "lead" else 1


def _update(rows: list[Any], fields: list[str]) -> None:
    if len(rows) == 1:
        rows[0].save()
    elif rows:
        type(rows[0]).objects.bulk_update(rows, fields)


def load(
    actor: Actor,
    case_id: int,
    at: datetime,
    expected_version: int | None = None,
    *,
    skip_locked: bool = False,
) -> Situation:
    """Lock a case and fetch what belongs to it: three queries. Refuses a stale version, saying what holds
    now.
    """
    rows = Case.objects.all()
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(skip_locked=skip_locked)
    case = next(iter(rows.filter(pk=case_id)), None)
    if case is None:
        raise NotFound(_("There is no such case."))
    if expected_version is not None and expected_version != case.version:
        raise OutOfTurn(
            _("Someone else has changed this case in the meantime."),
            remedy=_("Look at what is new; what you typed is kept. Then try again."),
            version=case.version,
            stage=case.stage,
        )
    parts = list(case.parts.order_by("id"))
    by_id = {part.pk: part for part in parts}
    clocks = list(case.clocks.order_by("id"))
    for clock in clocks:
        if clock.part_id is not None:
            clock.part = by_id[clock.part_id]
    case.version += 1
    procedure = procedures.at_version(case.procedure, case.procedure_version)
    at = max(at, case.changed_at)  # a wall clock that was set back does not turn a case's story round
    return Situation(actor=actor, at=at, case=case, procedure=procedure, parts=parts, clocks=clocks)
