from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.engines.cases import permissions
from linli.engines.cases.models import Case, Part, Route
from linli.engines.cases.queries import routes
from linli.engines.cases.queries.units import in_force
from linli.engines.cases.rules import routing
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.rules.teaching import TAUGHT
from linli.engines.cases.terms import PRESENT_PART_STAGES
from linli.kernel import areas
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.audit.services import record
from linli.kernel.clock import day_of
from linli.kernel.refusals import NotFound, OutOfTurn, RuleBroken, require

from . import clocks
from .situation import Situation, load


@transaction.atomic
def replace_routes(
    *, actor: Actor, procedure: str, rows: Iterable[Mapping[str, Any]], source: str, at: datetime
) -> int:
    """Put a procedure's whole table in place: rows of category, area_code, flags, organisation_id. Returns
    their number.
    """
    require(
        actor == SYSTEM or permissions.may_route(actor), _("Only those who route cases may change the table.")
    )
    made = []
    for row in rows:
        try:
            area = areas.normalise(row["area_code"]) if row.get("area_code") else ""
        except areas.BadCode as error:
            raise RuleBroken(_("This is not an area code: %(code)s.") % {"code": error.code}) from error
        made.append(
            Route(
                procedure=procedure,
                category=row.get("category", ""),
                area_code=area,
                flags=sorted(row.get("flags", ())),
                organisation_id=row["organisation_id"],
                source=source,
            )
        )
    Route.objects.filter(procedure=procedure).delete()
    Route.objects.bulk_create(made, batch_size=2000)
    record(
        actor=actor,
        kind="routes",
        key=procedure,
        act="replace",
        data={"rows": len(made), "source": source},
        at=at,
    )
    return len(made)


@transaction.atomic
def route_again(*, actor: Actor, case_id: int, at: datetime, lead_id: int | None = None) -> Case:
    """Give an unrouted case to a unit: by the table as it now is, or to the unit a person has chosen."""
    situation = load(actor, case_id, at)
    case = situation.case
    if not (actor == SYSTEM or (permissions.may_route(actor) and permissions.oversees(actor, case))):
        raise NotFound(_("There is no such case."))
    if case.is_routed or not case.is_open:
        raise OutOfTurn(_("This case has a unit already."), remedy=_("Use a move to pass it on."))
    if lead_id is None:
        question = routing.Question(
            case.procedure, case.category, routes.chain_of(case), frozenset(case.flags)
        )
        answer = routes.find(question)
        case.route = dict(answer.explanation)
        lead_id = answer.row.organisation_id if answer.row else None
    else:
        case.route = {**case.route, "why": "person", "user": actor.user_id}
    if lead_id is None:
        raise RuleBroken(_("No row of the routing table answers."), remedy=_("Choose a unit, or add a row."))
    if not in_force([lead_id], on=day_of(at)):
        raise NotFound(_("There is no such organisation."), organisation=lead_id)
    case.is_routed = True
    _make_lead(situation, lead_id)
    situation.inputs = Inputs(unit_id=lead_id)
    for name in situation.procedure.opening:
        TAUGHT.effects[name](situation)
    clocks.follow(situation)
    situation.say(kind="route", internal=True)
    situation.commit("route", {"lead": lead_id, "why": case.route.get("why")})
    return case


def _make_lead(situation: Situation, unit_id: int) -> None:
    """A unit that assists already leads from now on; any other joins."""
    theirs = (p for p in situation.parts if p.organisation_id == unit_id and p.stage in PRESENT_PART_STAGES)
    part = next(theirs, None)
    if part is None:
        part = Part(case=situation.case, organisation_id=unit_id, changed_at=situation.at)
        situation.parts.append(part)
    part.role = "lead"
    situation.touch(part)
