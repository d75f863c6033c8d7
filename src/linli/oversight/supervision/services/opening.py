"""The beats that every write on a document begins and ends with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from linli.kernel.actors import Actor
from linli.kernel.audit.services import record
from linli.kernel.refusals import NotFound, OutOfTurn, require
from linli.oversight.supervision import permissions
from linli.oversight.supervision.models import PolicyDocument, TaskDraft
from linli.oversight.supervision.queries.documents import documents_visible_to
from linli.oversight.supervision.terms import Stage


def opened(
    actor: Actor, document_id: int, *, version: int | None = None, stage: str = Stage.READING
) -> PolicyDocument:
    """Lock a document for a change by its office, in this stage and, if given, at this version."""
    rows = documents_visible_to(actor).select_related("area", "owner")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    document = rows.filter(pk=document_id).first()
    if document is None:
        raise NotFound(_("There is no such document."))
    require(permissions.may_edit(actor, document), _("Only the supervising office changes its documents."))
    if document.stage != stage:
        raise OutOfTurn(
            _("The document is no longer at this step: it is %(stage)s.")
            % {"stage": document.get_stage_display()},
            remedy=_("Look at its present state."),
            stage=document.stage,
        )
    if version is not None and version != document.version:
        raise OutOfTurn(
            _("Someone else has changed this document in the meantime."),
            remedy=_("Look at what is new, then try again."),
            version=document.version,
        )
    return document


def opened_task(actor: Actor, task_id: int) -> TaskDraft:
    """A task whose document is still being checked, with the locked document at `task.document`."""
    task = TaskDraft.objects.filter(pk=task_id).select_related("article").first()
    if task is None:
        raise NotFound(_("There is no such task."))
    task.document = opened(actor, task.document_id)
    return task


def written(
    actor: Actor,
    document: PolicyDocument,
    act: str,
    data: Mapping[str, Any],
    at: datetime,
    *,
    first: bool = False,
) -> PolicyDocument:
    """Save the document at its next version, with one entry in its chain."""
    if not first:
        document.version += 1
    document.save()
    record(actor=actor, kind="policy", key=str(document.pk), act=act, data=data, at=at, first=first)
    return document
