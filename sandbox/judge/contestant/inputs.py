"""Turning a case's values into what the submission gets: its own arrays or tensors."""

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import torch

from sandbox.judge.messages import Program
from sandbox.judge.values import Strided, Value
from sandbox.judge.wire import Array

LiveArray = Array | torch.Tensor


class Inputs:
    """The arguments of one call as the submission sees them.

    live: the arguments by name. arrays: every array in them by its path. leaves: those whose
    gradients are wanted, by path.
    """

    def __init__(
        self, program: Program, values: Mapping[str, Value], grad: Collection[str] = ()
    ) -> None:
        self._torch = program.framework == "torch"
        self._device = program.device
        self.arrays: dict[str, LiveArray] = {}
        self.leaves: dict[str, torch.Tensor] = {}
        self.live: dict[str, Any] = {
            name: self._make(value, name, wanted=name in grad) for name, value in values.items()
        }

    def _make(self, value: Value, path: str, *, wanted: bool) -> object:
        match value:
            case np.ndarray():
                return self._array(value, path, strided=False, wanted=wanted)
            case Strided():
                return self._array(value.array, path, strided=True, wanted=wanted)
            case list() | tuple():
                items = [
                    self._make(item, f"{path}[{index}]", wanted=wanted)
                    for index, item in enumerate(value)
                ]
                return items if isinstance(value, list) else tuple(items)
            case dict():
                return {
                    key: self._make(item, f"{path}.{key}", wanted=wanted)
                    for key, item in value.items()
                }
            case _:
                return value

    def _array(self, array: Array, path: str, *, strided: bool, wanted: bool) -> LiveArray:
        apart = strided and array.ndim > 0
        buffer = _twice_as_wide(array) if apart else np.array(array, order="C")
        live: LiveArray = buffer
        if self._torch:
            live = torch.from_numpy(buffer).to(self._device)
        if apart:
            live = live[..., ::2]
        if wanted and isinstance(live, torch.Tensor) and live.is_floating_point():
            live = self.leaves[path] = live.detach().requires_grad_()
        self.arrays[path] = live
        return live


def _twice_as_wide(array: Array) -> Array:
    """Return a buffer with the array in every second place of its last axis (rank ≥ 1)."""
    buffer = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    buffer[..., ::2] = array
    return buffer
