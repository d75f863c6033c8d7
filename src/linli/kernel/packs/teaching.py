"""JSON Schema errors in words to act on: what was found, what is expected, the nearest known name."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.exceptions import best_match

from linli.kernel.packs.findings import clipped, nearest

Where = tuple[str | int, ...]
Problem = tuple[Where, str, str]  # where, message, hint

_TYPES = {
    "string": "text",
    "object": "a mapping",
    "array": "a list",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "nothing",
}


def problems(schema: Mapping[str, Any], data: Any) -> Iterator[Problem]:
    """Everything in `data` that does not fit the schema."""
    for error in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(data):
        yield from _explain(error)


def shown(value: Any) -> str:
    if isinstance(value, str):
        return f"text {clipped(value, 40)!r}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return f"a list of {len(value)}"
    return "nothing" if value is None else f"the number {value}"


def _where(error: ValidationError) -> Where:
    return tuple(error.absolute_path)


def _name(error: ValidationError) -> str:
    names = [part for part in error.absolute_path if isinstance(part, str)]
    return f"{names[-1]!r}: " if names else ""


def _wanted(error: ValidationError) -> Any:
    return error.validator_value


def _found(error: ValidationError) -> Any:
    return error.instance


def _explain(error: ValidationError) -> Iterator[Problem]:
    if error.validator in ("anyOf", "oneOf") and error.context:
        yield from _choice(error)
    elif error.validator in ("additionalProperties", "unevaluatedProperties"):
        yield from _unknown_names(error)
    elif error.validator == "required":
        missing = [name for name in _wanted(error) if name not in _found(error)]
        # jsonschema reports each missing name as an error of its own; the message starts with the name.
        for name in missing:
            if error.message.startswith(repr(name)):
                yield _where(error), f"{name!r} is missing here", ""
    else:
        write = _WORDS.get(str(error.validator), _anything)
        message, hint = write(error)
        yield _where(error), _name(error) + message, hint


def _choice(error: ValidationError) -> Iterator[Problem]:
    """One of several shapes: if all fail by type, name the types; else explain the nearest shape."""
    context = error.context or []
    if all(child.validator == "type" and not child.path for child in context):
        types = " or ".join(dict.fromkeys(_type_words(child) for child in context))
        yield _where(error), f"{_name(error)}found {shown(error.instance)}, expected {types}", ""
        return
    child = best_match(context)
    if child is not None:
        yield from _explain(child)


def _unknown_names(error: ValidationError) -> Iterator[Problem]:
    known = list((error.schema if isinstance(error.schema, dict) else {}).get("properties", {}))
    for name in _found(error):
        if name not in known:
            yield (*_where(error), name), f"unknown name {clipped(name)!r}", nearest(name, known)


def _type_words(error: ValidationError) -> str:
    wanted = _wanted(error)
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    return " or ".join(_TYPES.get(name, str(name)) for name in names)


def _type(error: ValidationError) -> tuple[str, str]:
    wanted, found = _type_words(error), error.instance
    hint = ""
    if wanted == "text" and isinstance(found, (int, float)):
        hint = "put it in quotes"
    elif wanted == "true or false" and isinstance(found, str) and found.lower() in ("yes", "no", "on", "off"):
        hint = "write true or false"
    return f"found {shown(found)}, expected {wanted}", hint


def _enum(error: ValidationError) -> tuple[str, str]:
    known = [str(value) for value in _wanted(error)]
    return f"found {shown(error.instance)}, which is not known here", nearest(str(error.instance), known)


def _pattern(error: ValidationError) -> tuple[str, str]:
    schema = error.schema if isinstance(error.schema, dict) else {}
    expected = schema.get("description") or f"the form {error.validator_value}"
    return f"found {shown(error.instance)}, expected {expected}", ""


def _format(error: ValidationError) -> tuple[str, str]:
    hint = "a day is written 2018-12-10" if error.validator_value == "date" else ""
    return f"found {shown(error.instance)}, expected a {error.validator_value} that exists", hint


def _bound(words: str) -> Callable[[ValidationError], tuple[str, str]]:
    def write(error: ValidationError) -> tuple[str, str]:
        return f"found {shown(error.instance)}, expected {words.format(error.validator_value)}", ""

    return write


def _anything(error: ValidationError) -> tuple[str, str]:
    return clipped(error.message, 200), ""


_WORDS: dict[str, Callable[[ValidationError], tuple[str, str]]] = {
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "format": _format,
    "const": _bound("{!r}"),
    "minimum": _bound("at least {}"),
    "maximum": _bound("at most {}"),
    "exclusiveMinimum": _bound("more than {}"),
    "minItems": _bound("at least {} of them"),
    "maxItems": _bound("at most {} of them"),
    "minLength": _bound("at least {} characters"),
    "maxLength": _bound("at most {} characters"),
    "minProperties": _bound("at least {} names"),
    "uniqueItems": lambda error: ("the same thing stands twice in this list", "keep one"),
}
