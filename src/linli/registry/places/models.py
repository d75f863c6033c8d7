"""Places: what they are called, where they lie, on which days they hold, and what they came from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from linli.kernel import areas

from .rules import FILED
from .terms import CommitteeKind, CommunityType, Rank, SettlementClass, SuccessionKind

_OPEN_OR_LATER = Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from"))


class Place(models.Model):
    """One place under one code, name and parent, on the days `[valid_from, valid_to)`.

    A rename or a move opens a new row and links it by `Succession`. The five filed codes repeat the chain of
    parents (own code included), so that "everything within" is one indexed comparison.
    """

    code = models.CharField(_("Code"), max_length=20)
    name = models.CharField(_("Name"), max_length=100)
    level = models.PositiveSmallIntegerField(_("Level"), choices=Rank.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Lies in")
    )
    province = models.CharField(max_length=12, blank=True, default="", db_index=True)
    city = models.CharField(max_length=12, blank=True, default="", db_index=True)
    district = models.CharField(max_length=12, blank=True, default="", db_index=True)
    street = models.CharField(max_length=12, blank=True, default="", db_index=True)
    community = models.CharField(max_length=12, blank=True, default="", db_index=True)
    settlement_class = models.CharField(
        _("Urban or rural class"), max_length=3, blank=True, default="", choices=SettlementClass.choices
    )
    committee_kind = models.CharField(
        _("Committee"), max_length=10, default=CommitteeKind.NONE, choices=CommitteeKind.choices
    )
    community_type = models.CharField(
        _("Type of community"), max_length=20, blank=True, default="", choices=CommunityType.choices
    )
    households = models.PositiveIntegerField(_("Households"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=200, blank=True, default="")
    valid_from = models.DateField(_("From"))
    valid_to = models.DateField(_("Until"), null=True, blank=True)

    class Meta:
        ordering = ["code", "valid_from"]
        indexes = [
            models.Index(name="place_code", fields=["code", "valid_from"]),
            models.Index(name="place_name", fields=["name"]),
            models.Index(name="place_children", fields=["parent", "code"]),
        ]
        constraints = [
            models.UniqueConstraint(
                name="place_code_open_once", fields=["code"], condition=Q(valid_to__isnull=True)
            ),
            models.UniqueConstraint(name="place_code_starts_once", fields=["code", "valid_from"]),
            models.CheckConstraint(name="place_ends_after_it_starts", condition=_OPEN_OR_LATER),
            models.CheckConstraint(
                name="place_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("id"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rank(self) -> areas.Level:
        return areas.Level(self.level)

    @property
    def filed_codes(self) -> dict[str, str]:
        """The five codes that a row standing in this place repeats."""
        return {field: getattr(self, field) for field in FILED}


class CentralUrbanFlag(models.Model):
    """The place lies in a central urban area (中心城区) on the days `[starts_on, ends_on)`."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="central_urban_flags")
    starts_on = models.DateField(_("From"))
    ends_on = models.DateField(_("Until"), null=True, blank=True)
    source = models.CharField(_("Source"), max_length=200, blank=True, default="")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                name="central_urban_open_once", fields=["place"], condition=Q(ends_on__isnull=True)
            ),
            models.CheckConstraint(
                name="central_urban_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place_id} {self.starts_on}"


class Succession(models.Model):
    """What a place became: merged, split, renamed, converted or moved, on a day, for a reason."""

    predecessor = models.ForeignKey(Place, models.PROTECT, related_name="became")
    successor = models.ForeignKey(Place, models.PROTECT, related_name="came_from")
    kind = models.CharField(_("Change"), max_length=10, choices=SuccessionKind.choices)
    on = models.DateField(_("On"))
    reason = models.CharField(_("Reason"), max_length=500, blank=True, default="")

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
            models.CheckConstraint(name="succession_of_two", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} > {self.successor_id}"
