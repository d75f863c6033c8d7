"""What the engine keeps beside cases: procedures, routes, numbers, drafts, search keys."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .matters import Case


class ProcedureVersion(models.Model):
    """A procedure as it was installed; a running case stays on its version.

    The text keeps the order in which the clerk wrote the stages; PostgreSQL's jsonb would not.
    """

    name = models.CharField(_("procedure"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    digest = models.CharField(max_length=64)
    text = models.TextField()
    installed_at = models.DateTimeField(_("installed at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="cases_procedure_once")]
        verbose_name = _("procedure version")

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


class Route(models.Model):
    """One row of the routing table."""

    procedure = models.CharField(_("procedure"), max_length=60)
    category = models.CharField(_("category"), max_length=60, blank=True)
    area_code = models.CharField(_("area"), max_length=20, blank=True)
    flags = models.JSONField(_("flags"), default=list, blank=True)
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, related_name="+")
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("route")
        indexes = [models.Index(fields=["procedure", "area_code", "category"], name="routes_look_up")]

    def __str__(self) -> str:
        return f"{self.procedure} {self.category} {self.area_code}"


class Counter(models.Model):
    """The last number given per prefix, area and day; one row is locked, never the table."""

    prefix = models.CharField(max_length=6)
    area_code = models.CharField(max_length=20)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["prefix", "area_code", "day"], name="cases_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.area_code} {self.day} {self.last}"


class Draft(models.Model):
    """What someone has typed and not sent: no number, no clock, nobody else sees it."""

    user_id = models.BigIntegerField(db_index=True)
    procedure = models.CharField(_("procedure"), max_length=60)
    content = models.JSONField(default=dict)
    changed_at = models.DateTimeField(_("changed at"))

    class Meta:
        verbose_name = _("draft")

    def __str__(self) -> str:
        return f"{self.procedure} {self.pk}"


class SearchText(models.Model):
    """Search keys of a case (`rules.tokens`); the full-text index of either database stands on them."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="+")
    keys = models.TextField()

    def __str__(self) -> str:
        return str(self.case_id)
