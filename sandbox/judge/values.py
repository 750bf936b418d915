"""The values that cases pass in and submissions pass back, as JSON plus a list of arrays.

    None, bool, int, str, finite float    themselves
    other floats                          {"f": "nan" | "inf" | "-inf"}
    list, tuple, dict                     […], {"t": […]}, {"m": {…}}
    numpy.ndarray, Strided, Returned      {"a": n}, {"s": n}, {"r": n, "o": origin, "d": device}

where n counts the arrays depth first. Everything is bounded, on both sides.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np

from sandbox.judge.wire import DTYPES, MAX_RANK, Array, WireError, name_of

MAX_DEPTH = 16
MAX_NODES = 100_000
MAX_TEXT = 64 << 10
CHANGED_BEYOND_READING = "0" * 32
_LONGEST_DEVICE = 20
_NON_FINITE = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}

Origin = Literal["torch", "numpy"]


@dataclass(frozen=True, slots=True, eq=False)
class Strided:
    """An array that the submission gets with equal values, but not contiguous in memory."""

    array: Array


@dataclass(frozen=True, slots=True, eq=False)
class Returned:
    """An array that a submission returned: its values, and where they had lain.

    Scalars of numpy are arrays of shape (). `device` is as torch writes it, "cpu" or "cuda:0".
    """

    array: Array
    origin: Origin
    device: str = "cpu"


Value: TypeAlias = (
    "bool | int | float | str | Array | Strided | Returned"
    " | list[Value] | tuple[Value, ...] | dict[str, Value] | None"
)
Skeleton: TypeAlias = "bool | int | float | str | list[Skeleton] | dict[str, Skeleton] | None"


def encode(value: Value, *, max_depth: int = MAX_DEPTH) -> tuple[Skeleton, list[Array]]:
    """Split `value` into a part for JSON and its arrays; raise WireError where it is no Value."""
    encoder = _Encoder(max_depth)
    return encoder.encode(value, 0), encoder.arrays


def decode(
    skeleton: object,
    arrays: list[Array] | tuple[Array, ...],
    *,
    returned: bool = False,
    max_depth: int = MAX_DEPTH,
) -> Value:
    """Put a value together again; raise WireError unless it is one, using every array once.

    `returned` tells which arrays are allowed: Returned ones only, or plain and Strided ones only.
    """
    decoder = _Decoder(arrays, max_depth, returned=returned)
    value = decoder.decode(skeleton, 0)
    if decoder.used != len(arrays):
        raise WireError("an array belongs to no value")
    return value


def array_paths(value: Value, path: str) -> Iterator[tuple[str, Array]]:
    """Yield the arrays of `value` depth first with their paths, such as "dets[0].boxes"."""
    match value:
        case np.ndarray():
            yield path, value
        case Strided() | Returned():
            yield path, value.array
        case list() | tuple():
            for index, item in enumerate(value):
                yield from array_paths(item, f"{path}[{index}]")
        case dict():
            for key, item in value.items():
                yield from array_paths(item, f"{path}.{key}")
        case _:
            return


def digest_of(array: Array) -> str:
    """Return the BLAKE2b-128 in hex of an array's dtype, shape and values in C order."""
    digest = hashlib.blake2b(f"{name_of(array.dtype)}{array.shape}".encode(), digest_size=16)
    digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()


def digests_of(arguments: Mapping[str, Value]) -> dict[str, str]:
    """Return what shows whether arguments were changed: a digest of each array by its path.

    An argument that is a list, tuple or dict has one more, under its own name, of its structure
    and of everything in it that is no array.
    """
    digests: dict[str, str] = {}
    for name, value in arguments.items():
        digests |= {path: digest_of(array) for path, array in array_paths(value, name)}
        if isinstance(value, list | tuple | dict):
            skeleton, _ = encode(_without_strides(value))
            text = json.dumps(skeleton, separators=(",", ":"))
            digests[name] = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    return digests


def _without_strides(value: Value) -> Value:
    match value:
        case Strided():
            return value.array
        case list():
            return [_without_strides(item) for item in value]
        case tuple():
            return tuple(_without_strides(item) for item in value)
        case dict():
            return {key: _without_strides(item) for key, item in value.items()}
        case _:
            return value


class _Bounds:
    def __init__(self, max_depth: int) -> None:
        self._max_depth = max_depth
        self._nodes = 0

    def count(self, depth: int) -> None:
        self._nodes += 1
        if depth > self._max_depth:
            raise WireError(f"a value is nested deeper than {self._max_depth} levels")
        if self._nodes > MAX_NODES:
            raise WireError(f"a value has more than {MAX_NODES} parts")


class _Encoder(_Bounds):
    def __init__(self, max_depth: int) -> None:
        super().__init__(max_depth)
        self.arrays: list[Array] = []

    def encode(self, value: Value, depth: int) -> Skeleton:
        self.count(depth)
        if type(value) is dict:
            return self._dict(value, depth)
        if type(value) is list:
            return [self.encode(item, depth + 1) for item in value]
        if type(value) is tuple:
            return {"t": [self.encode(item, depth + 1) for item in value]}
        if isinstance(value, np.ndarray):
            return {"a": self._array(value)}
        if isinstance(value, Strided):
            return {"s": self._array(value.array)}
        if isinstance(value, Returned):
            index = self._array(value.array)
            return {"r": index, "o": value.origin, "d": value.device}
        scalar = _scalar(value)
        return (
            {"f": repr(scalar)} if type(scalar) is float and not math.isfinite(scalar) else scalar
        )

    def _dict(self, value: dict[str, Value], depth: int) -> Skeleton:
        if any(type(key) is not str for key in value):
            raise WireError("a dict has a key that is no text")
        return {"m": {_text(key): self.encode(one, depth + 1) for key, one in value.items()}}

    def _array(self, array: Array) -> int:
        if type(array) is not np.ndarray or name_of(array.dtype) not in DTYPES:
            raise WireError(f"{type(array).__name__} of dtype {array.dtype} cannot travel")
        if array.ndim > MAX_RANK:
            raise WireError(f"an array has more than {MAX_RANK} axes")
        self.arrays.append(array)
        return len(self.arrays) - 1


class _Decoder(_Bounds):
    def __init__(
        self, arrays: list[Array] | tuple[Array, ...], max_depth: int, *, returned: bool
    ) -> None:
        super().__init__(max_depth)
        self._arrays = arrays
        self._returned = returned
        self.used = 0

    def decode(self, skeleton: object, depth: int) -> Value:
        self.count(depth)
        if type(skeleton) is list:
            return [self.decode(item, depth + 1) for item in skeleton]
        if type(skeleton) is dict:
            return self._tagged(skeleton, depth)
        return _scalar(skeleton)

    def _tagged(self, skeleton: dict[str, Any], depth: int) -> Value:
        if len(skeleton) == 1:
            ((tag, inside),) = skeleton.items()
            return self._single(tag, inside, depth)
        index, origin, device = (skeleton.get(key) for key in "rod")
        if (
            len(skeleton) == 3
            and self._returned
            and type(index) is int
            and (origin == "torch" or origin == "numpy")
            and type(device) is str
            and len(device) <= _LONGEST_DEVICE
            and device.isascii()
        ):
            return Returned(self._array(index), origin, device)
        raise WireError("a value has an unknown form")

    def _single(self, tag: str, inside: object, depth: int) -> Value:
        kind = type(inside)
        if isinstance(inside, dict) and tag == "m":
            return {_text(key): self.decode(one, depth + 1) for key, one in inside.items()}
        if isinstance(inside, list) and tag == "t":
            return tuple([self.decode(item, depth + 1) for item in inside])
        if isinstance(inside, int) and kind is int and not self._returned:
            if tag == "a":
                return self._array(inside)
            if tag == "s":
                return Strided(self._array(inside))
        if isinstance(inside, str) and tag == "f" and inside in _NON_FINITE:
            return _NON_FINITE[inside]
        raise WireError("a value has an unknown form")

    def _array(self, index: int) -> Array:
        if type(index) is not int or index != self.used or index >= len(self._arrays):
            raise WireError("a value names an array that is not its own")
        self.used += 1
        return self._arrays[index]


def _scalar(value: object) -> bool | int | float | str | None:
    if value is None or type(value) is bool or type(value) is float:
        return value
    if type(value) is int and -(2**63) <= value < 2**63:
        return value
    if type(value) is str:
        return _text(value)
    raise WireError(f"a {type(value).__name__} cannot travel")


def _text(text: str) -> str:
    try:
        length = len(text) if text.isascii() else len(text.encode())
    except UnicodeEncodeError:
        raise WireError("a text holds a surrogate") from None
    if length > MAX_TEXT:
        raise WireError(f"a text is longer than {MAX_TEXT} bytes")
    return text
