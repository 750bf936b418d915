"""The reference of mean-average-precision against pycocotools and an exact re-derivation."""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[3] / "fixtures/exercises/mean-average-precision"
Image = dict[str, np.ndarray]
MeanAp = Callable[[list[Image], list[Image], np.ndarray, np.ndarray, int], tuple[float, np.ndarray]]
COCO = np.linspace(0.5, 0.95, 10)


@pytest.fixture(scope="module")
def mean_ap() -> MeanAp:
    module = run_path(str(FOLDER / "reference.py"))
    function: MeanAp = module["mean_average_precision"]
    return function


def scene(seed: int, images: int = 6) -> tuple[list[Image], list[Image]]:
    """Boxes with whole coordinates, so crowded that matches compete; tied scores."""
    rng = np.random.default_rng(seed)

    def boxes(count: int) -> np.ndarray:
        corner = rng.integers(0, 8, (count, 2))
        return np.concatenate([corner, corner + rng.integers(0, 6, (count, 2))], 1).astype(float)

    truths, detections = [], []
    for _ in range(images):
        many = int(rng.integers(0, 9))
        truths.append({"boxes": boxes(many), "labels": rng.integers(1, 4, many)})
        wild = int(rng.integers(0, 5))
        near = truths[-1]["boxes"] + rng.integers(0, 2, (many, 4)) * [-1, -1, 1, 1]
        rows = np.concatenate([near, boxes(wild)])
        labels = np.concatenate([truths[-1]["labels"], rng.integers(1, 5, wild)])
        scores = rng.integers(1, 12, len(rows)) / 16
        detections.append({"boxes": rows, "scores": scores, "labels": labels})
    return detections, truths


# What pycocotools 2.0.11 gives for scene(seed): mAP over classes 1 to 3 with COCO's thresholds and
# maxDets 100; the AP of class 2 at IoU 0.5; mAP with maxDets 1. No crowds, one area range.
PYCOCOTOOLS = [
    (1, 0.09395087127760395, 0.29482948294829436, 0.032288228822882285),
    (2, 0.08967971888763969, 0.2524752475247525, 0.05399339933993399),
    (3, 0.05806896440559807, 0.37928408225437954, 0.015176017601760176),
    (4, 0.10186232909005186, 0.2524752475247525, 0.11399339933993398),
    (5, 0.055373811190642865, 0.13636363636363633, 0.039218921892189215),
    (6, 0.06757425742574256, 0.17326732673267325, 0.05833333333333333),
]


@pytest.mark.parametrize(("seed", "expected", "class_2", "limited"), PYCOCOTOOLS)
def test_it_gives_the_numbers_of_pycocotools(
    mean_ap: MeanAp, seed: int, expected: float, class_2: float, limited: float
) -> None:
    detections, truths = scene(seed)
    classes = np.array([1, 2, 3])
    found, ap = mean_ap(detections, truths, classes, COCO, 100)
    assert found == pytest.approx(expected, abs=1e-12)
    assert ap[1, 0] == pytest.approx(class_2, abs=1e-12)
    assert mean_ap(detections, truths, classes, COCO, 1)[0] == pytest.approx(limited, abs=1e-12)


def cells(box: np.ndarray) -> set[tuple[int, int]]:
    x1, y1, x2, y2 = (int(value) for value in box)
    return set(product(range(x1, x2), range(y1, y2)))


def counted_iou(a: np.ndarray, b: np.ndarray) -> Fraction:
    covered = len(cells(a) | cells(b))
    return Fraction(len(cells(a) & cells(b)), covered) if covered else Fraction(0)


def hits(
    detections: list[Image], truths: list[Image], label: int, threshold: Fraction
) -> list[bool]:
    """True positives of a class in the order of the ranking, claimed along that ranking."""
    ranking = sorted(
        (-float(image["scores"][place]), number, place)
        for number, image in enumerate(detections)
        for place in np.flatnonzero(image["labels"] == label).tolist()
    )
    taken: set[tuple[int, int]] = set()
    result = []
    for _, number, place in ranking:
        there = truths[number]
        claims = [
            (counted_iou(detections[number]["boxes"][place], there["boxes"][g]), g)
            for g in np.flatnonzero(there["labels"] == label).tolist()
            if (number, g) not in taken
        ]
        best = max((claim for claim in claims if claim[0] >= threshold), default=None)
        if best:
            taken.add((number, best[1]))
        result.append(best is not None)
    return result


def exact_ap(flags: list[bool], total: int) -> Fraction:
    """AP by the definition: for every level the best precision of any prefix that reaches it."""
    prefixes = [flags[:end] for end in range(1, len(flags) + 1)]
    points = [(Fraction(sum(p), total), Fraction(sum(p), len(p))) for p in prefixes]
    levels = (Fraction(level, 100) for level in range(101))
    best = [max((p for r, p in points if r >= level), default=Fraction(0)) for level in levels]
    return sum(best, Fraction(0)) / 101


@pytest.mark.parametrize("seed", range(12))
def test_it_equals_an_exact_re_derivation(mean_ap: MeanAp, seed: int) -> None:
    detections, truths = scene(100 + seed, images=4)
    thresholds = [Fraction(1, 4), Fraction(1, 2), Fraction(5, 8), Fraction(3, 4)]
    labels = [3, 1, 9, 2]
    expected = np.full((4, 4), -1.0)
    for row, label in enumerate(labels):
        total = sum(int((image["labels"] == label).sum()) for image in truths)
        for column, threshold in enumerate(thresholds):
            if total:
                flags = hits(detections, truths, label, threshold)
                expected[row, column] = float(exact_ap(flags, total))
    found, ap = mean_ap(
        detections, truths, np.array(labels), np.array(thresholds, dtype=float), 100
    )
    np.testing.assert_allclose(ap, expected, rtol=0, atol=1e-12)
    assert found == pytest.approx(expected[expected >= 0].mean(), abs=1e-12)


def test_a_last_false_alarm_costs_nothing(mean_ap: MeanAp) -> None:
    """Precision is interpolated from the right, so what comes after the last hit is free."""
    detections, truths = scene(1)
    classes = np.array([1, 2, 3])
    before = mean_ap(detections, truths, classes, COCO, 100)[0]
    image = detections[0]
    detections[0] = {
        "boxes": np.concatenate([image["boxes"], [[500.0, 500.0, 501.0, 501.0]]]),
        "scores": np.append(image["scores"], 0.001),
        "labels": np.append(image["labels"], 1),
    }
    assert mean_ap(detections, truths, classes, COCO, 100)[0] == before
