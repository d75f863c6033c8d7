from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .terms import State


class Message(models.Model):
    """One thing to tell one recipient over one channel, written in the transaction of the act that causes
    it.
    """

    channel = models.CharField(_("channel"), max_length=20)
    to = models.CharField(_("recipient"), max_length=120)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    link = models.CharField(_("address"), max_length=300, blank=True)
    key = models.CharField(_("key"), max_length=120, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("created at"))
    next_at = models.DateTimeField(_("next attempt at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], name="outbox_due", condition=models.Q(state="pending")),
        ]
        verbose_name = _("message")

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"


class InboxItem(models.Model):
    """A message as a person finds it in the platform. The key makes a second delivery impossible."""

    user_id = models.BigIntegerField(_("user"), null=True)
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"), blank=True)
    link = models.CharField(_("address"), max_length=300, blank=True)
    key = models.CharField(_("key"), max_length=120, unique=True)
    at = models.DateTimeField(_("at"))
    read_at = models.DateTimeField(_("read at"), null=True)

    class Meta:
        indexes = [
            models.Index(fields=["user_id", "-id"], name="inbox_of_user"),
            models.Index(fields=["organisation_id", "-id"], name="inbox_of_unit"),
        ]
        verbose_name = _("inbox item")

    def __str__(self) -> str:
        return self.subject
