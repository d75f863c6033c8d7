from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from linli.engines.cases.models import ProcedureVersion
from linli.engines.cases.queries import procedures
from linli.kernel.actors import SYSTEM, Actor
from linli.kernel.audit.services import record
from linli.kernel.refusals import RuleBroken, require


@transaction.atomic
def install(*, actor: Actor, data: Mapping[str, Any], at: datetime) -> bool:
    """Install one procedure of a checked pack; False if this very version is there already.

    The same version with another content is refused: running cases rely on what they were started with.
    """
    require(
        actor == SYSTEM or actor.holds("system.configure"), _("Only the system administrator may do that.")
    )
    text = json.dumps(data, ensure_ascii=False)
    name, version, digest = data["name"], data["version"], sha256(text.encode()).hexdigest()
    known = ProcedureVersion.objects.filter(name=name, version=version).first()
    if known is not None:
        if known.digest == digest:
            return False
        raise RuleBroken(
            _("Procedure %(name)s has changed, but its version is still %(version)s.")
            % {"name": name, "version": version},
            remedy=_("Raise the version number in the file; running cases stay on the old one."),
        )
    ProcedureVersion.objects.create(name=name, version=version, digest=digest, text=text, installed_at=at)
    record(
        actor=actor,
        kind="procedure",
        key=name,
        act="install",
        data={"version": version, "digest": digest},
        at=at,
    )
    procedures.forget()
    return True
