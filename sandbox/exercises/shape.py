"""The shape of an exercise.toml, checked against exercise.schema.json, in plain words."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from sandbox.exercises.errors import ExerciseError
from sandbox.exercises.toml_lines import line_of

SCHEMA_PATH = Path(__file__).with_name("exercise.schema.json")
_TYPES = {
    "string": "text in quotes",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
}


@cache
def _validator() -> Validator:
    return Draft202012Validator(json.loads(SCHEMA_PATH.read_text(encoding="utf-8")))


def check_shape(data: Mapping[str, Any], path: Path, text: str) -> None:
    """Raise an `ExerciseError` for the first thing, in the file's order, that does not fit."""
    found = [
        (line_of(text, place), message)
        for error in _validator().iter_errors(data)
        for place, message in _messages(error)
    ]
    if found:
        line, message = min(found)
        raise ExerciseError(path, line, message)


def _messages(error: ValidationError) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The place of each mistake in `error` and what it is."""
    place = tuple(error.absolute_path)
    prefix = "".join(f"{part}." for part in place)
    name = prefix.rstrip(".") or "the file"
    rule: Any = error.validator_value
    instance: Any = error.instance
    match error.validator:
        case "required":
            # jsonschema reports each missing key apart and only quotes it in its message.
            for key in rule:
                if key not in instance and repr(key) in error.message:
                    yield place, f"{prefix}{key} is missing"
        case "additionalProperties" if isinstance(instance, Mapping):
            schema: Any = error.schema
            for key in sorted(set(instance) - set(schema.get("properties", {}))):
                yield (*place, key), f"{prefix}{key} is not a known key"
        case _:
            yield place, f"{name} {_EXPECTATIONS[str(error.validator)](rule)}"


def _pattern(rule: str) -> str:
    if rule == r"\S":
        return "is empty"
    return f"must match {rule}"


_EXPECTATIONS: dict[str, Callable[[Any], str]] = {
    "type": lambda name: f"must be {_TYPES[name]}",
    "enum": lambda values: f"must be one of {', '.join(map(str, values))}",
    "pattern": _pattern,
    "minimum": lambda bound: f"must be at least {bound}",
    "maximum": lambda bound: f"must be at most {bound}",
    "exclusiveMinimum": lambda bound: f"must be more than {bound}",
    "minItems": lambda count: f"must have at least {count} entries",
    "maxItems": lambda count: f"must have at most {count} entries",
    "minProperties": lambda count: f"must have at least {count} entries",
    "maxLength": lambda length: f"is longer than {length} characters",
    "uniqueItems": lambda _rule: "names something twice",
    "propertyNames": lambda _rule: "has a key that does not fit",
}
