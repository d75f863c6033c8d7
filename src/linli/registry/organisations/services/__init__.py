"""Writes of organisations: the register, relations, what documents call them, posts, lists read in."""

from .imports import import_csv
from .naming import forget_alias, remember_alias
from .posts import appoint, end_appointment, load_posts
from .register import (
    add_organisation,
    close_organisation,
    correct_organisation,
    end_relation,
    follow_place,
    relate,
)

__all__ = [
    "add_organisation",
    "appoint",
    "close_organisation",
    "correct_organisation",
    "end_appointment",
    "end_relation",
    "follow_place",
    "forget_alias",
    "import_csv",
    "load_posts",
    "relate",
    "remember_alias",
]
