from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class Immutable(Exception):
    """The chain of audit only grows; whoever tries otherwise has a bug or a bad intention."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def _refuse(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable("rows of the audit chain are never changed or deleted")

    update = delete = bulk_update = update_or_create = _refuse


class AppendOnly(models.Model):
    """A row that is inserted once. The database refuses the rest too (triggers, grants on PostgreSQL)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise Immutable("rows of the audit chain are never changed")
        super().save(*args, force_insert=True, using=kwargs.get("using"))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Immutable("rows of the audit chain are never deleted")


class Entry(AppendOnly):
    """What one write did to one record. `data` holds ids and plain values; sentences are made when shown.

    `at` is the moment of the act and may lie in the past (an import); `recorded_at` is that of writing.
    """

    kind = models.CharField(_("record"), max_length=40)
    key = models.CharField(_("key"), max_length=64)
    sequence = models.PositiveIntegerField(_("number in the record"))
    act = models.CharField(_("act"), max_length=60)
    at = models.DateTimeField(_("at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    user_id = models.BigIntegerField(_("user"), null=True)
    mandate_id = models.BigIntegerField(_("mandate"), null=True)
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    data = models.JSONField(_("data"), default=dict)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "sequence"], name="audit_one_chain_per_record")
        ]
        indexes = [models.Index(fields=["user_id", "id"], name="audit_by_user")]
        verbose_name = _("audit entry")

    def __str__(self) -> str:
        return f"{self.kind} {self.key} #{self.sequence} {self.act}"


class Seal(AppendOnly):
    """The Merkle root of the rows after the last seal, up to row `through`; a seal covers the one before."""

    day = models.DateField(_("day"), unique=True)
    through = models.PositiveBigIntegerField(_("last row"))
    count = models.PositiveBigIntegerField(_("entries"))
    root = models.BinaryField(max_length=32)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("daily seal")

    def __str__(self) -> str:
        return f"{self.day} {self.count}"
