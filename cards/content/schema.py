"""The shape of a content file, checked against fixtures/document.schema.json."""

import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from cards.content.source import NodePath, Source

SCHEMA_PATH = settings.BASE_DIR / "fixtures" / "document.schema.json"
FILLED = r"\S"
_TYPES = {
    "string": "text (in quotes, if it looks like something else)",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a mapping of fields",
    "null": "empty",
}


@cache
def _validator() -> Validator:
    return Draft202012Validator(json.loads(SCHEMA_PATH.read_text()))


def check_shape(source: Source) -> set[NodePath]:
    """Add a problem for all that does not fit; returns the places of the problems."""
    places = set()
    for error in _validator().iter_errors(source.data):
        path = tuple(error.absolute_path)
        places.add(path)
        name = ".".join(map(str, path[len(source.entry(path)) :]))
        for message in _messages(error, name):
            source.add_problem(path, message)
    return places


def _messages(error: ValidationError, name: str) -> Iterator[str]:
    """Say `error` of the field `name` (empty for the entry itself) in plain words."""
    prefix = f"{name}." if name else ""
    rule: Any = error.validator_value
    match error.validator:
        case "required":
            # jsonschema reports each missing key apart and only quotes it in its message.
            yield from (f"{prefix}{key} is missing" for key in rule if repr(key) in error.message)
        case "additionalProperties":
            schema: Any = error.schema
            instance: Any = error.instance
            unknown = sorted(set(instance) - set(schema["properties"]))
            yield from (f"{prefix}{key} is not a known field here" for key in unknown)
        case "pattern" if rule == FILLED:
            yield f"{name} is empty"
        case _:
            yield f"{name or 'this'} {_EXPECTATIONS[str(error.validator)](rule)}"


_EXPECTATIONS: dict[str, Callable[[Any], str]] = {
    "type": lambda name: f"must be {_TYPES[name]}",
    "anyOf": lambda _rule: "must be an id, or left out",
    "enum": lambda values: f"must be one of {', '.join(values)}",
    "pattern": lambda _rule: "may only have lower-case letters and digits, joined by - and /",
    "minimum": lambda bound: f"must be at least {bound}",
    "maximum": lambda bound: f"must be at most {bound}",
    "minItems": lambda count: f"must have at least {count} entries",
    "maxItems": lambda count: f"must have at most {count} entries",
    "maxLength": lambda length: f"is longer than {length} characters",
    "uniqueItems": lambda _rule: "names something twice",
}
