"""What a move's door needs before it calls the service: three things, two queries."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from linli.engines.cases import permissions
from linli.engines.cases.models import Case, Part
from linli.engines.cases.rules.procedure import Procedure
from linli.kernel.actors import Actor
from linli.kernel.refusals import NotFound

from . import procedures

OWN = "own"


@dataclass(frozen=True, slots=True)
class Desk:
    case: Case
    procedure: Procedure
    parts: list[Part]

    def part(self, actor: Actor, wanted: str) -> Part | None:
        """The part by its key; `own`: what the actor's unit has in it now; nothing wanted: the case itself."""
        if not wanted:
            return None
        for part in self.parts:
            is_own = part.organisation_id == actor.organisation_id and part.stage not in (
                "returned",
                "withdrawn",
            )
            if str(part.pk) == wanted or (wanted == OWN and is_own):
                return part
        raise NotFound(_("This unit has no part in the case."))


def desk(actor: Actor, number: str) -> Desk:
    """NotFound too for what this actor may not see."""
    found = Case.objects.filter(number=number).first()
    parts = list(found.parts.order_by("id")) if found else []
    if found is None or not permissions.may_see(actor, found, parts):
        raise NotFound(_("There is no such case."))
    return Desk(found, procedures.at_version(found.procedure, found.procedure_version), parts)
