"""The reference of giou against exact areas counted cell by cell, and its published properties."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
import torch

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/giou"
Box = tuple[Fraction, ...]
Giou = Callable[[Any, Any], tuple[torch.Tensor, torch.Tensor]]


@pytest.fixture(scope="module")
def giou() -> Giou:
    function: Giou = run_path(str(FOLDER / "reference.py"))["giou"]
    return function


def covers(box: Box, x: Fraction, y: Fraction) -> bool:
    return box[0] < x < box[2] and box[1] < y < box[3]


def counted_giou(a: Box, b: Box) -> Fraction:
    """Cut the enclosing box along every side and add up its shared, covered and empty cells."""
    shared = covered = empty = Fraction(0)
    for x1, x2 in pairwise(sorted({a[0], a[2], b[0], b[2]})):
        for y1, y2 in pairwise(sorted({a[1], a[3], b[1], b[3]})):
            inside = [covers(box, (x1 + x2) / 2, (y1 + y2) / 2) for box in (a, b)]
            area = (x2 - x1) * (y2 - y1)
            shared += area * all(inside)
            covered += area * any(inside)
            empty += area * (not any(inside))
    iou = shared / covered if covered else Fraction(0)
    return iou - (empty / (covered + empty) if covered + empty else Fraction(0))


def exact(row: np.ndarray) -> Box:
    return tuple(Fraction(float(value)) for value in row)


def grid_boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    """Boxes with small whole coordinates: many touch, coincide or have no area."""
    corners = rng.integers(-4, 5, (count, 2, 2)).astype(np.float64)
    return np.sort(corners, axis=1).reshape(count, 4)


def real_boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    return np.sort(rng.uniform(-3, 3, (count, 2, 2)), axis=1).reshape(count, 4)


@pytest.mark.parametrize("draw", [grid_boxes, real_boxes])
def test_it_equals_the_areas_counted_exactly(
    giou: Giou, draw: Callable[[np.random.Generator, int], np.ndarray]
) -> None:
    rng = np.random.default_rng(3)
    a, b = draw(rng, 600), draw(rng, 600)
    expected = [counted_giou(exact(p), exact(q)) for p, q in zip(a, b, strict=True)]
    values, loss = giou(torch.from_numpy(a), torch.from_numpy(b))
    np.testing.assert_allclose(values.numpy(), np.array(expected, float), rtol=1e-12, atol=1e-14)
    assert float(loss) == pytest.approx(float(1 - sum(expected) / 600), rel=1e-12)


def test_its_gradient_equals_exact_difference_quotients(giou: Giou) -> None:
    rng = np.random.default_rng(4)
    a, b = real_boxes(rng, 12), real_boxes(rng, 12)
    leaf = torch.from_numpy(a).requires_grad_()
    (gradient,) = torch.autograd.grad(giou(leaf, torch.from_numpy(b))[1], leaf)
    step = Fraction(1, 10**9)
    expected = np.zeros_like(a)
    for i, column in np.ndindex(12, 4):
        up, down = (list(exact(a[i])) for _ in range(2))
        up[column] += step
        down[column] -= step
        change = counted_giou(tuple(up), exact(b[i])) - counted_giou(tuple(down), exact(b[i]))
        expected[i, column] = -float(change / (2 * step)) / 12
    np.testing.assert_allclose(gradient.numpy(), expected, rtol=1e-7, atol=1e-9)


def test_boxes_apart_still_have_a_gradient(giou: Giou) -> None:
    a = torch.tensor([[0.0, 0.0, 1.0, 1.0]], requires_grad=True)
    b = torch.tensor([[4.0, 6.0, 5.0, 8.0]])
    (gradient,) = torch.autograd.grad(giou(a, b)[1], a)
    assert bool(gradient.abs().gt(0).any())


def test_it_is_never_above_iou_and_equal_to_it_for_nested_boxes(giou: Giou) -> None:
    outer = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    inner = torch.tensor([[1.0, 2.0, 4.0, 7.0]])
    values, _ = giou(outer, inner)
    assert values.tolist() == pytest.approx([0.15])
    rng = np.random.default_rng(5)
    a, b = (torch.from_numpy(real_boxes(rng, 200)) for _ in range(2))
    values, _ = giou(a, b)
    assert bool((values > -1).all())
    assert bool((values <= 1).all())
