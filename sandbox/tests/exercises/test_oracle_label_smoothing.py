"""The reference of label-smoothing against PyTorch's own loss and against 1000 digits."""

from collections.abc import Callable
from pathlib import Path
from runpy import run_path

import mpmath  # type: ignore[import-untyped]
import pytest
import torch
from torch.nn.functional import cross_entropy

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/label-smoothing"
Loss = Callable[[torch.Tensor, torch.Tensor, float], torch.Tensor]


@pytest.fixture(scope="module")
def smoothed() -> Loss:
    function: Loss = run_path(str(FOLDER / "reference.py"))["label_smoothing_cross_entropy"]
    return function


def drawn(count: int, classes: int) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(count * 100 + classes)
    logits = 4 * torch.randn(count, classes, dtype=torch.float64)
    return logits, torch.randint(0, classes, (count,))


def exact(rows: list[list[float]], labels: list[int], eps: float) -> float:
    """The definition with exponentials as they stand, in enough digits for logits of ±1000."""
    with mpmath.workdps(1000):
        total = mpmath.mpf(0)
        for row, label in zip(rows, labels, strict=True):
            powers = [mpmath.exp(mpmath.mpf(z)) for z in row]
            for k, power in enumerate(powers):
                q = mpmath.mpf(eps) / len(row) + (1 - mpmath.mpf(eps)) * (k == label)
                total -= q * mpmath.log(power / sum(powers))
        return float(total / len(rows))


@pytest.mark.parametrize("eps", [0.0, 0.1, 0.37, 1.0])
@pytest.mark.parametrize(("count", "classes"), [(1, 2), (5, 3), (7, 20)])
def test_agrees_with_pytorch(smoothed: Loss, eps: float, count: int, classes: int) -> None:
    logits, labels = drawn(count, classes)
    wanted = cross_entropy(logits, labels, label_smoothing=eps)
    torch.testing.assert_close(smoothed(logits, labels, eps), wanted, rtol=1e-13, atol=1e-15)


def test_agrees_with_the_definition_at_extreme_logits(smoothed: Loss) -> None:
    rows = [[1000.0, -1000.0, 0.0], [-1000.0, 1000.0, 1000.0], [3000.0, 3000.5, 2999.0]]
    for eps in (0.0, 0.1, 1.0):
        got = smoothed(torch.tensor(rows, dtype=torch.float64), torch.tensor([0, 0, 1]), eps)
        assert got.item() == pytest.approx(exact(rows, [0, 0, 1], eps), rel=1e-13)


def test_the_other_convention_differs_as_the_statement_says(smoothed: Loss) -> None:
    logits = torch.tensor([[2.0, 1.0, 0.0, -1.0], [0.0, 0.0, 3.0, 0.0]], dtype=torch.float64)
    labels = torch.tensor([0, 1])
    assert smoothed(logits, labels, 0.1).item() == pytest.approx(1.8271980, abs=5e-8)
    assert smoothed(logits, labels, 0.0).item() == pytest.approx(1.7896980, abs=5e-8)
    target = torch.full((2, 4), 0.1 / 3, dtype=torch.float64)
    target[[0, 1], labels] = 0.9
    assert cross_entropy(logits, target).item() == pytest.approx(1.8396980, abs=5e-8)


def test_one_class_costs_nothing(smoothed: Loss) -> None:
    assert smoothed(torch.tensor([[3.0], [-2.0]]), torch.tensor([0, 0]), 0.1).item() == 0


def test_the_gradient_is_softmax_minus_target(smoothed: Loss) -> None:
    logits, labels = drawn(5, 4)
    logits.requires_grad_()
    smoothed(logits, labels, 0.2).backward()  # type: ignore[no-untyped-call]
    target = torch.full((5, 4), 0.05, dtype=torch.float64)
    target[torch.arange(5), labels] += 0.8
    assert logits.grad is not None
    torch.testing.assert_close(logits.grad, (torch.softmax(logits.detach(), 1) - target) / 5)
    assert torch.autograd.gradcheck(lambda x: smoothed(x, labels, 0.2), logits)
