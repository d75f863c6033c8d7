"""A matter on its way, and everything that hangs on it."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.terms import (
    Audience,
    ClockState,
    ExtensionState,
    Level,
    PartStage,
    RelationKind,
    Role,
)

NEVER = datetime(2999, 12, 31, tzinfo=UTC)
AREA_FIELDS = ("province", "city", "district", "street", "community")


class Case(models.Model):
    """One matter on its way through a procedure.

    Codes of the areas above are repeated here, so that a worklist of any tier is one index range.
    `order_at` is `due_at` or a far day, never empty: lists page by (order_at, id).
    """

    number = models.CharField(_("number"), max_length=40, unique=True)
    procedure = models.CharField(_("procedure"), max_length=60)
    procedure_version = models.PositiveIntegerField(_("version"))
    stage = models.CharField(_("stage"), max_length=40)
    is_open = models.BooleanField(_("open"), default=True)
    is_routed = models.BooleanField(_("routed"), default=True)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    flags = models.JSONField(_("flags"), default=list, blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    route = models.JSONField(_("why this unit"), default=dict, blank=True)
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey("places.Place", models.PROTECT, related_name="+")
    province = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=12, blank=True)
    district = models.CharField(max_length=12, blank=True)
    street = models.CharField(max_length=12, blank=True)
    community = models.CharField(max_length=12, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    level = models.PositiveSmallIntegerField(_("light"), choices=Level, default=Level.GREEN)
    due_at = models.DateTimeField(_("due"), null=True)
    order_at = models.DateTimeField(default=NEVER)
    opened_by = models.BigIntegerField(_("opened by"), null=True)
    opened_at = models.DateTimeField(_("opened at"))
    changed_at = models.DateTimeField(_("changed at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    version = models.PositiveIntegerField(default=1)
    key = models.CharField(_("idempotency key"), max_length=80, null=True, unique=True)

    class Meta:
        verbose_name = _("case")
        indexes = [
            models.Index(
                fields=["owner", "order_at", "id"], name="cases_of_owner", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["street", "order_at", "id"], name="cases_of_street", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["community", "order_at", "id"], name="cases_of_comm", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["district", "order_at", "id"], name="cases_of_dist", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["city", "order_at", "id"], name="cases_of_city", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["order_at", "id"], name="cases_red", condition=models.Q(is_open=True, level=2)
            ),
            models.Index(fields=["procedure", "opened_at"], name="cases_of_procedure"),
            models.Index(fields=["id"], name="cases_unrouted", condition=models.Q(is_routed=False)),
            models.Index(
                fields=["owner", "-closed_at", "-id"], name="cases_done", condition=models.Q(is_open=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Part(models.Model):
    """One unit's share of a case: the lead's or an assistant's, with its own acceptance, reply and clock."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="parts")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    stage = models.CharField(_("stage"), max_length=10, choices=PartStage, default=PartStage.PLANNED)
    is_open = models.BooleanField(_("open"), default=False)
    assignee = models.BigIntegerField(_("in charge"), null=True)
    previous = models.ForeignKey("organisations.Organisation", models.PROTECT, null=True, related_name="+")
    level = models.PositiveSmallIntegerField(_("light"), choices=Level, default=Level.GREEN)
    due_at = models.DateTimeField(_("due"), null=True)
    order_at = models.DateTimeField(default=NEVER)
    changed_at = models.DateTimeField(_("changed at"))
    was_late = models.BooleanField(_("was overdue"), default=False)
    was_returned = models.BooleanField(_("was returned"), default=False)

    class Meta:
        verbose_name = _("part")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "organisation"],
                condition=~models.Q(stage__in=["returned", "withdrawn"]),
                name="cases_one_part_per_unit",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(role="lead") & ~models.Q(stage__in=["returned", "withdrawn"]),
                name="cases_one_lead",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "order_at", "id"], name="parts_open", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["assignee", "order_at", "id"], name="parts_mine", condition=models.Q(is_open=True)
            ),
            models.Index(
                fields=["organisation", "-changed_at", "-id"],
                name="parts_done",
                condition=models.Q(is_open=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.organisation_id}"


class Clock(models.Model):
    """A time limit of a case or of one part, kept as intervals, so that its deadline can be proven."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clocks")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="clocks")
    name = models.CharField(_("clock"), max_length=40)
    state = models.CharField(_("state"), max_length=10, choices=ClockState)
    amount = models.PositiveIntegerField(_("limit"), default=0)
    unit = models.CharField(_("unit"), max_length=10)
    until = models.DateField(_("last day"), null=True)
    extended = models.PositiveIntegerField(_("extended by"), default=0)
    intervals = models.JSONField(_("intervals"), default=list)
    due_at = models.DateTimeField(_("due"), null=True)
    warn_at = models.DateTimeField(_("warn from"), null=True)
    provisional = models.BooleanField(_("provisional"), default=False)
    calendar_version = models.CharField(_("calendar"), max_length=40, blank=True)
    level = models.PositiveSmallIntegerField(_("light"), choices=Level, default=Level.GREEN)
    late_steps = models.PositiveSmallIntegerField(_("steps taken after the deadline"), default=0)
    next_at = models.DateTimeField(_("looks again at"), null=True)

    class Meta:
        verbose_name = _("clock")
        constraints = [
            models.UniqueConstraint(fields=["case", "part", "name"], name="cases_clock_of_part"),
            models.UniqueConstraint(
                fields=["case", "name"], condition=models.Q(part=None), name="cases_clock_of_case"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="clocks_next", condition=models.Q(next_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.name}"


class Step(models.Model):
    """What happened, as people read it: a move, a note, a level of lateness."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="steps")
    kind = models.CharField(max_length=10, default="move")
    move = models.CharField(_("move"), max_length=40, blank=True)
    source = models.CharField(_("from"), max_length=40, blank=True)
    target = models.CharField(_("to"), max_length=40, blank=True)
    text = models.TextField(_("opinion"), blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    data = models.JSONField(default=dict, blank=True)
    audience = models.CharField(_("audience"), max_length=10, choices=Audience, default=Audience.EXTERNAL)
    user_id = models.BigIntegerField(_("person"), null=True)
    person = models.CharField(_("person"), max_length=64, blank=True)
    unit_id = models.BigIntegerField(_("unit"), null=True)
    unit = models.CharField(_("unit"), max_length=100, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("step")
        indexes = [models.Index(fields=["case", "id"], name="steps_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.move or self.kind}"


class Attachment(models.Model):
    """A file beside a case; its bytes lie under their SHA-256 outside everything a web server serves."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="attachments")
    step = models.ForeignKey(Step, models.PROTECT, null=True, related_name="attachments")
    name = models.CharField(_("file name"), max_length=150)
    media_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    user_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("attachment")

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    case = models.ForeignKey(Case, models.PROTECT, related_name="relations")
    other = models.ForeignKey(Case, models.PROTECT, related_name="+")
    kind = models.CharField(_("relation"), max_length=10, choices=RelationKind)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("relation")
        constraints = [models.UniqueConstraint(fields=["case", "other", "kind"], name="cases_relation_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.other_id}"


class Extension(models.Model):
    """A request for more time, and its answer."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    clock = models.ForeignKey(Clock, models.PROTECT, related_name="extensions")
    amount = models.PositiveIntegerField(_("by"))
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=10, choices=ExtensionState, default=ExtensionState.ASKED)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)

    class Meta:
        verbose_name = _("extension")

    def __str__(self) -> str:
        return f"{self.clock_id} +{self.amount}"
