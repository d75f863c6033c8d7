"""Words of places: choices with translated labels."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from linli.kernel.areas import Level

POWER = "places.edit"


class Rank(IntegerChoices):
    """`kernel.areas.Level` with labels."""

    PROVINCE = Level.PROVINCE, _("Province")
    CITY = Level.CITY, _("City")
    DISTRICT = Level.DISTRICT, _("District or county")
    STREET = Level.STREET, _("Street or town")
    COMMUNITY = Level.COMMUNITY, _("Community or village")
    GRID = Level.GRID, _("Grid")


class SettlementClass(TextChoices):
    """Urban and rural classes of the statistical division codes (国统字〔2009〕91号); not the kind of committee."""

    MAIN_URBAN = "111", _("Main urban area")
    URBAN_FRINGE = "112", _("Urban-rural fringe")
    TOWN_CENTRE = "121", _("Town centre")
    TOWN_FRINGE = "122", _("Town-rural fringe")
    SPECIAL = "123", _("Special area")
    TOWNSHIP_CENTRE = "210", _("Township centre")
    VILLAGE = "220", _("Village area")


class CommitteeKind(TextChoices):
    RESIDENTS = "residents", _("Residents' committee")
    VILLAGERS = "villagers", _("Villagers' committee")
    NONE = "none", _("No committee of its own")


class CommunityType(TextChoices):
    """Types that guidance differs by; the vocabulary is open, a later document may add words."""

    OLD_TOWN = "old_town", _("Old-town community")
    NEW_ESTATE = "new_estate", _("New housing estate")
    PLANNED = "planned", _("Planned high-grade community")
    WORK_UNIT = "work_unit", _("Work-unit community")
    RURAL = "rural", _("Rural community")
    CONVERTED = "converted", _("Community converted from a village")


class SuccessionKind(TextChoices):
    MERGE = "merge", _("Merged")
    SPLIT = "split", _("Split")
    RENAME = "rename", _("Renamed")
    CONVERT = "convert", _("Converted")
    REPARENT = "reparent", _("Moved under another area")
