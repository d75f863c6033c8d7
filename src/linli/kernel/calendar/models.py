"""The office's own table of days, above the library's, and its versions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from linli.kernel.calendar.terms import DayKind


class CalendarDay(models.Model):
    """A day on which the office's table speaks; every other day is the library's, or a plain week's."""

    day = models.DateField(_("day"), unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DayKind.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=DayKind.values), name="calendar_day_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.kind} {self.name}".strip()


class CalendarVersion(models.Model):
    """One change of the table. `digest` is of the whole table after it, so that a change by hand shows."""

    number = models.PositiveIntegerField(_("version"), unique=True)
    at = models.DateTimeField(_("at"))
    reason = models.CharField(_("reason"), max_length=300)
    digest = models.CharField(_("digest"), max_length=64)

    class Meta:
        verbose_name = _("calendar version")
        verbose_name_plural = _("calendar versions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.reason}"
