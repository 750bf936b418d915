"""Frames between the grader and the jailed child: a bounded JSON header and raw array bytes.

    4 bytes   length of the header, big-endian, 1 … MAX_HEADER
    header    UTF-8 JSON object {"type": str, …, "tensors": [{"dtype", "shape"}], "payload_bytes"}
    payload   the arrays' bytes one after the other: C order, little-endian

What comes out of a jail was written by a stranger. Reading therefore never unpickles or
evaluates, holds no more than MAX_HEADER + max_payload bytes, and ends either in a valid frame
or in WireError.
"""

import json
import math
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandbox.judge.headers import MAX_HEADER, Header, WireError, parse_header, write_header

MAX_PAYLOAD = 64 << 20
MAX_RANK = 8
# A shape like (0, 2**60) holds nothing, yet numpy would refuse it: its extent is bounded too.
_MAX_EXTENT = 1 << 40
_CHUNK = 1 << 20
_AHEAD = 1 << 16
_JOIN_BELOW = 1 << 16

__all__ = [
    "DTYPES",
    "INPUT_DTYPES",
    "MAX_HEADER",
    "MAX_PAYLOAD",
    "MAX_RANK",
    "Array",
    "ChannelClosed",
    "DeadlinePassed",
    "Frame",
    "FrameReader",
    "Header",
    "WireError",
    "name_of",
    "read_frame",
    "send_frame",
]

INPUT_DTYPES = frozenset(
    ["bool", "int8", "uint8", "int16", "int32", "int64", "float16", "float32", "float64"]
)
# Complex results travel so that the grader can say "wrong dtype".
DTYPES: Mapping[str, np.dtype[Any]] = {
    name: np.dtype(name).newbyteorder("<") for name in (*INPUT_DTYPES, "complex64", "complex128")
}

_NAMES = {np.dtype(name): name for name in DTYPES}
_NATIVE = {dtype: np.dtype(name) for name, dtype in DTYPES.items()}

Array = NDArray[Any]
_Layout = tuple[np.dtype[Any], tuple[int, ...]]  # type and shape of one array


class ChannelClosed(WireError):
    """The other side closed the channel; `between_frames` tells whether it did so in order."""

    def __init__(self, *, between_frames: bool) -> None:
        super().__init__("closed" if between_frames else "closed in the middle of a frame")
        self.between_frames = between_frames


class DeadlinePassed(WireError):
    """The frame was not complete when its deadline came."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One message: `header` (with "type", without the description of `tensors`) and its arrays."""

    header: Header
    tensors: tuple[Array, ...] = ()

    @property
    def type(self) -> str:
        """What kind of message this is."""
        kind: str = self.header["type"]
        return kind

    def pack(self) -> bytes:
        """Return the bytes of this frame; raise WireError where it cannot be sent."""
        return b"".join(_chunks(self.header, self.tensors))


class FrameReader:
    """Cuts a stream of bytes, fed in pieces of any size, into frames.

    `push` takes bytes in, `pop` returns the next frame that they complete: nothing behind it is
    looked at before the next `pop`. A caller that reads at most `wanted` bytes at a time leaves
    the following frame in its socket.
    """

    def __init__(self, *, max_payload: int = MAX_PAYLOAD, trusted: bool = False) -> None:
        """Of what a `trusted` sender sends, JSON need not be looked at so closely."""
        self._max_payload = max_payload
        self._parse = json.loads if trusted else parse_header
        self._buffer = bytearray()
        self._need = 4
        self._header: Header | None = None
        self._layout: list[_Layout] = []
        self._in_header = False

    @property
    def wanted(self) -> int:
        """How many bytes are missing from the part (length, header or payload) being read."""
        return max(0, self._need - len(self._buffer))

    @property
    def midway(self) -> bool:
        """Whether a frame has begun and is not complete."""
        return bool(self._buffer) or self._in_header or self._header is not None

    def feed(self, data: bytes | bytearray | memoryview) -> list[Frame]:
        """Take `data` in and return the frames it completes; raise WireError for anything odd."""
        self.push(data)
        frames = []
        while (frame := self.pop()) is not None:
            frames.append(frame)
        return frames

    def push(self, data: bytes | bytearray | memoryview) -> None:
        """Take `data` in."""
        self._buffer += data

    def pop(self) -> Frame | None:
        """Return the next frame, None where bytes are missing; raise WireError for anything odd."""
        while len(self._buffer) >= self._need:
            if len(self._buffer) == self._need:  # without a copy, for it may be large
                part, self._buffer = self._buffer, bytearray()
            else:
                part = self._buffer[: self._need]
                del self._buffer[: self._need]
            if self._header is not None:
                frame = Frame(self._header, _arrays(self._layout, part))
                self._header, self._need = None, 4
                return frame
            self._begin(part)
        return None

    def _begin(self, part: bytearray) -> None:
        """Take in what comes before the payload: the header's length, then the header."""
        if self._in_header:
            self._header, self._layout, self._need = _read_header(
                self._parse(bytes(part)), self._max_payload
            )
            self._in_header = False
            return
        length = int.from_bytes(part, "big")
        if not 0 < length <= MAX_HEADER:
            raise WireError(f"a header of {length} bytes is not allowed")
        self._need, self._in_header = length, True


def read_frame(
    sock: socket.socket, *, deadline: float | None = None, reader: FrameReader | None = None
) -> Frame:
    """Read exactly one frame from a stream socket.

    `deadline` is an instant of time.monotonic() (None: wait for ever). A `reader` keeps from one
    call to the next what was read beyond the frame; without one nothing is. Raises ChannelClosed,
    DeadlinePassed, or WireError for bytes that are no frame.
    """
    kept = reader or FrameReader()
    ahead = _AHEAD if reader else 0
    while (frame := kept.pop()) is None:
        _set_timeout(sock, deadline)
        try:
            data = sock.recv(max(ahead, min(kept.wanted, _CHUNK)))
        except TimeoutError:
            raise DeadlinePassed("no complete frame in time") from None
        except OSError:
            data = b""
        if not data:
            raise ChannelClosed(between_frames=not kept.midway)
        kept.push(data)
    return frame


def send_frame(
    sock: socket.socket,
    header: Mapping[str, Any],
    tensors: Sequence[Array] = (),
    deadline: float | None = None,
) -> None:
    """Send one frame, all of it before `deadline` (an instant of time.monotonic()).

    Raises WireError where header or arrays cannot travel (nothing is sent then), DeadlinePassed,
    or ChannelClosed.
    """
    parts = _chunks(header, tensors)
    if sum(map(len, parts)) < _JOIN_BELOW:
        parts = [b"".join(parts)]
    try:
        for part in parts:
            _set_timeout(sock, deadline)
            sock.sendall(part)
    except TimeoutError:
        raise DeadlinePassed("the other side does not read") from None
    except OSError:
        raise ChannelClosed(between_frames=False) from None


def name_of(dtype: np.dtype[Any]) -> str:
    """Return `dtype.name`, which numpy puts together anew each time that it is asked."""
    return _NAMES.get(dtype) or dtype.name


def _set_timeout(sock: socket.socket, deadline: float | None) -> None:
    if deadline is None:
        if sock.gettimeout() is not None:
            sock.settimeout(None)
        return
    left = deadline - time.monotonic()
    if left <= 0:
        raise DeadlinePassed("the deadline has passed")
    sock.settimeout(left)


def _chunks(header: Mapping[str, Any], tensors: Iterable[Array]) -> list[bytes | memoryview]:
    descriptions = []
    parts: list[bytes | memoryview] = []
    for tensor in tensors:
        name = name_of(tensor.dtype)
        if name not in DTYPES or tensor.ndim > MAX_RANK:
            raise WireError(f"an array of dtype {name} and rank {tensor.ndim} cannot travel")
        descriptions.append({"dtype": name, "shape": tensor.shape})
        flat = np.ascontiguousarray(tensor, dtype=DTYPES[name]).reshape(-1)
        # A view of size 0 cannot be cast to bytes by memoryview.
        parts.append(flat.view(np.uint8).data if flat.size else b"")
    payload_bytes = sum(map(len, parts))
    described = {**header, "tensors": descriptions, "payload_bytes": payload_bytes}
    encoded = write_header(described)
    return [len(encoded).to_bytes(4, "big"), encoded, *parts]


def _read_header(header: object, max_payload: int) -> tuple[Header, list[_Layout], int]:
    if not isinstance(header, dict) or type(header.get("type")) is not str:
        raise WireError("a header is an object with a type")
    described = header.pop("tensors", None)
    payload_bytes = header.pop("payload_bytes", None)
    if type(described) is not list or type(payload_bytes) is not int:
        raise WireError("a header describes its arrays and its payload")
    if not 0 <= payload_bytes <= max_payload:
        raise WireError(f"a payload of {payload_bytes} bytes is not allowed")
    layout = [_read_description(one) for one in described]
    if sum(_size(dtype, shape) for dtype, shape in layout) != payload_bytes:
        raise WireError("the payload's length is not that of its arrays")
    return header, layout, payload_bytes


def _read_description(one: object) -> _Layout:
    if not isinstance(one, dict) or one.keys() != {"dtype", "shape"}:
        raise WireError("an array is described by dtype and shape")
    name, shape = one["dtype"], one["shape"]
    if type(name) is not str or name not in DTYPES:
        raise WireError("an array has a dtype that cannot travel")
    if type(shape) is not list or len(shape) > MAX_RANK:
        raise WireError("an array has no shape or too many axes")
    if any(type(length) is not int or length < 0 for length in shape):
        raise WireError("an array has an axis of impossible length")
    dtype = DTYPES[name]
    if _size(dtype, tuple(max(1, length) for length in shape)) > _MAX_EXTENT:
        raise WireError("an array is too large")
    return dtype, tuple(shape)


def _size(dtype: np.dtype[Any], shape: tuple[int, ...]) -> int:
    return math.prod(shape) * dtype.itemsize


def _arrays(layout: list[_Layout], payload: bytearray) -> tuple[Array, ...]:
    arrays: list[Array] = []
    offset = 0
    for dtype, shape in layout:
        count = math.prod(shape)
        # Copied, so that every array is aligned, writable, native and keeps no other one alive.
        native = _NATIVE[dtype]
        if not count:
            array = np.empty(shape, native)
        else:
            flat = np.frombuffer(payload, dtype, count, offset)
            if dtype.kind == "b" and flat.view(np.uint8).max() > 1:
                raise WireError("a truth value is neither 0 nor 1")
            array = flat.astype(native).reshape(shape)
        offset += count * dtype.itemsize
        arrays.append(array)
    return tuple(arrays)
