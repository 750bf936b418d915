"""The reference of adam against torch.optim.Adam and against unrolled sums in 60 digits."""

from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
import torch

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/adam"


@pytest.fixture(scope="module")
def adam() -> Callable[..., Any]:
    entry: Callable[..., Any] = run_path(str(FOLDER / "reference.py"))["Adam"]
    return entry


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.0, 0.99), (0.5, 0.0)])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e4])
def test_walks_the_path_of_pytorch(
    adam: Callable[..., Any], betas: tuple[float, float], scale: float
) -> None:
    rng = np.random.default_rng(3)
    start = rng.normal(size=(2, 3))
    weights = torch.from_numpy(start.copy()).requires_grad_()
    theirs = torch.optim.Adam([weights], lr=0.05, betas=betas, eps=1e-8)
    ours = adam(start, 0.05, *betas, 1e-8)
    for gradient in scale * rng.normal(size=(40, 2, 3)):
        weights.grad = torch.from_numpy(gradient.copy())
        theirs.step()
        np.testing.assert_allclose(ours.step(gradient), weights.detach().numpy(), rtol=1e-11)


def unrolled(w: float, gradients: list[float], lr: float, betas: list[Any], eps: float) -> float:
    """The weight after all steps, each mean taken anew over all gradients so far."""
    with mpmath.workdps(60):
        beta1, beta2 = betas
        place = mpmath.mpf(w)
        for t in range(1, len(gradients) + 1):
            past = [mpmath.mpf(g) for g in gradients[:t]]
            first = [beta1 ** (t - 1 - i) for i in range(t)]
            second = [beta2 ** (t - 1 - i) for i in range(t)]
            m = sum(a * g for a, g in zip(first, past, strict=True)) / sum(first)
            v = sum(a * g * g for a, g in zip(second, past, strict=True)) / sum(second)
            place -= mpmath.mpf(lr) * m / (mpmath.sqrt(v) + mpmath.mpf(eps))
        return float(place)


@pytest.mark.parametrize(("size", "eps"), [(1.0, 1e-8), (1e-9, 1e-8), (1e-3, 0.1)])
def test_agrees_with_weighted_means_in_many_digits(
    adam: Callable[..., Any], size: float, eps: float
) -> None:
    gradients = [size * g for g in (1.0, -2.0, 0.5, 0.0, 3.0, -0.125, 0.0, 1.0)]
    betas = [mpmath.mpf(0.9), mpmath.mpf(0.999)]
    ours = adam(np.array(0.75), 0.1, 0.9, 0.999, eps)
    for count, gradient in enumerate(gradients, 1):
        wanted = unrolled(0.75, gradients[:count], 0.1, betas, eps)
        assert float(ours.step(np.array(gradient))) == pytest.approx(wanted, rel=1e-13)


def test_the_first_step_has_the_size_that_the_statement_gives(adam: Callable[..., Any]) -> None:
    moved = adam(np.zeros(3), 0.1, 0.9, 0.999, 1e-8).step(np.array([5.0, -1e-3, 1e-9]))
    np.testing.assert_allclose(moved, [-0.1, 0.1, -0.1 / 11], rtol=2e-5)


def test_a_weight_without_gradients_stays(adam: Callable[..., Any]) -> None:
    ours = adam(np.array([1.0, 2.0]), 0.1, 0.9, 0.999, 1e-8)
    for _ in range(3):
        assert ours.step(np.zeros(2)).tolist() == [1.0, 2.0]


def test_two_optimizers_share_nothing(adam: Callable[..., Any]) -> None:
    gradients = np.random.default_rng(4).normal(size=(6, 3))
    alone = adam(np.zeros(3), 0.1, 0.9, 0.999, 1e-8)
    expected = [alone.step(gradient).tolist() for gradient in gradients]
    one, other = (adam(np.zeros(3), 0.1, 0.9, 0.999, 1e-8) for _ in range(2))
    for gradient, wanted in zip(gradients, expected, strict=True):
        other.step(100 * gradient)
        assert one.step(gradient).tolist() == wanted
