from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, FormatChecker

from linli.engines.cases.events import CaseOpened
from linli.engines.cases.models import AREA_FIELDS, Case, Part, SearchText
from linli.engines.cases.permissions import may_see
from linli.engines.cases.queries import procedures, routes
from linli.engines.cases.queries.cases import drafts_of
from linli.engines.cases.queries.units import in_force
from linli.engines.cases.rules import routing, tokens
from linli.engines.cases.rules.procedure import Procedure
from linli.engines.cases.rules.requests import Inputs
from linli.engines.cases.rules.teaching import TAUGHT
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.clock import day_of
from linli.kernel.events import publish
from linli.kernel.refusals import NotFound, RuleBroken, require
from linli.registry.places.queries import place_by_id

from . import clocks
from .numbering import next_number
from .situation import Situation

P = ParamSpec("P")


def _once(opening: Callable[P, Case]) -> Callable[P, Case]:
    """Of two requests with one key at once the second waits for the first, fails on the key, and gets its case."""

    @wraps(opening)
    def open_once(*args: P.args, **given: P.kwargs) -> Case:
        if known := _known(given):
            return known
        try:
            return opening(*args, **given)
        except IntegrityError:
            if known := _known(given):
                return known
            raise

    return open_once


def _known(given: Mapping[str, Any]) -> Case | None:
    """Almost always there is none: so ask for two columns, not for the whole row."""
    key = given.get("key")
    found = Case.objects.filter(key=key).values_list("pk", "opened_by") if key is not None else ()
    for pk, opened_by in found:
        if opened_by != given["actor"].user_id:
            raise RuleBroken(_("Somebody else has used this key."), remedy=_("Load the form again."), key=key)
        return Case.objects.get(pk=pk)
    return None


@_once
@transaction.atomic
def open_case(
    *,
    actor: Actor,
    procedure: str,
    title: str,
    area_id: int,
    at: datetime,
    text: str = "",
    category: str = "",
    flags: Iterable[str] = (),
    data: Mapping[str, Any] | None = None,
    owner_id: int | None = None,
    lead_id: int | None = None,
    assist_ids: Iterable[int] = (),
    parent_id: int | None = None,
    draft_id: int | None = None,
    key: str | None = None,
) -> Case:
    """Open a case: number, route, parts, clocks, audit and letters in one transaction.

    `key` makes it idempotent: the same key gives its writer the same case again. Without `lead_id` a routed
    procedure asks the decision table; what no row answers is open, unrouted and visible to those who route.
    Refuses with RuleBroken when `data` breaks the procedure's fields.
    """
    spec = procedures.current(procedure)
    require(
        actor == SYSTEM or actor.holds(spec.opener_power),
        _("Your present capacity does not open such a case."),
        needs=spec.opener_power,
    )
    _check_fields(spec, title, data or {})
    case = _new_case(actor, spec, title, place_by_id(area_id), at)
    case.text, case.category, case.flags, case.data = text, category, sorted(flags), dict(data or {})
    case.owner_id = owner_id if owner_id is not None else actor.organisation_id
    case.parent, case.key = _parent(actor, parent_id), key
    situation = Situation(actor=actor, at=at, case=case, procedure=spec, is_new=True, inputs=Inputs())
    _give_parts(situation, lead_id, tuple(dict.fromkeys(assist_ids)))
    case.number = next_number(spec.prefix, case.area.code, day_of(at))
    for name in spec.opening:
        TAUGHT.effects[name](situation)
    clocks.follow(situation)
    situation.say(kind="open", target=case.stage)
    return _written(situation, draft_id)


def _written(situation: Situation, draft_id: int | None) -> Case:
    case, actor = situation.case, situation.actor
    situation.commit("open", {"procedure": case.procedure, "version_of": case.procedure_version})
    SearchText.objects.create(case=case, keys=tokens.index_keys(f"{case.number} {case.title} {case.text}"))
    if draft_id is not None:
        drafts_of(actor).filter(pk=draft_id).delete()
    publish(CaseOpened(case_id=case.pk, number=case.number, procedure=case.procedure, at=situation.at))
    return case


def _parent(actor: Actor, parent_id: int | None) -> Case | None:
    """A case goes below one that its writer can see."""
    parent = Case.objects.filter(pk=parent_id).first() if parent_id is not None else None
    if parent_id is not None and (
        parent is None or not (actor == SYSTEM or may_see(actor, parent, parent.parts.all()))
    ):
        raise NotFound(_("There is no such case."))
    return parent


def _new_case(actor: Actor, spec: Procedure, title: str, area: Any, at: datetime) -> Case:
    case = Case(
        procedure=spec.name,
        procedure_version=spec.version,
        stage=spec.first,
        title=title.strip()[:200],
        area=area,
        opened_by=actor.user_id,
        opened_at=at,
        changed_at=at,
    )
    for field in AREA_FIELDS:
        setattr(case, field, getattr(area, field))
    return case


def _check_fields(spec: Procedure, title: str, data: Mapping[str, Any]) -> None:
    if not title.strip():
        remedy = _("Say in a few words what it is about.")
        raise RuleBroken(_("A case needs a title."), remedy=remedy, field="title")
    fields = Draft202012Validator(dict(spec.fields), format_checker=FormatChecker())
    found = next(fields.iter_errors(dict(data)), None)
    if found is not None:
        where = ".".join(str(step) for step in found.absolute_path) or _("the whole form")
        raise RuleBroken(
            _("A field does not fit: %(where)s.") % {"where": where}, remedy=found.message[:200], field=where
        )


def _give_parts(situation: Situation, lead_id: int | None, assist_ids: tuple[int, ...]) -> None:
    case = situation.case
    chosen = {*assist_ids, *([lead_id] if lead_id is not None else [])}
    if strangers := chosen - in_force(chosen, on=day_of(situation.at)):
        raise NotFound(_("There is no such organisation."), organisation=min(strangers))
    if lead_id is None and situation.procedure.routed:
        question = routing.Question(
            case.procedure, case.category, routes.chain_of(case), frozenset(case.flags)
        )
        answer = routes.find(question)
        case.route = dict(answer.explanation)
        lead_id = answer.row.organisation_id if answer.row else None
        case.is_routed = lead_id is not None
    units = [(lead_id, "lead")] if lead_id is not None else []
    units += [(unit, "assist") for unit in assist_ids if unit != lead_id]
    for unit, role in units:
        part = Part(case=case, organisation_id=unit, role=role, changed_at=situation.at)
        situation.parts.append(part)
        situation.touch(part)
