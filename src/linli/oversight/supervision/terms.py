"""Words of supervision: stages, levels, figures, and the project's own defaults."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

PLAN = "supervision.plan"
HANDLE = "cases.handle"
PROCEDURE = "supervision.task"
ORDER_PREFIX = "DD"

# Project defaults: the documents read so far give no number for these. Pages say so beside the field.
DEFAULT_DUE_DAYS = 90
DUE_BASIS = "project default"
AUTOMATIC_REPLY_WORKDAYS = 3


class Stage(models.TextChoices):
    """A document is corrected while it is being read; once confirmed, its tasks are cases."""

    READING = "reading", _("Being checked")
    CONFIRMED = "confirmed", _("Confirmed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class OrderLevel(models.IntegerChoices):
    """How sharply an order speaks; every further lateness of the same unit raises it by one."""

    REMINDER = 1, _("Level 1: reminder")
    WARNING = 2, _("Level 2: warning")
    ACCOUNT = 3, _("Level 3: accountability")


class BulletinState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")


FIGURES = {
    "tasks": _("Tasks"),
    "open": _("In hand"),
    "replied": _("Replied"),
    "on_time": _("Replied on time"),
    "late": _("Late"),
    "returned": _("Returned"),
    "verified": _("Verified"),
}

# What each figure counts, said under every table that shows them.
FIGURES_EXPLAINED = _(
    "Late: overdue at any time, in accepting or in handling. Verified: replied, and the supervising office "
    "has found it done. A task passed on to another unit counts for that unit."
)

DATE_KINDS = {
    "adopted": _("adopted"),
    "approved": _("approved"),
    "revised": _("revised"),
    "issued": _("issued"),
    "signed": _("signed"),
    "released": _("released"),
    "uploaded": _("put on the web"),
    "effective": _("in force from"),
}

UNREADABLE = {
    "empty": _("The file is empty."),
    "too_large": _("The file is too large to be a policy document."),
    "too_long": _("The text is too long to be a policy document."),
    "too_many_parts": _("The text has too many articles or tasks for one document."),
    "binary": _("The file holds no text."),
    "encoding": _("The characters of this file cannot be told: it is in no usual Chinese encoding."),
    "unsupported": _("This kind of file cannot be read."),
    "encrypted": _("The file is protected by a password."),
    "broken": _("The file is damaged."),
    "expands_too_much": _("The file unpacks to far more than it should."),
    "no_text": _("The file holds pictures of pages, but no text."),
}
UNREADABLE_OTHERWISE = _("The file cannot be read as a policy document.")
UNREADABLE_REMEDY = _(
    "Nothing was stored. Send the text as TXT, as DOCX, or as a PDF whose text can be selected."
)
