"""The reference of soft-nms against the paper's rule in exact and high-precision arithmetic."""

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/soft-nms"
Result = tuple[np.ndarray, np.ndarray]
SoftNms = Callable[[np.ndarray, np.ndarray, float, float, float, str], Result]


@pytest.fixture(scope="module")
def soft_nms() -> SoftNms:
    function: SoftNms = run_path(str(FOLDER / "reference.py"))["soft_nms"]
    return function


@pytest.fixture(scope="module")
def nms() -> Callable[[np.ndarray, np.ndarray, float], np.ndarray]:
    function: Callable[[np.ndarray, np.ndarray, float], np.ndarray] = run_path(
        str(FOLDER.parent / "nms/reference.py")
    )["nms"]
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


def exact_linear(
    boxes: np.ndarray, scores: np.ndarray, threshold: Fraction, least: Fraction
) -> list[tuple[int, Fraction]]:
    """Picks again and again by the closed form: a score is its start times all earlier weights."""
    picks: list[int] = []
    result: list[tuple[int, Fraction]] = []

    def current(index: int) -> Fraction:
        value = Fraction(float(scores[index]))
        for pick in picks:
            overlap = counted_iou(boxes[pick], boxes[index])
            value *= 1 - overlap if overlap >= threshold else 1
        return value

    for _ in range(len(scores)):
        score, negative = max((current(i), -i) for i in range(len(scores)) if i not in picks)
        if score < least:
            break
        result.append((-negative, score))
        picks.append(-negative)
    return result


@pytest.mark.parametrize("seed", range(40))
def test_linear_decay_equals_exact_fractions(soft_nms: SoftNms, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = int(rng.integers(0, 14))
    boxes, scores = whole_boxes(rng, count), rng.permutation(997)[:count] / 1024
    threshold, least = Fraction(int(rng.integers(1, 8)), 8), Fraction(1, int(rng.integers(7, 90)))
    expected = exact_linear(boxes, scores, threshold, least)
    indices, decayed = soft_nms(boxes, scores, float(threshold), 0.5, float(least), "linear")
    assert indices.tolist() == [index for index, _ in expected]
    np.testing.assert_allclose(decayed, [float(score) for _, score in expected], rtol=1e-12)


@pytest.mark.parametrize("seed", range(20))
def test_gaussian_scores_are_one_exponential_of_the_summed_overlaps(
    soft_nms: SoftNms, seed: int
) -> None:
    """Fifty digits, and the exponents added up instead of the factors multiplied."""
    rng = np.random.default_rng(seed)
    boxes, scores = whole_boxes(rng, 12), rng.permutation(997)[:12] / 1024
    sigma = int(rng.integers(1, 9)) / 8
    indices, decayed = soft_nms(boxes, scores, 0.3, sigma, 0.0, "gaussian")
    assert sorted(indices.tolist()) == list(range(12))
    assert np.all(np.diff(decayed) <= 0)
    with localcontext(prec=50):
        for place, index in enumerate(indices):
            overlaps = [counted_iou(boxes[i], boxes[index]) for i in indices[:place]]
            total = sum((overlap**2 for overlap in overlaps), Fraction(0)) / Fraction(sigma)
            exponent = Decimal(total.numerator) / Decimal(total.denominator)
            expected = Decimal(float(scores[index])) * (-exponent).exp()
            assert float(decayed[place]) == pytest.approx(float(expected), rel=1e-12)


def test_without_overlap_it_only_sorts(soft_nms: SoftNms) -> None:
    corner = np.arange(10.0)[:, None] * 3
    boxes = np.concatenate([corner, corner, corner + 2, corner + 2], axis=1)
    scores = np.random.default_rng(1).permutation(10) / 16
    indices, decayed = soft_nms(boxes, scores, 0.5, 0.5, 0.0, "gaussian")
    np.testing.assert_array_equal(indices, np.argsort(-scores))
    np.testing.assert_array_equal(decayed, scores[indices])


def test_a_narrow_gaussian_becomes_nms_without_any_overlap_allowed(
    soft_nms: SoftNms, nms: Callable[[np.ndarray, np.ndarray, float], np.ndarray]
) -> None:
    rng = np.random.default_rng(2)
    boxes, scores = whole_boxes(rng, 40), (rng.permutation(40) + 1) / 64
    indices, _ = soft_nms(boxes, scores, 0.5, 1e-7, 1e-9, "gaussian")
    assert indices.tolist() == nms(boxes, scores, 0.0).tolist()
