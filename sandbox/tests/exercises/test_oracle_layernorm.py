"""The reference of layernorm against PyTorch's own function and exact arithmetic."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from runpy import run_path

import pytest
import torch
from torch.nn import functional

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/layernorm"
LayerNorm = Callable[..., torch.Tensor]


@pytest.fixture(scope="module")
def layer_norm() -> LayerNorm:
    function: LayerNorm = run_path(str(FOLDER / "reference.py"))["layer_norm"]
    return function


def drawn(*shape: int, seed: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, dtype=torch.float64, generator=generator)


@pytest.mark.parametrize("eps", [1e-5, 0.1])
@pytest.mark.parametrize(
    ("leading", "features"),
    [((4,), (5,)), ((), (3, 2)), ((2, 3), (4,)), ((3,), (3, 3)), ((0, 2), (3,)), ((5,), (1,))],
)
def test_it_and_its_gradients_equal_those_of_pytorch(
    layer_norm: LayerNorm, leading: tuple[int, ...], features: tuple[int, ...], eps: float
) -> None:
    cotangent = drawn(*leading, *features, seed=2)
    found = []
    for function in (layer_norm, functional.layer_norm):
        x = (2 + 3 * drawn(*leading, *features)).requires_grad_()
        gamma = drawn(*features, seed=3).requires_grad_()
        beta = drawn(*features, seed=4).requires_grad_()
        y = function(x, features, gamma, beta, eps)
        found.append((y, *torch.autograd.grad(y, (x, gamma, beta), cotangent)))
    torch.testing.assert_close(found[0], found[1], rtol=1e-10, atol=1e-11)


def test_its_squares_equal_exact_fractions(layer_norm: LayerNorm) -> None:
    values = [Fraction(3), Fraction(-1), Fraction(1, 2), Fraction(7, 4)]
    mean = sum(values) / 4
    variance = sum((value - mean) ** 2 for value in values) / 4
    eps = Fraction(1, 8)
    x = torch.tensor([float(value) for value in values], dtype=torch.float64)
    y = layer_norm(x, (4,), torch.ones_like(x), torch.zeros_like(x), float(eps))
    for got, value in zip(y.tolist(), values, strict=True):
        assert got**2 == pytest.approx(float((value - mean) ** 2 / (variance + eps)), rel=1e-14)
        assert (got > 0) == (value > mean)


def test_a_sample_does_not_notice_its_batch(layer_norm: LayerNorm) -> None:
    x, gamma, beta = drawn(6, 2, 5), drawn(2, 5, seed=2), drawn(2, 5, seed=3)
    whole = layer_norm(x, (2, 5), gamma, beta, 1e-5)
    alone = layer_norm(x[3:4], (2, 5), gamma, beta, 1e-5)
    assert torch.allclose(whole[3:4], alone, rtol=1e-14)


def test_a_shift_of_all_features_changes_nothing(layer_norm: LayerNorm) -> None:
    x, gamma, beta = drawn(6, 5), drawn(5, seed=2), drawn(5, seed=3)
    moved = layer_norm(x + 1000, (5,), gamma, beta, 1e-5)
    assert torch.allclose(moved, layer_norm(x, (5,), gamma, beta, 1e-5), atol=1e-10)


def test_a_gradient_passes_the_numeric_check(layer_norm: LayerNorm) -> None:
    inputs = [drawn(2, 3, 2), drawn(3, 2, seed=2), drawn(3, 2, seed=3)]

    def function(x: torch.Tensor, gamma: torch.Tensor, beta: torch.Tensor) -> torch.Tensor:
        return layer_norm(x, (3, 2), gamma, beta, 0.01)

    assert torch.autograd.gradcheck(function, [leaf.requires_grad_() for leaf in inputs])
