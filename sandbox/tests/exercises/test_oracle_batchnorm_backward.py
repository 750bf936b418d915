"""The reference of batchnorm-backward against PyTorch's own layer and exact arithmetic."""

from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from pathlib import Path
from runpy import run_path

import pytest
import torch
from torch.nn import functional

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/batchnorm-backward"
Gradients = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
Backward = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, float], Gradients]


@pytest.fixture(scope="module")
def backward() -> Backward:
    function: Backward = run_path(str(FOLDER / "reference.py"))["batchnorm_backward"]
    return function


def drawn(*shape: int, seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, dtype=torch.float64, generator=generator)


@pytest.mark.parametrize("eps", [1e-5, 0.1])
@pytest.mark.parametrize(
    "shape", [(2, 3), (8, 3), (4, 2, 5), (2, 3, 4, 5), (3, 3, 3, 3), (1, 2, 4, 1)]
)
def test_it_equals_the_gradients_of_pytorchs_layer(
    backward: Backward, shape: tuple[int, ...], eps: float
) -> None:
    dy = drawn(*shape, seed=1)
    x = (2 + 3 * drawn(*shape, seed=2)).requires_grad_()
    gamma = drawn(shape[1], seed=3).requires_grad_()
    beta = torch.zeros(shape[1], dtype=torch.float64, requires_grad=True)
    y = functional.batch_norm(x, None, None, gamma, beta, training=True, eps=eps)
    expected = torch.autograd.grad(y, (x, gamma, beta), dy)
    torch.testing.assert_close(backward(dy, x, gamma, eps), expected, rtol=1e-9, atol=1e-11)


def exact_output(x: list[Fraction], eps: Fraction) -> tuple[list[Fraction], Fraction]:
    """Centred values and the square under the root, so that y = centred / sqrt(square)."""
    mean = sum(x, Fraction(0)) / len(x)
    centred = [value - mean for value in x]
    return centred, sum((value**2 for value in centred), Fraction(0)) / len(x) + eps


def test_it_equals_difference_quotients_of_forty_digits(backward: Backward) -> None:
    x = [Fraction(3), Fraction(-1), Fraction(1, 2), Fraction(7, 4), Fraction(0)]
    dy = [Fraction(1), Fraction(-2), Fraction(1, 4), Fraction(0), Fraction(3, 2)]
    eps, step = Fraction(1, 8), Fraction(1, 10**6)

    def loss(values: list[Fraction]) -> Fraction:
        centred, square = exact_output(values, eps)
        root = Fraction(isqrt(int(square * 10**80)), 10**40)
        return sum((g * c for g, c in zip(dy, centred, strict=True)), Fraction(0)) / root

    def column(values: list[Fraction]) -> torch.Tensor:
        return torch.tensor([[float(value)] for value in values], dtype=torch.float64)

    dx, dgamma, dbeta = backward(
        column(dy), column(x), torch.ones(1, dtype=torch.float64), float(eps)
    )
    for index in range(len(x)):
        up, down = x.copy(), x.copy()
        up[index] += step
        down[index] -= step
        quotient = (loss(up) - loss(down)) / (2 * step)
        assert dx[index, 0].item() == pytest.approx(float(quotient), abs=1e-11)
    assert dgamma.item() == pytest.approx(float(loss(x)), rel=1e-14)
    assert dbeta.item() == float(sum(dy))


def test_one_value_per_channel_gives_no_gradient(backward: Backward) -> None:
    dy, x, gamma = drawn(1, 4, seed=1), drawn(1, 4, seed=2), drawn(4, seed=3)
    dx, dgamma, dbeta = backward(dy, x, gamma, 1e-5)
    assert torch.count_nonzero(dx) == 0
    assert torch.count_nonzero(dgamma) == 0
    assert torch.equal(dbeta, dy[0])


def test_a_constant_channel_gives_finite_gradients(backward: Backward) -> None:
    x = torch.full((4, 2, 3), 7.3, dtype=torch.float64)
    dx, dgamma, _ = backward(drawn(4, 2, 3, seed=1), x, drawn(2, seed=2), 1e-5)
    assert torch.isfinite(dx).all()
    assert torch.allclose(dgamma, torch.zeros_like(dgamma), atol=1e-9)


def test_shifting_a_channel_has_no_gradient(backward: Backward) -> None:
    dx, _, _ = backward(drawn(5, 3, 4, seed=1), drawn(5, 3, 4, seed=2), drawn(3, seed=3), 1e-5)
    assert torch.allclose(dx.sum(dim=(0, 2)), torch.zeros(3, dtype=torch.float64), atol=1e-12)
