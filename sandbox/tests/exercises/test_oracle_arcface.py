"""The reference of arcface against angles in 60 digits and against rotated vectors."""

import math
from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
import torch

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/arcface"
ArcFace = Callable[[torch.Tensor, torch.Tensor, torch.Tensor, float, float], torch.Tensor]


@pytest.fixture(scope="module")
def arcface_logits() -> ArcFace:
    function: ArcFace = run_path(str(FOLDER / "reference.py"))["arcface_logits"]
    return function


def drawn(seed: int, count: int, classes: int, size: int) -> list[torch.Tensor]:
    rng = np.random.default_rng(seed)
    features = rng.normal(size=(count, size)) * rng.uniform(0.1, 9.0, (count, 1))
    weight = rng.normal(size=(classes, size)) * rng.uniform(0.1, 9.0, (classes, 1))
    labels = rng.integers(0, classes, count)
    return [torch.from_numpy(array) for array in (features, weight, labels)]


def exact(f: list[float], w: list[float], s: float, m: float, *, labelled: bool) -> float:
    """One logit through the angle, as the paper and the authors' code define it."""

    def norm(vector: list[float]) -> Any:
        return mpmath.sqrt(sum(mpmath.mpf(x) ** 2 for x in vector))

    with mpmath.workdps(60):
        dot = sum(mpmath.mpf(a) * mpmath.mpf(b) for a, b in zip(f, w, strict=True))
        theta = mpmath.acos(dot / norm(f) / norm(w))
        if not labelled:
            return float(s * mpmath.cos(theta))
        if theta + m > mpmath.pi:
            return float(s * (mpmath.cos(theta) - m * mpmath.sin(mpmath.pi - m)))
        return float(s * mpmath.cos(theta + m))


@pytest.mark.parametrize(("s", "m"), [(64.0, 0.5), (1.0, 0.0), (30.0, 1.5), (10.0, math.pi / 2)])
def test_agrees_with_the_definition_in_many_digits(
    arcface_logits: ArcFace, s: float, m: float
) -> None:
    features, weight, labels = drawn(1, 12, 5, 3)
    got = arcface_logits(features, weight, labels, s, m)
    for n, f in enumerate(features.tolist()):
        for k, w in enumerate(weight.tolist()):
            wanted = exact(f, w, s, m, labelled=k == labels[n])
            assert got[n, k].item() == pytest.approx(wanted, rel=1e-11, abs=1e-11 * s)


def test_the_labelled_logit_is_the_cosine_to_a_feature_rotated_away(
    arcface_logits: ArcFace,
) -> None:
    features, weight, labels = drawn(2, 20, 4, 6)
    got = arcface_logits(features, weight, labels, 1.0, 0.3)
    seen = 0
    for n, y in enumerate(labels.tolist()):
        w = weight[y] / weight[y].norm()
        aside = features[n] - (features[n] @ w) * w
        theta = math.atan2(aside.norm().item(), (features[n] @ w).item())
        if theta + 0.3 < math.pi:
            rotated = math.cos(theta + 0.3) * w + math.sin(theta + 0.3) * aside / aside.norm()
            assert got[n, y].item() == pytest.approx((rotated @ w).item(), abs=1e-13)
            seen += 1
    assert seen > 10


def test_both_cases_have_the_gradients_of_finite_differences(arcface_logits: ArcFace) -> None:
    angles = torch.tensor([0.4, 1.0, 2.0, 2.8, -3.0], dtype=torch.float64)
    features = 2 * torch.stack([angles.cos(), angles.sin()], dim=1)
    weight = torch.tensor([[1.5, 0.0], [0.3, -0.9]], dtype=torch.float64)
    labels = torch.tensor([0, 1, 0, 0, 0])

    def logits(f: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
        return arcface_logits(f, w, labels, 8.0, 0.5)

    inputs = (features.requires_grad_(), weight.requires_grad_())
    assert torch.autograd.gradcheck(logits, inputs)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_values_and_gradients_at_the_ends(arcface_logits: ArcFace, sign: float) -> None:
    weight = torch.diag(torch.tensor([2.0, 3.0], dtype=torch.float64)).requires_grad_()
    features = (sign * torch.diag(torch.tensor([5.0, 0.25], dtype=torch.float64))).requires_grad_()
    logits = arcface_logits(features, weight, torch.tensor([0, 1]), 64.0, 0.5)
    end = math.cos(0.5) if sign > 0 else -1 - 0.5 * math.sin(0.5)
    assert logits.diagonal().tolist() == pytest.approx([64 * end] * 2, rel=1e-14)
    found = torch.autograd.grad(logits.diagonal().sum(), [features, weight])
    assert all(gradient.abs().max().item() < 1e-12 for gradient in found)
