"""What happened in a case, in words: its steps, its clocks with their proof, why a unit got it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.engines.cases.forms.schemas import titles_of
from linli.engines.cases.queries.cases import Sheet
from linli.engines.cases.queries.categories import categories
from linli.engines.cases.rules.clocks import Unit
from linli.engines.cases.rules.procedure import Move, Procedure
from linli.engines.cases.rules.worktime import last_day
from linli.engines.cases.terms import Audience, ClockState, Level, PartStage
from linli.kernel.labels import say
from linli.kernel.refusals import Text
from linli.kernel.shell.jinja import moment

if TYPE_CHECKING:
    from linli.engines.cases.models import Attachment, Clock, Step

KINDS: Mapping[str, Text] = {
    "open": gettext_lazy("Opened"),
    "note": gettext_lazy("Remark"),
    "files": gettext_lazy("Files added"),
    "assign": gettext_lazy("Person in charge named"),
    "relate": gettext_lazy("Case linked"),
    "route": gettext_lazy("Given to a unit"),
    "clock": gettext_lazy("Time limit"),
}
DID: Mapping[str, Text] = {
    "cases.remind": gettext_lazy("units reminded"),
    "cases.escalate": gettext_lazy("told the body above"),
    "supervision.order_late": gettext_lazy("supervision order issued"),
}
UNITS: Mapping[str, Text] = {
    Unit.WORKDAY: gettext_lazy("working days"),
    Unit.DAY: gettext_lazy("days"),
    Unit.WORKHOUR: gettext_lazy("office hours"),
    Unit.HOUR: gettext_lazy("hours"),
}
TONES = {Level.GREEN: "green", Level.YELLOW: "yellow", Level.RED: "red"}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the timeline."""

    title: str
    step: Step
    tone: str
    target: str = ""
    reason: str = ""
    details: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)

    @property
    def is_internal(self) -> bool:
        return self.step.kind == "note" and self.step.audience == Audience.INTERNAL


@dataclass(frozen=True, slots=True)
class Proof:
    """A clock with all that its deadline rests on."""

    clock: Clock
    title: str
    limit: str
    tone: str
    last_on: date | None
    intervals: list[tuple[datetime, datetime | None]]

    @property
    def state(self) -> str:
        return str(ClockState(self.clock.state).label)


def move_of(procedure: Procedure, step: Step) -> Move | None:
    return procedure.move(step.move, "part" if step.part_id else "case") or procedure.move(step.move)


def stage_title(procedure: Procedure, name: str, on_part: bool) -> str:
    if on_part:
        return str(PartStage(name).label) if name in PartStage.values else name
    return say(procedure.stages[name].title) if name in procedure.stages else name


def timeline(sheet: Sheet) -> list[Told]:
    """Newest first."""
    files: dict[int | None, list[Attachment]] = defaultdict(list)
    for file in sheet.attachments:
        files[file.step_id].append(file)
    units = {part.organisation_id: part.organisation.name for part in sheet.parts}
    return [_told(sheet, step, files[step.pk], units) for step in sheet.steps]


def _told(sheet: Sheet, step: Step, files: list[Attachment], units: Mapping[int, str]) -> Told:
    procedure = sheet.procedure
    move = move_of(procedure, step) if step.move else None
    title = say(move.title) if move else str(KINDS.get(step.kind, step.kind))
    reason = say(move.reasons[step.reason]) if move and step.reason in move.reasons else step.reason
    moved = step.target and step.target != step.source
    target = (
        stage_title(procedure, step.target, step.kind == "move" and step.part_id is not None) if moved else ""
    )
    asked = titles_of(move.inputs) if move else {}
    details = list(
        _clock_words(procedure, step.data) if step.kind == "clock" else _given(step.data, units, asked)
    )
    return Told(title, step, _tone(step), target, reason, details, files)


def _tone(step: Step) -> str:
    if step.kind != "clock":
        return "green"
    levels = [change.get("level", 0) for change in step.data.get("lights", ())]
    return TONES[Level(max(levels, default=0))] if levels else "grey"


def _given(data: Mapping[str, Any], units: Mapping[int, str], asked: Mapping[str, str]) -> Iterator[str]:
    """What people gave with a move; what a module keeps beside it for itself is not shown."""
    if "unit_id" in data:
        yield _("Unit: %(unit)s") % {"unit": units.get(data["unit_id"], data["unit_id"])}
    if "days" in data:
        yield _("Days: %(days)s") % {"days": data["days"]}
    if "due_on" in data:
        yield _("Last day: %(day)s") % {"day": data["due_on"]}
    yield from (f"{title}: {data[name]}" for name, title in asked.items() if data.get(name))


def _clock_words(procedure: Procedure, data: Mapping[str, Any]) -> Iterator[str]:
    for change in data.get("lights", ()):
        name = _clock_title(procedure, change["clock"])
        if "level" in change:
            yield f"{name}: {Level(change['level']).label}"
        elif "did" in change:
            yield f"{name}: {DID.get(change['did'], change['did'])}"
    for change in data.get("recomputed", ()):
        name = _clock_title(procedure, change["clock"])
        facts = {"clock": name, "was": _moment(change["was"]), "now": _moment(change["now"])}
        yield _("%(clock)s: from %(was)s to %(now)s, because the calendar changed") % facts


def _moment(text: str) -> str:
    return moment(datetime.fromisoformat(text)) if text != "None" else moment(None)


def _clock_title(procedure: Procedure, name: str) -> str:
    spec = procedure.clock(name)
    return say(spec.title) if spec else name


def proofs(sheet: Sheet) -> list[Proof]:
    return [_proof(sheet.procedure, clock) for clock in sheet.clocks]


def _proof(procedure: Procedure, clock: Clock) -> Proof:
    if clock.until:
        limit = _("until the end of %(day)s") % {"day": clock.until.isoformat()}
    else:
        limit = f"{clock.amount} {UNITS.get(clock.unit, clock.unit)}"
    spans = [
        (datetime.fromisoformat(start), datetime.fromisoformat(end) if end else None)
        for start, end in clock.intervals
    ]
    tone = TONES[Level(clock.level)] if clock.state == ClockState.RUNNING and clock.due_at else ""
    last_on = last_day(clock.due_at) if clock.due_at else None
    return Proof(clock, _clock_title(procedure, clock.name), limit, tone, last_on, spans)


def why_this_unit(route: Mapping[str, Any], area_name: str) -> list[str]:
    """The explanation that was stored when the case was routed, in sentences."""
    if not route:
        return []
    said = list(_asked(route.get("asked", {}), area_name))
    matched = route.get("matched", [])
    facts = {"count": len(matched), "row": route.get("row")}
    said.append(
        {
            "most_specific": _(
                "%(count)s rows of the table fit; the most specific one, row %(row)s, decides."
            )
            % facts,
            "no_row": _("No row of the table fits."),
            "conflict": _("Two rows that are equally specific name different units, so none decides."),
            "person": _("A person chose the unit."),
        }.get(str(route.get("why")), "")
    )
    return [sentence for sentence in said if sentence]


def _asked(asked: Mapping[str, Any], area_name: str) -> Iterator[str]:
    if name := asked.get("category"):
        yield _("Category: %(category)s.") % {"category": say(categories().get(name, name))}
    if asked:
        yield _("Area: %(area)s, then the areas above it.") % {"area": area_name}
    if flags := asked.get("flags"):
        yield _("Marks: %(flags)s.") % {"flags": ", ".join(flags)}
