from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    LEAD = "lead", _("Lead unit")
    ASSIST = "assist", _("Assisting unit")


class PartStage(models.TextChoices):
    """The life of one unit's share; a procedure's moves on parts go between these."""

    PLANNED = "planned", _("not sent yet")
    OFFERED = "offered", _("to be accepted")
    ACCEPTED = "accepted", _("being handled")
    REPLIED = "replied", _("replied")
    RETURNED = "returned", _("returned")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_PART_STAGES = (PartStage.OFFERED, PartStage.ACCEPTED)
PRESENT_PART_STAGES = (PartStage.PLANNED, PartStage.OFFERED, PartStage.ACCEPTED, PartStage.REPLIED)


class ClockState(models.TextChoices):
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    STOPPED = "stopped", _("stopped")


class Level(models.IntegerChoices):
    """How a deadline stands. Worklists sort and mark by it."""

    GREEN = 0, _("on time")
    YELLOW = 1, _("due soon")
    RED = 2, _("overdue")


class Audience(models.TextChoices):
    INTERNAL = "internal", _("internal")
    EXTERNAL = "external", _("for everyone involved")


class ExtensionState(models.TextChoices):
    ASKED = "asked", _("asked")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")


class RelationKind(models.TextChoices):
    RELATED = "related", _("related")
    DUPLICATE = "duplicate", _("duplicate of")
    FOLLOWS = "follows", _("follows from")


LETTERS = {
    "offer": _("New task"),
    "again": _("To be done again"),
    "heard": _("A unit has acted"),
    "overdue": _("Overdue"),
    "escalated": _("Overdue in your area"),
    "released": _("No longer needed"),
    "extended": _("More time granted"),
    "not_extended": _("No more time"),
}
