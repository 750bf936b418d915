"""Reading and setting an object's attributes by dotted names, and loading a case's state."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import torch

from sandbox.judge.contestant.failures import Failed, fail
from sandbox.judge.contestant.inputs import LiveArray


def read_attribute(target: object, dotted: str) -> object:
    """Return the attribute, the list item or the dict entry that `dotted` leads to.

    Raises Failed (RE) where there is none. Whatever a property raises passes through.
    """
    found = target
    for part in dotted.split("."):
        try:
            found = _step(found, part)
        except (AttributeError, LookupError, ValueError):
            raise _lacks(target, dotted) from None
    return found


def load_state(target: object, state: Mapping[str, Any]) -> None:
    """Give an object the state that a case starts from.

    A module's parameters and buffers get the values and the dtype given, and stay the objects
    they were. Raises Failed (RE) where a module has another shape or lacks the name.
    """
    for name, value in state.items():
        if isinstance(target, torch.nn.Module):
            _load_into_module(target, name, value)
        else:
            _set(target, name, value)


def match_dtype(module: torch.nn.Module, arrays: Iterable[LiveArray], device: str) -> None:
    """Move a module to `device` and, where a case's float arrays agree on one, to their dtype.

    A module is built in float32; a case in float64 would otherwise mix the two.
    """
    dtypes = {array.dtype for array in arrays if _is_float(array)}
    module.to(device)
    if len(dtypes) == 1:
        (dtype,) = dtypes
        module.to(dtype if isinstance(dtype, torch.dtype) else getattr(torch, dtype.name))


def _is_float(array: LiveArray) -> bool:
    if isinstance(array, torch.Tensor):
        return array.is_floating_point()
    return array.dtype.kind == "f"


def _load_into_module(module: torch.nn.Module, name: str, value: object) -> None:
    tensors = dict(module.named_parameters()) | dict(module.named_buffers())
    tensor = tensors.get(name)
    if tensor is None:
        read_attribute(module, name)
        _set(module, name, value)
        return
    given = torch.as_tensor(np.asarray(value) if not isinstance(value, torch.Tensor) else value)
    if given.shape != tensor.shape:
        ours, theirs = tuple(tensor.shape), tuple(given.shape)
        raise fail("call", "RE", "ValueError", f"{name} has shape {ours}, but must have {theirs}")
    tensor.data = given.to(tensor.device)


def _set(target: object, dotted: str, value: object) -> None:
    parents, _, last = dotted.rpartition(".")
    parent: Any = read_attribute(target, parents) if parents else target
    if type(parent) is dict:
        parent[last] = value
    elif type(parent) is list and last.isdigit() and int(last) < len(parent):
        parent[int(last)] = value
    else:
        setattr(parent, last, value)


def _step(found: Any, part: str) -> object:  # noqa: ANN401 - whatever the submission keeps
    if type(found) is dict:
        return found[part]
    if type(found) in (list, tuple):
        return found[int(part)]
    return getattr(found, part)


def _lacks(target: object, dotted: str) -> Failed:
    kind = type(target).__name__
    return fail("call", "RE", "AttributeError", f"the {kind} has no attribute {dotted}")
