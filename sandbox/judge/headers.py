"""The JSON of a frame's header: bounded, without duplicate keys, NaN or surrogates."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any, NoReturn

MAX_HEADER = 1 << 20
# Enough for every 64-bit integer; longer runs of digits are refused before they are converted.
_MAX_DIGITS = 20
_ESCAPED_SURROGATE = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89a-fA-F]")

Header = dict[str, Any]


class WireError(Exception):
    """What was read is no frame of this protocol, or what was to be sent cannot be one."""


def write_header(header: Mapping[str, Any]) -> bytes:
    """Return the header's bytes; raise WireError where it cannot be written or is too long."""
    try:
        encoded = _ENCODER.encode(header).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise WireError(f"the header cannot be written: {error}") from None
    if len(encoded) > MAX_HEADER:
        raise WireError(f"the header would take {len(encoded)} bytes")
    return encoded


def parse_header(raw: bytes) -> object:
    """Read a header; raise WireError for anything that `write_header` would not have written."""
    if b"\\u" in raw and _ESCAPED_SURROGATE.search(raw):
        raise WireError("a header holds a surrogate")
    try:
        return _DECODER.decode(raw.decode())
    except (ValueError, RecursionError):
        # The scanner of CPython stops at the recursion limit, long before the C stack ends.
        raise WireError("a header is no JSON of this protocol") from None


def _distinct_keys(pairs: list[tuple[str, Any]]) -> Header:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WireError("a header names a key twice")
    return found


def _parse_int(digits: str) -> int:
    if len(digits) <= _MAX_DIGITS:
        number = int(digits)
        if -(2**63) <= number < 2**63:
            return number
    raise WireError("an integer of a header does not fit 64 bits")


def _parse_float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise WireError("a number of a header is too large")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise WireError(f"{name} is no JSON")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(
    object_pairs_hook=_distinct_keys,
    parse_int=_parse_int,
    parse_float=_parse_float,
    parse_constant=_refuse_constant,
)
