"""The reference of batchnorm-forward against PyTorch's own layer and exact arithmetic."""

from fractions import Fraction
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
import torch
from torch import nn

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/batchnorm-forward"
SHAPES = [(2, 3), (7, 3), (4, 3, 5), (2, 3, 4, 5), (3, 3, 3, 3), (1, 3, 6, 1)]


@pytest.fixture(scope="module")
def layer() -> Any:
    return run_path(str(FOLDER / "reference.py"))["BatchNorm"]


def pytorchs(ndim: int, **options: Any) -> nn.Module:
    kinds = {2: nn.BatchNorm1d, 3: nn.BatchNorm1d, 4: nn.BatchNorm2d}
    return kinds[ndim](3, dtype=torch.float64, **options)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("momentum", [0.1, 0.0, 1.0, None])
@pytest.mark.parametrize("eps", [1e-5, 0.1])
def test_it_equals_the_layer_of_pytorch_step_by_step(
    layer: Any, shape: tuple[int, ...], momentum: float | None, eps: float
) -> None:
    generator = torch.Generator().manual_seed(1)
    ours = layer(3, eps=eps, momentum=momentum)
    theirs = pytorchs(len(shape), eps=eps, momentum=momentum)
    state = {
        "weight": torch.tensor([0.5, -2.0, 1.5], dtype=torch.float64),
        "bias": torch.tensor([0.0, 3.0, -1.0], dtype=torch.float64),
        "running_mean": torch.tensor([1.0, 0.0, -2.0], dtype=torch.float64),
        "running_var": torch.tensor([0.3, 1.0, 4.0], dtype=torch.float64),
    }
    ours.load_state_dict(state)
    theirs.load_state_dict(state | {"num_batches_tracked": torch.tensor(0)})
    for mode in ("train", "train", "eval", "train", "eval"):
        x = 2 + 3 * torch.randn(shape, dtype=torch.float64, generator=generator)
        cotangent = torch.randn(shape, dtype=torch.float64, generator=generator)
        found = []
        for module in (ours.train(mode == "train"), theirs.train(mode == "train")):
            module.zero_grad()
            leaf = x.clone().requires_grad_()
            y = module(leaf)
            y.backward(cotangent)
            found.append((y, leaf.grad, module.weight.grad, module.bias.grad))
        torch.testing.assert_close(found[0], found[1], rtol=1e-9, atol=1e-10)
        for name in ("running_mean", "running_var"):
            torch.testing.assert_close(getattr(ours, name), getattr(theirs, name))


def test_a_new_layer_starts_like_that_of_pytorch(layer: Any) -> None:
    ours, theirs = layer(3), pytorchs(2)
    for name in ("weight", "bias", "running_mean", "running_var"):
        assert torch.equal(getattr(ours, name), getattr(theirs, name))
    assert (ours.eps, ours.momentum) == (1e-5, 0.1)


def test_its_squares_equal_exact_fractions(layer: Any) -> None:
    values = [Fraction(3), Fraction(-1), Fraction(1, 2), Fraction(7, 4)]
    mean = sum(values) / 4
    variance = sum((value - mean) ** 2 for value in values) / 4
    eps = Fraction(1, 8)
    module = layer(1, eps=float(eps), momentum=0.25)
    y = module(torch.tensor([[float(value)] for value in values], dtype=torch.float64))
    for got, value in zip(y.detach().flatten().tolist(), values, strict=True):
        assert got**2 == pytest.approx(float((value - mean) ** 2 / (variance + eps)), rel=1e-14)
        assert (got > 0) == (value > mean)
    assert module.running_mean.item() == float(mean / 4)
    stepped = float(Fraction(3, 4) + variance * Fraction(4, 3) / 4)
    assert module.running_var.item() == pytest.approx(stepped, rel=1e-14)


def test_a_constant_channel_gives_the_bias(layer: Any) -> None:
    module = layer(2)
    x = torch.full((4, 2, 3), 7.3, dtype=torch.float64)
    assert torch.allclose(module(x), torch.zeros_like(x), atol=1e-12)


def test_a_gradient_passes_the_numeric_check(layer: Any) -> None:
    x = torch.randn(3, 2, 2, dtype=torch.float64, generator=torch.Generator().manual_seed(2))
    module = layer(2, eps=0.01)
    assert torch.autograd.gradcheck(module, (x.requires_grad_(),))
