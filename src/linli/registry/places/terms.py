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
    """Urban and rural classes of the statistical division codes (国统字〔2009〕91号); not the committee."""

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


REASONS = {
    "file_empty": _("The file is empty."),
    "file_encoding": _("The file is neither UTF-8 nor GB18030 text."),
    "file_is_spreadsheet": _("This is a spreadsheet. Save it as CSV (comma separated) and send that file."),
    "file_not_table": _("The file cannot be read as a table."),
    "columns_missing": _("Columns are missing."),
    "too_many_rows": _("The file has too many rows. Split it."),
    "code_digits_only": _("The code holds something other than digits."),
    "code_length": _("A code has 2, 4, 6, 9 or 12 digits; a grid has more."),
    "code_too_long": _("The code is too long."),
    "code_province": _("The code does not begin with a province."),
    "code_scientific": _(
        "The spreadsheet has rounded this code (4.4E+11). Format the column as text and enter the code again."
    ),
    "bad_date": _("This is not a date. Write 2024-05-01."),
    "bad_number": _("This is not a whole number."),
    "unknown_word": _("This word is not in the list for this column."),
    "name_missing": _("The name is missing."),
    "name_too_long": _("The name is too long."),
    "level_differs": _("The level differs from what the digits of the code say."),
    "ends_before_start": _("The end lies before the start."),
    "closed_needs_dates": _("A closed place that is not on record needs both of its dates."),
    "parent_unknown": _("The place above is neither on record nor in this file."),
    "repeated": _("This code stands in the file twice."),
    "effect_in_future": _("A change is recorded on the day it takes effect or later, not before."),
    "effect_before_start": _("The change must take effect after the present record began."),
    "size_below": _("Fewer households than the guidance names. This is a hint, not a bar."),
    "size_above": _("More households than the guidance names. This is a hint, not a bar."),
}
