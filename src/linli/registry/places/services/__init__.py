"""Writes of places: entries and corrections, changes that leave history, and lists read in."""

from .changes import convert_town, convert_village, merge, rename, reparent, split
from .imports import COMPARED, as_row, error_table, import_csv, said
from .register import add_place, close_place, correct_place, set_central_urban

__all__ = [
    "COMPARED",
    "add_place",
    "as_row",
    "close_place",
    "convert_town",
    "convert_village",
    "correct_place",
    "error_table",
    "import_csv",
    "merge",
    "rename",
    "reparent",
    "said",
    "set_central_urban",
    "split",
]
