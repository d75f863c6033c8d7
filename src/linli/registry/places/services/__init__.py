"""Writes of places: entries and corrections, changes that leave history, and lists read in."""

from .changes import convert_town, convert_village, merge, rename, reparent, split
from .imports import import_csv
from .register import add_place, close_place, correct_place, set_central_urban

__all__ = [
    "add_place",
    "close_place",
    "convert_town",
    "convert_village",
    "correct_place",
    "import_csv",
    "merge",
    "rename",
    "reparent",
    "set_central_urban",
    "split",
]
