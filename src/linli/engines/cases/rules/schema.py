"""What a procedure file may say (JSON Schema, Draft 2020-12). Meaning is checked by `soundness`."""

from __future__ import annotations

from typing import Any

NAME = {"type": "string", "pattern": "^[a-z][a-z0-9_]*$"}
LABEL = {
    "type": "object",
    "required": ["zh", "en"],
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}, "zh_hant": {"type": "string"}},
    "additionalProperties": False,
}
NAMES = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
UNIT = {"enum": ["workday", "day", "workhour", "hour"]}
SPAN = {
    "type": "object",
    "required": ["amount", "unit"],
    "properties": {"amount": {"type": "integer", "minimum": 0, "maximum": 100000}, "unit": UNIT},
    "additionalProperties": False,
}


def _thing(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _map(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "propertyNames": NAME, "additionalProperties": of, "minProperties": 1}


MOVE = _thing(
    {
        "name": NAME,
        "title": LABEL,
        "on": {"enum": ["case", "part"]},
        "from": NAMES,
        "to": {"type": "string"},
        "by": {"type": "string"},
        "while": NAMES,
        "needs": {
            "oneOf": [
                {"enum": ["text", "lead", "unit", "days", "evidence", "due_on"]},
                {"type": "array", "items": {"enum": ["text", "lead", "unit", "days", "evidence", "due_on"]}},
            ]
        },
        "guards": NAMES,
        "effects": NAMES,
        "reason": {"enum": ["none", "optional", "required"]},
        "reasons": _map(LABEL),
        "carry": {"enum": ["up", "down", "sideways", "back"]},
        "confirm": {"type": "boolean"},
        "inputs": {"type": "object"},
    },
    ["name", "title", "from", "by"],
)
CLOCK = _thing(
    {
        "title": LABEL,
        "on": {"enum": ["case", "part"]},
        "limit": SPAN,
        "until": {"type": "string"},
        "runs_in": NAMES,
        "pauses_in": NAMES,
        "warn": SPAN,
        "basis": {"type": "string"},
        "late": {"type": "array", "items": _thing({"do": {"type": "string"}, "after": SPAN}, ["do"])},
    },
    ["title", "runs_in"],
)
JOIN = _thing(
    {
        "when": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": 1,
            "properties": {"lead": NAMES, "all": NAMES},
            "additionalProperties": False,
        },
        "from": NAMES,
        "to": {"type": "string"},
    },
    ["when", "from", "to"],
)
PROCEDURE: dict[str, Any] = _thing(
    {
        "name": {"type": "string", "pattern": "^[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)+$"},
        "version": {"type": "integer", "minimum": 1},
        "title": LABEL,
        "about": LABEL,
        "basis": _thing(
            {"document": {"type": "string"}, "article": {"type": "string"}, "note": {"type": "string"}}, []
        ),
        "prefix": {"type": "string", "pattern": "^[A-Z]{1,6}$"},
        "opened_with": {"type": "string"},
        "routed": {"type": "boolean"},
        "first": NAME,
        "opening": NAMES,
        "fields": {"type": "object"},
        "parties": _map(
            _thing(
                {
                    "title": LABEL,
                    "who": {"enum": ["owner", "lead", "assist", "part", "opener", "system"]},
                    "power": {"type": "string"},
                },
                ["title", "who"],
            )
        ),
        "stages": _map(_thing({"title": LABEL, "ends": {"type": "boolean"}}, ["title"])),
        "moves": {"type": "array", "items": MOVE, "minItems": 1},
        "clocks": _map(CLOCK),
        "joins": {"type": "array", "items": JOIN},
    },
    ["name", "version", "title", "prefix", "opened_with", "parties", "stages", "moves"],
)
