"""What a call did to its arguments: their digests afterwards, and whose memory was returned."""

from collections.abc import Iterable

import numpy as np
import torch

from sandbox.judge.contestant.inputs import Inputs, LiveArray
from sandbox.judge.contestant.outputs import plain
from sandbox.judge.values import (
    CHANGED_BEYOND_READING,
    MAX_DEPTH,
    MAX_NODES,
    Value,
    digests_of,
)
from sandbox.judge.wire import WireError

_ARRAYS = (np.ndarray, torch.Tensor)

Extent = tuple[str, int, int]


class Traces:
    """Looks at the arguments before a call, so that it can tell afterwards what became of them."""

    def __init__(self, inputs: Inputs) -> None:
        self._inputs = inputs
        self._extents = {path: _extent(array) for path, array in inputs.arrays.items()}
        self._bytes = sum(end - start for _, start, end in self._extents.values())

    def aliases(self, outputs: Iterable[LiveArray]) -> tuple[str, ...]:
        """Return the paths of the arguments whose memory any of `outputs` lies in."""
        returned = [_extent(output) for output in outputs]
        return tuple(
            path
            for path, argument in self._extents.items()
            if any(_overlap(argument, output) for output in returned)
        )

    def digests(self) -> dict[str, str]:
        """Return the digests of the arguments as they are now."""
        found: dict[str, str] = {}
        for name, live in self._inputs.live.items():
            try:
                found |= digests_of({name: self._plain(live, 0, [MAX_NODES, 2 * self._bytes])})
            except (WireError, ValueError, TypeError, RuntimeError, MemoryError):
                # It holds something now that no case can pass in.
                found[name] = CHANGED_BEYOND_READING
        return found

    def _plain(self, live: object, depth: int, left: list[int]) -> Value:
        left[0] -= 1
        if depth > MAX_DEPTH or left[0] < 0:
            raise ValueError("an argument has grown")
        kind = type(live)
        if isinstance(live, list) and kind is list:
            return [self._plain(item, depth + 1, left) for item in live]
        if isinstance(live, tuple) and kind is tuple:
            return tuple(self._plain(item, depth + 1, left) for item in live)
        if isinstance(live, dict) and kind is dict:
            return {key: self._plain(item, depth + 1, left) for key, item in live.items()}
        if kind in _ARRAYS and isinstance(live, torch.Tensor | np.ndarray):
            left[1] -= live.nbytes
            if left[1] < 0:
                raise ValueError("an argument has grown")
            return plain(live) if isinstance(live, torch.Tensor) else live
        if live is None or isinstance(live, bool | int | float | str):
            return live
        raise TypeError("an argument holds something else")


def _extent(array: LiveArray) -> Extent:
    """Return the device and the addresses (from, to) between which an array's memory lies."""
    if isinstance(array, torch.Tensor):
        storage = array.untyped_storage()
        start = storage.data_ptr()
        return array.device.type, start, start + storage.nbytes()
    if not isinstance(array, np.ndarray) or not array.size:
        return "cpu", 0, 0
    start, end = np.lib.array_utils.byte_bounds(array)
    return "cpu", start, end


def _overlap(one: Extent, other: Extent) -> bool:
    # Every argument has a buffer of its own, so overlapping bounds mean the same buffer.
    return one[0] == other[0] and max(one[1], other[1]) < min(one[2], other[2])
