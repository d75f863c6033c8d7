"""Who signs in, and in which capacities: person x post x organisation x area x period."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class User(AbstractBaseUser):
    """A person who signs in. What a person may do comes from mandates alone: no staff, no superuser."""

    username = models.CharField(
        _("User name"),
        max_length=64,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This user name is taken.")},
    )
    display_name = models.CharField(_("Name"), max_length=64)
    email = models.EmailField(_("E-mail"), blank=True)
    is_active = models.BooleanField(_("In use"), default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)

    objects = BaseUserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]

    class Meta:
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def get_short_name(self) -> str:
        return self.display_name


class Mandate(models.Model):
    """One capacity of one person, valid on the days `[starts_on, ends_on)` until it is revoked."""

    user = models.ForeignKey(User, models.PROTECT, related_name="mandates", verbose_name=_("Person"))
    post = models.ForeignKey("organisations.Post", models.PROTECT, related_name="+", verbose_name=_("Post"))
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name=_("Organisation")
    )
    area = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Area"),
        help_text=_("Leave empty for the area of the organisation."),
    )
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    granted_by = models.CharField(_("Granted by"), max_length=64)
    revoked_at = models.DateTimeField(_("Revoked"), null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("A capacity ends after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}/{self.post_id}/{self.organisation_id}"
