"""The reference of focal-loss-binary against 1000 digits and against PyTorch's cross-entropy."""

from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/focal-loss-binary"
FocalLoss = Callable[[torch.Tensor, torch.Tensor, float, float, str], torch.Tensor]
LOGITS = [-1000.0, -800.0, -90.0, -12.0, -1.5, -1e-9, 0.0, 0.25, 3.0, 40.0, 800.0, 1000.0]


@pytest.fixture(scope="module")
def focal_loss() -> FocalLoss:
    function: FocalLoss = run_path(str(FOLDER / "reference.py"))["focal_loss"]
    return function


def exact(z: float, t: float, alpha: float, gamma: float) -> Any:
    """The definition as the paper writes it, in digits enough for 1 - p at |z| = 1000."""
    with mpmath.workdps(1000):
        p = 1 / (1 + mpmath.exp(-mpmath.mpf(z)))
        p_t, alpha_t = (p, mpmath.mpf(alpha)) if t == 1 else (1 - p, 1 - mpmath.mpf(alpha))
        return -alpha_t * (1 - p_t) ** gamma * mpmath.log(p_t)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 3.7])
def test_agrees_with_the_definition_in_many_digits(focal_loss: FocalLoss, gamma: float) -> None:
    for t in (0.0, 1.0):
        z = torch.tensor(LOGITS, dtype=torch.float64)
        got = focal_loss(z, torch.full_like(z, t), 0.3, gamma, "none").tolist()
        wanted = [float(exact(value, t, 0.3, gamma)) for value in LOGITS]
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-300)


def test_gamma_0_is_balanced_cross_entropy(focal_loss: FocalLoss) -> None:
    torch.manual_seed(1)
    z = 5 * torch.randn(4, 6, dtype=torch.float64)
    t = (torch.rand(4, 6) < 0.4).double()
    weight = torch.where(t == 1, torch.tensor(0.2).double(), torch.tensor(0.8).double())
    plain = binary_cross_entropy_with_logits(z, t, reduction="none")
    torch.testing.assert_close(
        focal_loss(z, t, 0.2, 0.0, "none"), weight * plain, rtol=1e-7, atol=0
    )


def test_a_positive_is_a_negative_with_the_sign_turned(focal_loss: FocalLoss) -> None:
    z = torch.linspace(-9, 9, 25, dtype=torch.float64)
    positive = focal_loss(z, torch.ones_like(z), 0.25, 2.0, "none")
    negative = focal_loss(-z, torch.zeros_like(z), 0.75, 2.0, "none")
    torch.testing.assert_close(positive, negative, rtol=1e-14, atol=0)


def test_reductions_count_every_element(focal_loss: FocalLoss) -> None:
    z = torch.linspace(-3, 3, 10, dtype=torch.float64).reshape(2, 5)
    t = torch.zeros_like(z)
    each = focal_loss(z, t, 0.25, 2.0, "none")
    assert focal_loss(z, t, 0.25, 2.0, "sum").item() == pytest.approx(each.sum().item())
    assert focal_loss(z, t, 0.25, 2.0, "mean").item() == pytest.approx(each.sum().item() / 10)
    assert focal_loss(z[:0], t[:0], 0.25, 2.0, "mean").item() == 0


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0, 3.7])
def test_gradients_are_those_of_finite_differences(focal_loss: FocalLoss, gamma: float) -> None:
    z = torch.tensor([-4.0, -1.0, 0.3, 2.0, 5.0] * 2, dtype=torch.float64, requires_grad=True)
    t = torch.tensor([0.0] * 5 + [1.0] * 5, dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda x: focal_loss(x, t, 0.3, gamma, "none"), z)


@pytest.mark.parametrize("gamma", [0.0, 0.5, 1.0, 2.0])
def test_gradients_are_finite_at_saturated_logits(focal_loss: FocalLoss, gamma: float) -> None:
    z = torch.tensor([800.0, -800.0, -800.0, 800.0], dtype=torch.float64, requires_grad=True)
    t = torch.tensor([1.0, 0.0, 1.0, 0.0], dtype=torch.float64)
    focal_loss(z, t, 0.25, gamma, "sum").backward()  # type: ignore[no-untyped-call]
    assert z.grad is not None
    assert z.grad.tolist() == [0.0, 0.0, -0.25, 0.75]
