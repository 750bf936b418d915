"""Turning what a submission returned into plain values, and refusing what cannot be one.

Only exact types are read: a subclass of list, dict, str or Tensor may answer differently every
time it is asked. Conjugate, negative, strided and gradient-carrying tensors are made plain.
"""

from typing import Any

import numpy as np
import torch

from sandbox.judge.contestant.failures import Failed, clean, fail
from sandbox.judge.contestant.inputs import LiveArray
from sandbox.judge.messages import MAX_ERROR
from sandbox.judge.values import MAX_DEPTH, MAX_NODES, MAX_TEXT, Returned, Value
from sandbox.judge.wire import DTYPES, MAX_PAYLOAD, MAX_RANK, Array, name_of

_TORCH_DTYPES = {getattr(torch, name): name for name in DTYPES}
_TENSORS = frozenset({torch.Tensor, torch.nn.Parameter})
_NUMPY_SCALARS = frozenset(dtype.type for dtype in DTYPES.values())
# What torch.max, torch.sort and their kin return: tuples made in C, which nothing can override.
_TORCH_TUPLES = frozenset(
    kind
    for kind in vars(torch.return_types).values()
    if isinstance(kind, type) and issubclass(kind, tuple)
)


class Outputs:
    """Reads returned values, all of a case within one budget of bytes and of parts."""

    def __init__(self, budget: int = MAX_PAYLOAD) -> None:
        self._budget = budget
        self._nodes = 0
        # Every array read so far, as it was returned, depth first.
        self.arrays: list[LiveArray] = []

    def read(self, returned: object, path: str = "the result") -> Value:
        """Return the plain copy of `returned`; raise Failed (RE or OLE) where it has none."""
        return self._read(returned, path, 0)

    def _read(self, value: Any, path: str, depth: int) -> Value:  # noqa: ANN401 - anything at all
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _too_large(f"more than {MAX_NODES} values were returned")
        if depth > MAX_DEPTH:
            raise _refused(f"{path} is nested deeper than {MAX_DEPTH} levels or contains itself")
        kind = type(value)
        if kind is np.ndarray or kind in _TENSORS or kind in _NUMPY_SCALARS:
            return self._read_array(value, path)
        if kind is list:
            return self._read_items(value, path, depth)
        if kind is tuple or kind in _TORCH_TUPLES:
            return tuple(self._read_items(value, path, depth))
        if kind is dict:
            return self._read_dict(value, path, depth)
        return _read_scalar(value, path)

    def _read_items(self, items: Any, path: str, depth: int) -> list[Value]:  # noqa: ANN401
        return [self._read(item, f"{path}[{n}]", depth + 1) for n, item in enumerate(items)]

    def _read_dict(self, entries: dict[Any, Any], path: str, depth: int) -> Value:
        if len(entries) > MAX_NODES:
            raise _too_large(f"more than {MAX_NODES} values were returned")
        for key in entries:
            if type(key) is not str:
                raise _refused(f"{path} has a key of type {_name(key)}; keys must be str")
        read: dict[str, Value] = {}
        # In the order of keys, whatever was put in first: arrays are counted for their cotangents.
        for key in sorted(entries):
            name = str(_read_scalar(key, f"a key of {path}"))
            read[name] = self._read(entries[key], f"{path}[{clean(repr(name), 40)}]", depth + 1)
        return read

    def _read_array(self, value: Any, path: str) -> Returned:  # noqa: ANN401
        if isinstance(value, torch.Tensor):
            _check_tensor(value, path)
            nbytes, device = value.numel() * value.element_size(), str(value.device)
        else:
            _check_array(value, path)
            nbytes, device = value.nbytes, "cpu"
        # Before any copy: an expanded tensor of a few bytes may stand for terabytes.
        self._budget -= nbytes
        if self._budget < 0:
            raise _too_large(f"{path} has {nbytes} bytes, more than may be returned")
        self.arrays.append(value)
        if isinstance(value, torch.Tensor):
            return Returned(plain(value).copy(), "torch", device)
        return Returned(np.array(value, dtype=value.dtype.newbyteorder("="), order="C"), "numpy")


def plain(tensor: torch.Tensor) -> Array:
    """Return a tensor's values on the CPU, in its own memory where that is possible."""
    array: Array = np.asarray(tensor.detach().resolve_conj().resolve_neg().cpu().numpy())
    return array


def _check_tensor(tensor: torch.Tensor, path: str) -> None:
    oddity = None
    if tensor.is_nested:
        oddity = "a nested tensor"
    elif tensor.layout is not torch.strided:
        oddity = f"a tensor of layout {tensor.layout}"
    elif tensor.is_quantized:
        oddity = "a quantised tensor"
    elif tensor.device.type == "meta":
        oddity = "a tensor on the meta device, which has no values"
    elif tensor.dtype not in _TORCH_DTYPES:
        oddity = f"a tensor of dtype {tensor.dtype}"
    elif tensor.dim() > MAX_RANK:
        oddity = f"a tensor of {tensor.dim()} axes"
    if oddity is not None:
        raise _refused(f"{path} is {oddity}")


def _check_array(array: Any, path: str) -> None:  # noqa: ANN401 - an ndarray or a scalar of numpy
    if name_of(array.dtype) not in DTYPES:
        raise _refused(f"{path} is an array of dtype {clean(str(array.dtype), 100)}")
    if array.ndim > MAX_RANK:
        raise _refused(f"{path} is an array of {array.ndim} axes")


def _read_scalar(value: object, path: str) -> bool | int | float | str | None:
    if value is None or type(value) is bool or type(value) is float:
        return value
    if type(value) is int:
        if not -(2**63) <= value < 2**63:
            raise _refused(f"{path} is an int that needs more than 64 bits")
        return value
    if type(value) is str:
        return _read_text(value, path)
    raise _refused(f"{path} is a {_name(value)}; return arrays, numbers, lists, tuples or dicts")


def _read_text(text: str, path: str) -> str:
    # Compared before it is encoded: a character takes at least one byte.
    if len(text) > MAX_TEXT or len(text.encode("utf-8", "replace")) > MAX_TEXT:
        raise _too_large(f"{path} is a text of more than {MAX_TEXT} bytes")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise _refused(f"{path} is a text with a lone surrogate") from None
    return text


def _name(value: object) -> str:
    kind: type = type(value)
    named = type.__dict__["__name__"].__get__(kind)
    return clean(str(named), MAX_ERROR)


def _refused(message: str) -> Failed:
    return fail("return", "RE", "TypeError", message)


def _too_large(message: str) -> Failed:
    return fail("return", "OLE", "OverflowError", message)
