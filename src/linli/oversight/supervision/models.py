"""Documents read in, their articles and tasks; supervision orders; bulletins."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.engines.cases.terms import Role
from linli.registry.organisations.terms import Group

from .terms import BulletinState, OrderLevel, Stage


class PolicyDocument(models.Model):
    """A policy document as it was read in. `version` counts its writes: the length of its audit chain.

    `dates`: [{date, kind}], `cites`: [{title, number}]; `source` is the text that articles point into;
    the original bytes lie in the attachment store under `sha256`.
    """

    title = models.CharField(_("Title"), max_length=200)
    number = models.CharField(_("Document number"), max_length=60, blank=True)
    issuers = models.JSONField(_("Issued by"), default=list)
    dates = models.JSONField(_("Dates"), default=list)
    cites = models.JSONField(_("Documents it names"), default=list)
    area = models.ForeignKey("places.Place", models.PROTECT, related_name="+", verbose_name=_("Area"))
    owner = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("Supervising office")
    )
    file_name = models.CharField(_("File"), max_length=150)
    sha256 = models.CharField(max_length=64)
    source = models.TextField(_("Text"))
    stage = models.CharField(_("State"), max_length=10, choices=Stage, default=Stage.READING)
    read_at = models.DateTimeField(_("Read in at"))
    confirmed_at = models.DateTimeField(_("Confirmed at"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("policy document")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "sha256"], condition=~Q(stage="withdrawn"), name="supervision_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Article(models.Model):
    """A numbered piece of a document: `path` is its printed labels, `[start, end)` its place in the text."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="articles")
    path = models.CharField(_("Article"), max_length=300)
    level = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    heading = models.CharField(_("Heading"), max_length=200, blank=True)
    text = models.TextField(_("Text"), blank=True)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["start", "level"]
        constraints = [
            models.UniqueConstraint(fields=["document", "path"], name="supervision_article_once"),
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="supervision_article_spans"),
        ]

    def __str__(self) -> str:
        return self.path


class TaskDraft(models.Model):
    """A row of the table of tasks, corrected by a person; from confirmation on, the case that came of it."""

    document = models.ForeignKey(PolicyDocument, models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField(_("No."))
    sub = models.CharField(_("Part of the row"), max_length=5, blank=True)
    text = models.TextField(_("Task"))
    units_raw = models.TextField(_("Units as printed"), blank=True)
    order = models.PositiveIntegerField()
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Article")
    )
    due_on = models.DateField(_("Due"), null=True, blank=True)
    included = models.BooleanField(_("To be supervised"), default=True)
    remark = models.CharField(_("Remark"), max_length=500, blank=True)
    case = models.OneToOneField("cases.Case", models.PROTECT, null=True, related_name="policy_task")

    class Meta:
        ordering = ["document", "order"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number", "sub"], name="supervision_task_once")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return f"{self.number}{self.sub}"


class TaskUnit(models.Model):
    """Who is to do a task: a name as printed, and whom it means.

    One printed name may stand in several rows, one for each organisation a person chose. `inferred`: that it
    leads was concluded from punctuation, the document does not say so.
    """

    task = models.ForeignKey(TaskDraft, models.PROTECT, related_name="units")
    name = models.CharField(_("Name in the document"), max_length=200)
    role = models.CharField(_("Role"), max_length=10, choices=Role)
    inferred = models.BooleanField(default=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, null=True, related_name="+"
    )
    group = models.CharField(_("Group"), max_length=20, blank=True, choices=Group)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["task", "order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["task", "name", "organisation"], name="supervision_unit_once"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(group=""), name="supervision_unit_means_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_mapped(self) -> bool:
        return self.organisation_id is not None or self.group not in ("", Group.CHOOSE)


class Order(models.Model):
    """督办单: an order to one unit of a case (or to all of them, without `part`) to answer by a day."""

    number = models.CharField(_("Number"), max_length=40, unique=True)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="orders")
    part = models.ForeignKey("cases.Part", models.PROTECT, null=True, related_name="orders")
    level = models.PositiveSmallIntegerField(_("Level"), choices=OrderLevel)
    automatic = models.BooleanField(_("Automatic"), default=False)
    text = models.TextField(_("What is required"))
    accountability = models.TextField(_("Accountability"), blank=True)
    reply_due_on = models.DateField(_("Reply by"))
    issued_at = models.DateTimeField(_("Issued at"))
    issued_by = models.CharField(_("Issued by"), max_length=100)
    replied_at = models.DateTimeField(_("Replied at"), null=True)
    replied_by = models.CharField(_("Replied by"), max_length=200, blank=True)
    reply = models.TextField(_("Reply"), blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("supervision order")
        indexes = [models.Index(fields=["case", "part"], name="orders_of_part")]

    def __str__(self) -> str:
        return self.number


class Bulletin(models.Model):
    """通报: figures of a period `[start, end)`, frozen when it was drawn up, with the office's remarks."""

    title = models.CharField(_("Title"), max_length=200)
    area = models.ForeignKey("places.Place", models.PROTECT, related_name="+", verbose_name=_("Area"))
    owner = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    start = models.DateField(_("From"))
    end = models.DateField(_("Until"))
    generated_at = models.DateTimeField(_("Figures of"))
    data = models.JSONField(default=dict)
    text = models.TextField(_("Remarks"), blank=True)
    state = models.CharField(_("State"), max_length=10, choices=BulletinState, default=BulletinState.DRAFT)
    published_at = models.DateTimeField(_("Published at"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("bulletin")
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="supervision_bulletin_period")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_on(self) -> date:
        """The last day of the period, as people write it."""
        return self.end - timedelta(days=1)
