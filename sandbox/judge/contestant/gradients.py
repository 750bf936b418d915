"""Gradients of inputs and parameters under the cotangents that the grader chose."""

from collections.abc import Iterable, Mapping

import numpy as np
import torch

from sandbox.judge.contestant.inputs import LiveArray
from sandbox.judge.wire import Array


def cotangent(seed: int, k: int, shape: tuple[int, ...]) -> Array:
    """Return the weight of the k-th float array of an output, float32 (grader and child agree)."""
    drawn = np.random.default_rng([seed, k]).standard_normal(shape)
    return np.asarray(drawn, np.float32)


def gradients_of(
    outputs: Iterable[LiveArray], inputs: Mapping[str, torch.Tensor], seed: int
) -> dict[str, torch.Tensor | None]:
    """Return d⟨cotangents, outputs⟩/d(input) for each of `inputs`, None where nothing flows.

    Counts every output of a float dtype, in order, whether or not it carries a gradient.
    """
    floats = [one for one in outputs if _is_float(one)]
    flowing, weights = [], []
    for k, output in enumerate(floats):
        if isinstance(output, torch.Tensor) and output.requires_grad:
            weight = torch.from_numpy(cotangent(seed, k, tuple(output.shape)))
            flowing.append(output)
            weights.append(weight.to(output.device, output.dtype))
    wanted = {name: leaf for name, leaf in inputs.items() if leaf.requires_grad}
    found: dict[str, torch.Tensor | None] = dict.fromkeys(inputs)
    if flowing and wanted:
        grads = torch.autograd.grad(flowing, list(wanted.values()), weights, allow_unused=True)
        found.update(zip(wanted, grads, strict=True))
    return found


def parameters_of(target: object) -> dict[str, torch.Tensor]:
    """Return a module's parameters, or a plain object's tensors that need gradients, by name."""
    if isinstance(target, torch.nn.Module):
        return dict(target.named_parameters())
    return {
        name: value
        for name, value in getattr(target, "__dict__", {}).items()
        if isinstance(value, torch.Tensor) and value.requires_grad and value.is_leaf
    }


def _is_float(array: LiveArray) -> bool:
    if isinstance(array, torch.Tensor):
        return array.is_floating_point()
    return array.dtype.kind == "f"
