"""Organisations, how they relate, what documents call them, and who holds which post in them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .terms import Group, Kind, RelationKind, Speciality


def _ends_after(name: str, start: str, end: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name, condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gt": F(start)})
    )


class Organisation(models.Model):
    """One organisation on the days `[valid_from, valid_to)`.

    `parent` is its place in its own house (an office of a department); what binds two bodies of different
    nature is a `Relation`. `area` is the place it works for, none for the whole country.
    """

    name = models.CharField(_("Name"), max_length=200)
    short_name = models.CharField(_("Short name"), max_length=100, blank=True, default="")
    credit_code = models.CharField(
        _("Unified social credit code"), max_length=18, null=True, blank=True, unique=True
    )
    kind = models.CharField(_("Kind"), max_length=20, choices=Kind.choices)
    speciality = models.CharField(
        _("Field of work"), max_length=20, blank=True, default="", choices=Speciality.choices
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Part of")
    )
    area = models.ForeignKey(
        "places.Place",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("Area"),
    )
    email = models.EmailField(_("E-mail"), blank=True, default="")
    valid_from = models.DateField(_("From"))
    valid_to = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        ordering = ["area__code", "kind", "name"]
        indexes = [
            models.Index(name="organisation_name", fields=["name"]),
            models.Index(name="organisation_short_name", fields=["short_name"]),
            models.Index(name="organisation_area_kind", fields=["area", "kind"]),
        ]
        constraints = [
            _ends_after("organisation_ends_after_it_starts", "valid_from", "valid_to"),
            models.UniqueConstraint(
                name="organisation_named_once_in_area",
                fields=["area", "name"],
                condition=Q(valid_to__isnull=True),
            ),
            models.CheckConstraint(
                name="organisation_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Relation(models.Model):
    """The source is `kind` the target, on the days `[starts_on, ends_on)`."""

    source = models.ForeignKey(Organisation, models.PROTECT, related_name="relations")
    target = models.ForeignKey(Organisation, models.PROTECT, related_name="related_by")
    kind = models.CharField(_("Relation"), max_length=20, choices=RelationKind.choices)
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                name="relation_open_once",
                fields=["source", "target", "kind"],
                condition=Q(ends_on__isnull=True),
            ),
            models.CheckConstraint(name="relation_of_two", condition=~Q(source=F("target"))),
            _ends_after("relation_ends_after_it_starts", "starts_on", "ends_on"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Alias(models.Model):
    """A name as documents print it, within an area (empty: everywhere), and whom it means.

    Several rows of one name mean several organisations; a row with a group means whoever is in that group.
    """

    name = models.CharField(_("Name in documents"), max_length=200)
    area_code = models.CharField(_("Area"), max_length=12, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="aliases",
        verbose_name=_("Organisation"),
    )
    group = models.CharField(_("Group"), max_length=20, blank=True, default="", choices=Group.choices)

    class Meta:
        ordering = ["name", "area_code"]
        constraints = [
            models.UniqueConstraint(
                name="alias_once",
                fields=["name", "area_code", "organisation"],
                condition=Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(
                name="alias_one_group", fields=["name", "area_code"], condition=~Q(group="")
            ),
            models.CheckConstraint(
                name="alias_means_one_thing",
                condition=Q(organisation__isnull=False, group="")
                | (Q(organisation__isnull=True) & ~Q(group="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A post that packs define: its powers are what a mandate on it allows; a lower rank stands higher."""

    code = models.CharField(_("Code"), max_length=50, unique=True)
    name_zh = models.CharField(_("Name in Chinese"), max_length=100)
    name_en = models.CharField(_("Name in English"), max_length=100, blank=True, default="")
    powers = models.JSONField(_("Powers"), default=list)
    rank = models.PositiveSmallIntegerField(_("Rank"), default=100)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.name_zh


class Appointment(models.Model):
    """Who holds a post in an organisation on the days `[starts_on, ends_on)`; signing in needs a mandate."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="appointments", verbose_name=_("Post"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="appointments")
    person_name = models.CharField(_("Name"), max_length=100)
    term = models.CharField(_("Term"), max_length=100, blank=True, default="")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        ordering = ["post__rank", "starts_on"]
        constraints = [_ends_after("appointment_ends_after_it_starts", "starts_on", "ends_on")]

    def __str__(self) -> str:
        return self.person_name
