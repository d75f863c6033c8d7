"""Writes of the case engine. Each is one transaction that leaves exactly one entry in the case's audit
chain.
"""

from __future__ import annotations

from .files import attach
from .moving import move
from .notes import assign, discard_draft, note, relate, save_draft
from .opening import open_case
from .procedures import install
from .refiling import follow_place
from .routing import replace_routes, route_again
from .situation import Situation
from .ticking import recompute, tick

__all__ = [
    "Situation",
    "assign",
    "attach",
    "discard_draft",
    "follow_place",
    "install",
    "move",
    "note",
    "open_case",
    "recompute",
    "relate",
    "replace_routes",
    "route_again",
    "save_draft",
    "tick",
]
