"""The reference of triplet-loss against all triplets in exact fractions, and against PyTorch."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
import torch
from torch.nn.functional import triplet_margin_with_distance_loss

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/triplet-loss"
Loss = Callable[[torch.Tensor, torch.Tensor, float], torch.Tensor]


@pytest.fixture(scope="module")
def batch_hard() -> Loss:
    function: Loss = run_path(str(FOLDER / "reference.py"))["batch_hard_triplet_loss"]
    return function


def drawn(seed: int, count: int, persons: int, size: int) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(seed)
    embeddings = torch.from_numpy(rng.normal(size=(count, size)))
    return embeddings, torch.from_numpy(rng.integers(0, persons, count))


def squared(a: list[float], b: list[float]) -> Fraction:
    return sum(((Fraction(u) - Fraction(v)) ** 2 for u, v in zip(a, b, strict=True)), Fraction(0))


def brute_force(rows: list[list[float]], labels: list[int], margin: float) -> Fraction:
    """The worst of all triplets of each anchor, by trying every one of them."""
    everyone = range(len(rows))
    worst: list[Fraction] = []
    for a in everyone:
        losses = [
            squared(rows[a], rows[p]) - squared(rows[a], rows[n]) + Fraction(margin)
            for p in everyone
            for n in everyone
            if p != a and labels[p] == labels[a] and labels[n] != labels[a]
        ]
        if losses:
            worst.append(max(*losses, Fraction(0)))
    return sum(worst, Fraction(0)) / max(len(worst), 1)


@pytest.mark.parametrize("margin", [0.0, 0.2, 3.0])
@pytest.mark.parametrize("persons", [1, 2, 4, 30])
def test_agrees_with_every_triplet_tried(batch_hard: Loss, persons: int, margin: float) -> None:
    for seed in range(5):
        embeddings, labels = drawn(seed, 9, persons, 3)
        wanted = float(brute_force(embeddings.tolist(), labels.tolist(), margin))
        assert batch_hard(embeddings, labels, margin).item() == pytest.approx(wanted, rel=1e-13)


def test_ties_and_duplicates_do_not_matter(batch_hard: Loss) -> None:
    rows = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [0.0, 0.0], [0.0, 0.0]]
    for labels in ([0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1], [0, 0, 1, 2, 1, 0]):
        got = batch_hard(torch.tensor(rows, dtype=torch.float64), torch.tensor(labels), 0.25)
        assert got.item() == float(brute_force(rows, labels, 0.25))


def test_agrees_with_pytorch_on_the_mined_triplets(batch_hard: Loss) -> None:
    embeddings, labels = drawn(7, 12, 3, 4)
    distances = torch.cdist(embeddings, embeddings)
    same = labels[:, None] == labels
    positives = (distances + torch.where(same, 0.0, -1e9)).argmax(1)
    negatives = (distances + torch.where(same, 1e9, 0.0)).argmin(1)

    def distance(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return (a - b).square().sum(1)

    wanted = triplet_margin_with_distance_loss(
        embeddings,
        embeddings[positives],
        embeddings[negatives],
        distance_function=distance,
        margin=0.7,
    )
    torch.testing.assert_close(batch_hard(embeddings, labels, 0.7), wanted)


def test_neither_order_nor_numbering_nor_place_matters(batch_hard: Loss) -> None:
    embeddings, labels = drawn(8, 15, 4, 3)
    loss = batch_hard(embeddings, labels, 0.5)
    order = torch.randperm(15, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(batch_hard(embeddings[order], labels[order], 0.5), loss)
    torch.testing.assert_close(batch_hard(embeddings, 100 - 7 * labels, 0.5), loss)
    torch.testing.assert_close(batch_hard(embeddings + 3.0, labels, 0.5), loss)


def test_gradients_are_those_of_finite_differences(batch_hard: Loss) -> None:
    embeddings, labels = drawn(9, 10, 3, 3)
    embeddings.requires_grad_()
    assert torch.autograd.gradcheck(lambda x: batch_hard(x, labels, 1.0), embeddings)


def test_without_valid_anchors_loss_and_gradient_are_0(batch_hard: Loss) -> None:
    embeddings, _ = drawn(10, 4, 1, 3)
    embeddings.requires_grad_()
    for labels in (torch.zeros(4, dtype=torch.int64), torch.arange(4)):
        loss = batch_hard(embeddings, labels, 1.0)
        (gradient,) = torch.autograd.grad(loss, embeddings)
        assert loss.item() == 0
        assert not gradient.any()
