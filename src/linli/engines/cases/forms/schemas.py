"""Form fields from a JSON Schema: what a procedure or a move asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from linli.engines.cases.rules.procedure import ClockSpec
from linli.kernel.labels import say
from linli.kernel.shell.controls import DayField

Titles = Mapping[str, str]

SHORT = 200
PREFIX = "field_"


def fields_of(schema: Mapping[str, Any], titles: Titles) -> dict[str, forms.Field]:
    """`field_<property>` for each titled property: string, integer, number, date, enum, boolean."""
    required = schema.get("required", ())
    found = schema.get("properties", {})
    return {f"{PREFIX}{name}": _field(title, found[name], name in required) for name, title in titles.items()}


def values_of(schema: Mapping[str, Any], cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Back to JSON: only what was given; days as ISO text."""
    given = {name: cleaned.get(f"{PREFIX}{name}") for name in schema.get("properties", {})}
    return {name: _plain(value) for name, value in given.items() if value not in (None, "")}


def titles_of(schema: Mapping[str, Any], clocks: Iterable[ClockSpec] = ()) -> Titles:
    """What people are asked and shown: properties with a `title` (a label), and days that a clock goes by.

    What has neither belongs to the modules that keep it there.
    """
    days = {clock.until: clock.title for clock in clocks if clock.until}
    titles = {
        name: body.get("title") or days.get(name) for name, body in schema.get("properties", {}).items()
    }
    return {name: say(title) for name, title in titles.items() if title}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _field(title: str, body: Mapping[str, Any], required: bool) -> forms.Field:
    common: dict[str, Any] = {"label": title, "required": required}
    if "description" in body:
        common["help_text"] = say(body["description"])
    if "enum" in body:
        titles = body.get("titles", {})
        choices = [(value, say(titles.get(value, str(value)))) for value in body["enum"]]
        return forms.ChoiceField(choices=choices if required else [("", "—"), *choices], **common)
    bounds: dict[str, Any] = {"min_value": body.get("minimum"), "max_value": body.get("maximum")}
    match body.get("type", "string"), body.get("format", ""):
        case "integer", _:
            return forms.IntegerField(**bounds, **common)
        case "number", _:
            return forms.DecimalField(**bounds, **common)
        case "boolean", _:
            return forms.BooleanField(**{**common, "required": False})
        case _, "date":
            return DayField(**common)
    length = body.get("maxLength", SHORT)
    widget = forms.Textarea(attrs={"rows": 4}) if length > SHORT else forms.TextInput()
    return forms.CharField(max_length=length, widget=widget, **common)
