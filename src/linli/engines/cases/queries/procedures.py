"""Procedures as installed: compiled once per process and version."""

from __future__ import annotations

import json
from functools import lru_cache

from django.utils.translation import gettext as _

from linli.engines.cases.models import ProcedureVersion
from linli.engines.cases.rules.procedure import Procedure, compile_procedure
from linli.kernel.refusals import NotFound


@lru_cache(maxsize=500)
def _compiled(name: str, version: int, digest: str) -> Procedure:
    """The digest is part of the key: a rolled-back installation must not leave its content behind."""
    text = ProcedureVersion.objects.values_list("text", flat=True).get(
        name=name, version=version, digest=digest
    )
    return compile_procedure(json.loads(text))


def current(name: str) -> Procedure:
    """The newest installed version; one query, two the first time. NotFound for a name nobody installed."""
    found = (
        ProcedureVersion.objects.filter(name=name)
        .order_by("-version")
        .values_list("name", "version", "digest")
        .first()
    )
    if found is None:
        raise NotFound(
            _("There is no procedure called %(name)s.") % {"name": name},
            remedy=_("Load the packs (linli packs load), or check the name."),
        )
    return _compiled(*found)


@lru_cache(maxsize=500)
def _digest(name: str, version: int) -> str:
    return ProcedureVersion.objects.values_list("digest", flat=True).get(name=name, version=version)


def at_version(name: str, version: int) -> Procedure:
    """The version a running case stays on; no query once known."""
    return _compiled(name, version, _digest(name, version))


def forget() -> None:
    """After an installation in this process, or in tests that roll one back."""
    _compiled.cache_clear()
    _digest.cache_clear()


def installed() -> list[Procedure]:
    """The newest version of every procedure, by name."""
    newest: dict[str, int] = {}
    for name, version in ProcedureVersion.objects.order_by("name", "version").values_list("name", "version"):
        newest[name] = version
    return [at_version(name, version) for name, version in newest.items()]
