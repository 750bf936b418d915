"""The reference of nms against the set that defines it, found by exact brute force."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/nms"
Nms = Callable[[np.ndarray, np.ndarray, float], np.ndarray]


@pytest.fixture(scope="module")
def nms() -> Nms:
    function: Nms = run_path(str(FOLDER / "reference.py"))["nms"]
    return function


def counted_iou(a: np.ndarray, b: np.ndarray) -> Fraction:
    """Boxes with small whole coordinates as sets of unit squares."""
    cells = [
        {(x, y) for x in range(int(box[0]), int(box[2])) for y in range(int(box[1]), int(box[3]))}
        for box in (a, b)
    ]
    covered = len(cells[0] | cells[1])
    return Fraction(len(cells[0] & cells[1]), covered) if covered else Fraction(0)


def whole_boxes(rng: np.random.Generator, count: int) -> np.ndarray:
    return np.sort(rng.integers(0, 9, (count, 2, 2)), axis=1).reshape(count, 4).astype(float)


def better(scores: np.ndarray, i: int, j: int) -> bool:
    """Whether i comes before j."""
    return (scores[i], -i) > (scores[j], -j)


def is_stable(kept: set[int], over: np.ndarray, scores: np.ndarray) -> bool:
    """Every box is kept exactly if no better kept box overlaps it too much."""
    return all(
        (j in kept) != any(over[i, j] and better(scores, i, j) for i in kept)
        for j in range(len(scores))
    )


def subsets(count: int) -> list[set[int]]:
    sizes = range(count + 1)
    return [set(chosen) for size in sizes for chosen in combinations(range(count), size)]


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_the_only_set_that_fits_the_definition(nms: Nms, seed: int) -> None:
    """Of all subsets exactly one is stable, whatever the ties and boundary hits."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(0, 9))
    boxes, scores = whole_boxes(rng, count), rng.integers(0, 5, count) / 4 - 0.5
    threshold = Fraction(int(rng.integers(0, 9)), 8)  # exact in binary, so IoU = t is exact too
    over = np.array([[counted_iou(p, q) > threshold for q in boxes] for p in boxes])
    stable = [kept for kept in subsets(count) if is_stable(kept, over, scores)]
    assert len(stable) == 1
    expected = sorted(stable[0], key=lambda index: (-scores[index], index))
    found = nms(boxes, scores, float(threshold))
    assert found.dtype == np.int64
    assert found.tolist() == expected


def test_its_result_does_not_depend_on_the_order_of_the_input(nms: Nms) -> None:
    rng = np.random.default_rng(7)
    boxes, scores = whole_boxes(rng, 60), rng.permutation(60) / 64
    order = rng.permutation(60)
    kept = nms(boxes, scores, 0.3)
    assert order[nms(boxes[order], scores[order], 0.3)].tolist() == kept.tolist()


def test_doing_it_again_changes_nothing(nms: Nms) -> None:
    rng = np.random.default_rng(8)
    boxes, scores = whole_boxes(rng, 80), rng.integers(0, 9, 80) / 8
    kept = nms(boxes, scores, 0.4)
    assert nms(boxes[kept], scores[kept], 0.4).tolist() == list(range(len(kept)))
