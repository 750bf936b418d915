"""The reference of box-iou against exact areas counted cell by cell."""

from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from runpy import run_path
from typing import Any

import numpy as np
import pytest
import torch

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/box-iou"
Box = tuple[Fraction, ...]


@pytest.fixture(scope="module")
def box_iou() -> Callable[[Any, Any], torch.Tensor]:
    function: Callable[[Any, Any], torch.Tensor] = run_path(str(FOLDER / "reference.py"))["box_iou"]
    return function


def covers(box: Box, x: Fraction, y: Fraction) -> bool:
    return box[0] < x < box[2] and box[1] < y < box[3]


def counted_iou(a: Box, b: Box) -> Fraction:
    """Cut the plane along every side of both boxes and add up the cells: no formula shared."""
    shared = covered = Fraction(0)
    for x1, x2 in pairwise(sorted({a[0], a[2], b[0], b[2]})):
        for y1, y2 in pairwise(sorted({a[1], a[3], b[1], b[3]})):
            inside = [covers(box, (x1 + x2) / 2, (y1 + y2) / 2) for box in (a, b)]
            shared += (x2 - x1) * (y2 - y1) * all(inside)
            covered += (x2 - x1) * (y2 - y1) * any(inside)
    return shared / covered if covered else Fraction(0)


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
    box_iou: Callable[[Any, Any], torch.Tensor],
    draw: Callable[[np.random.Generator, int], np.ndarray],
) -> None:
    rng = np.random.default_rng(1)
    a, b = draw(rng, 25), draw(rng, 31)
    expected = [[float(counted_iou(exact(p), exact(q))) for q in b] for p in a]
    found = box_iou(torch.from_numpy(a), torch.from_numpy(b)).numpy()
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-15)


def test_its_gradient_equals_exact_difference_quotients(
    box_iou: Callable[[Any, Any], torch.Tensor],
) -> None:
    rng = np.random.default_rng(2)
    a, b = real_boxes(rng, 3), real_boxes(rng, 4)
    weights = rng.standard_normal((3, 4))
    leaf = torch.from_numpy(a).requires_grad_()
    values = box_iou(leaf, torch.from_numpy(b))
    (gradient,) = torch.autograd.grad(values, leaf, torch.from_numpy(weights))
    step = Fraction(1, 10**9)
    expected = np.zeros_like(a)
    for i, column in np.ndindex(3, 4):
        up, down = (list(exact(a[i])) for _ in range(2))
        up[column] += step
        down[column] -= step
        for j in range(4):
            change = counted_iou(tuple(up), exact(b[j])) - counted_iou(tuple(down), exact(b[j]))
            expected[i, column] += weights[i, j] * float(change / (2 * step))
    np.testing.assert_allclose(gradient.numpy(), expected, rtol=1e-7, atol=1e-9)


def test_a_point_leaves_no_nan_in_the_gradient(
    box_iou: Callable[[Any, Any], torch.Tensor],
) -> None:
    point = torch.tensor([[2.0, 2.0, 2.0, 2.0]], requires_grad=True)
    value = box_iou(point, torch.tensor([[9.0, 9.0, 9.0, 9.0]])).sum()
    (gradient,) = torch.autograd.grad(value, point)
    assert gradient.tolist() == [[0.0, 0.0, 0.0, 0.0]]
