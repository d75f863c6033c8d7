"""Cases and what belongs to them; private to the engine."""

from __future__ import annotations

from .matters import AREA_FIELDS, NEVER, Attachment, Case, Clock, Extension, Part, Relation, Step
from .tables import Counter, Draft, ProcedureVersion, Route, SearchText

__all__ = [
    "AREA_FIELDS",
    "NEVER",
    "Attachment",
    "Case",
    "Clock",
    "Counter",
    "Draft",
    "Extension",
    "Part",
    "ProcedureVersion",
    "Relation",
    "Route",
    "SearchText",
    "Step",
]
