"""Curves, counts and chances that figures claim, computed once more by other means."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from cards.figures import drawing_of
from cards.figures.activations import elu, leaky_relu, mish, sigmoid, swish
from cards.figures.attention import SCORES, softmax
from cards.figures.channels import PIXEL, WEIGHTS, shuffled
from cards.figures.detectors import RATIOS, SCALES, anchor, centerness
from cards.figures.faces import BOUNDARIES, OTHERS, SAME, THRESHOLD
from cards.figures.images import CORNERS, SOBEL_X, STEP_EDGE, bilinear
from cards.figures.losses import focal, smooth_l1, smoothed
from cards.figures.metrics import HITS, OBJECTS, average_precision, curve, true_rate
from cards.figures.normalization import CHANNELS, GROUPS, SAMPLES, SHARED
from cards.figures.pooling import MAP, mean, pooled
from cards.figures.training import adam, cosine, momentum, sgd, step_decay, warm_up


def fact(name: str, of: str) -> float:
    return float(drawing_of(of).facts[name].replace("−", "-").replace(",", ""))


def part(name: str, of: str) -> str:
    return drawing_of(of).parts[name].en


def near(value: float) -> object:
    """As exact as two decimals on a figure."""
    return pytest.approx(value, abs=0.005)


def test_pooling_reduces_each_window() -> None:
    blocks = np.array(MAP).reshape(2, 2, 2, 2).swapaxes(1, 2)
    assert pooled(MAP, max) == blocks.max((2, 3)).tolist() == [[7, 2], [6, 8]]
    assert pooled(MAP, mean) == blocks.mean((2, 3)).tolist() == [[4, 1], [3, 5]]


def test_the_pyramid_has_as_many_values_as_bins() -> None:
    assert part("bins", "spatial-pyramid-pooling") == str(4**2 + 2**2 + 1**2)


def test_the_pixel_of_a_1x1_convolution_is_a_dot_product() -> None:
    assert part("value", "conv-1x1") == str(np.dot(PIXEL, WEIGHTS))


def test_groups_halve_the_kernels() -> None:
    assert part("full", "conv-grouped").split()[0] == str(4 * 4)
    assert part("half", "conv-grouped").split()[0] == str(4 * 4 // 2)


def test_shuffling_transposes_the_table_of_groups() -> None:
    assert shuffled(6, 2) == np.arange(6).reshape(2, 3).T.ravel().tolist()


def test_normalizations_share_along_the_axes_that_numpy_averages() -> None:
    values = np.arange(SAMPLES * CHANNELS).reshape(SAMPLES, CHANNELS)
    grouped = np.broadcast_to(np.arange(CHANNELS) // (CHANNELS // GROUPS), values.shape)
    samples, channels = np.indices(values.shape)
    masks = {
        "batch": channels == 0,
        "layer": samples == 0,
        "instance": (samples == 0) & (channels == 0),
        "group": (samples == 0) & (grouped == 0),
    }
    for kind, mask in masks.items():
        assert SHARED[kind] == set(zip(*map(list, np.nonzero(mask)), strict=True)), kind


@pytest.mark.parametrize("x", [-3.0, -1.2, -0.3, 0.0, 0.7, 2.5])
def test_activations_are_those_of_the_papers(x: float) -> None:
    assert sigmoid(x) == pytest.approx((1 + math.tanh(x / 2)) / 2)
    assert swish(x) == pytest.approx(x / (1 + np.exp(-x)))
    assert mish(x) == pytest.approx(x * np.tanh(np.logaddexp(0, x)))
    assert elu(x) == pytest.approx(np.where(x > 0, x, np.exp(x) - 1).item())
    assert leaky_relu(x) == pytest.approx(max(x, 0.2 * x))


def test_the_dips_of_swish_and_mish_are_where_numpy_finds_them() -> None:
    xs = np.linspace(-6, 0, 60_001)
    assert fact("swish_low", "swish-mish") == near((xs / (1 + np.exp(-xs))).min())
    assert fact("mish_low", "swish-mish") == near((xs * np.tanh(np.logaddexp(0, xs))).min())
    assert fact("peak", "activation-derivatives") == 0.25


def test_the_bottleneck_saves_the_weights_that_it_claims() -> None:
    layers = [(1, 256, 64), (3, 64, 64), (1, 64, 256)]
    assert fact("weights", "bottleneck-block") == sum(k * k * a * b for k, a, b in layers)
    assert fact("plain", "bottleneck-block") == 2 * 3 * 3 * 256 * 256


def test_the_dense_block_counts_its_channels() -> None:
    assert part("last", "dense-block") == str(64 + 32 + 32 + 32)


def test_weights_of_attention_are_a_softmax() -> None:
    powers = np.exp(np.array(SCORES))
    assert softmax(SCORES) == pytest.approx(powers / powers.sum())
    assert part("plain", "softmax-temperature") == f"{(powers / powers.sum()).max():.2f}"
    sharp = powers**4 / (powers**4).sum()
    assert part("sharp", "softmax-temperature") == f"{sharp.max():.2f}"


@pytest.mark.parametrize(("scale", "ratio"), list(product(SCALES, RATIOS)))
def test_anchors_of_one_size_have_one_area(scale: float, ratio: float) -> None:
    width, height = anchor(scale, ratio)
    assert width * height == pytest.approx(scale**2)
    assert height / width == pytest.approx(ratio)


def test_the_cell_that_answers_holds_the_centre() -> None:
    # The object spans 60–150 and 50–130 on cells of 26 that begin at 6: the centre is (105, 90).
    assert (fact("column", "yolo-cell"), fact("row", "yolo-cell")) == (4, 4)
    assert 6 + 3 * 26 <= 105 < 6 + 4 * 26
    assert 6 + 3 * 26 <= 90 < 6 + 4 * 26


def test_centerness_is_one_in_the_middle_and_as_drawn() -> None:
    assert centerness(5, 3, 5, 3) == 1
    assert part("centerness", "fcos-targets") == f"{math.sqrt(50 / 120 * 50 / 66):.2f}"


def test_losses_have_the_values_that_their_figures_state() -> None:
    assert focal(0.8, 0) == pytest.approx(-math.log(0.8))
    assert fact("plain", "focal-loss") == pytest.approx(0.2231, abs=0.0005)
    assert fact("focused", "focal-loss") == pytest.approx(0.2**2 * 0.2231, abs=0.0005)
    assert [smooth_l1(x) for x in (-2, -0.5, 0, 1, 2)] == [1.5, 0.125, 0, 0.5, 1.5]
    high, low = smoothed(5, 0.1)
    assert high + 4 * low == pytest.approx(1)
    assert part("true", "label-smoothing") == "0.92"
    assert part("other", "label-smoothing") == "0.02"
    assert part("half", "cross-entropy") == f"{math.log(2):.2f}"
    assert part("tenth", "cross-entropy") == f"{math.log(10):.2f}"


@pytest.mark.parametrize("other", [0.5, 0.9, 1.3])
def test_margins_solve_the_condition_of_their_loss(other: float) -> None:
    own = {name: boundary(other) for name, boundary in BOUNDARIES.items()}
    assert math.cos(own["softmax"]) == pytest.approx(math.cos(other))
    assert math.cos(2 * own["sphereface"]) == pytest.approx(math.cos(other))
    if own["cosface"] > 0:
        assert math.cos(own["cosface"]) - 0.3 == pytest.approx(math.cos(other))
    assert math.cos(own["arcface"] + 0.4) == pytest.approx(math.cos(other))


def test_error_rates_are_the_tails_of_the_bells() -> None:
    xs = np.linspace(-2, 3, 500_001)

    def tail(mean_: float, beyond: np.ndarray) -> float:
        density = np.exp(-(((xs - mean_) / 0.12) ** 2) / 2) / (0.12 * math.sqrt(math.tau))
        return float((density * beyond).sum() * (xs[1] - xs[0]))

    far, frr = tail(OTHERS.mean, xs > THRESHOLD), tail(SAME.mean, xs < THRESHOLD)
    assert part("far", "similarity-threshold") == f"FAR {far:.1%}"
    assert part("frr", "similarity-threshold") == f"FRR {frr:.1%}"


def test_average_precision_is_the_area_under_the_envelope() -> None:
    found = np.cumsum(HITS)
    precision = found / np.arange(1, len(HITS) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    area = float((best * np.array(HITS)).sum() / OBJECTS)
    assert average_precision(curve(HITS, OBJECTS)) == pytest.approx(area)
    assert fact("ap", "precision-recall") == near(area)


def test_precision_and_recall_come_from_the_counts() -> None:
    assert fact("precision", "confusion-matrix") == near(40 / 50)
    assert fact("recall", "confusion-matrix") == near(40 / 60)


def test_the_accept_rate_is_that_of_two_normal_scores() -> None:
    samples = np.random.default_rng(1).normal(size=400_000)
    threshold = np.quantile(samples, 0.999)
    assert true_rate(1e-3) == pytest.approx((samples + 3 > threshold).mean(), abs=0.02)


def test_schedules_begin_and_end_where_they_are_drawn() -> None:
    assert [step_decay(epoch) for epoch in (0, 29, 30, 60)] == pytest.approx([1, 1, 0.1, 0.01])
    assert [cosine(epoch) for epoch in (0, 45, 90)] == pytest.approx([1, 0.5, 0])
    assert [warm_up(epoch) for epoch in (0, 5, 10, 90)] == pytest.approx([0, 0.5, 1, 0])


def test_optimizers_go_where_their_figure_says() -> None:
    def height(point: tuple[float, float]) -> float:
        return point[0] ** 2 / 20 + point[1] ** 2

    for rule in (sgd, momentum, adam):
        path = rule(20)
        assert len(path) == 21
        assert height(path[-1]) < height(path[0]) / 10
    turns = np.sign([y for _, y in sgd(20)])
    assert (turns[1:] != turns[:-1]).all()  # from wall to wall
    first, second = adam(1)
    assert (second[0] - first[0], second[1] - first[1]) == pytest.approx((0.5, -0.5))


def test_interpolation_weighs_pixels_by_the_opposite_areas() -> None:
    weights = np.outer([0.5, 0.5], [0.25, 0.75])
    assert bilinear(CORNERS, 0.75, 0.5) == pytest.approx((weights * np.array(CORNERS)).sum())
    assert part("value", "bilinear-interpolation") == "35"
    assert (part("upper", "bilinear-interpolation"), part("lower", "bilinear-interpolation")) == (
        "17.5",
        "52.5",
    )


def test_sobel_answers_with_four_times_the_step() -> None:
    assert np.sum(np.abs(SOBEL_X)) == 8
    assert fact("strong", "sobel") == (STEP_EDGE[0][3] - STEP_EDGE[0][2]) * 4


def test_chances_are_exact() -> None:
    machines = [(Fraction(1, 2), 2), (Fraction(3, 10), 3), (Fraction(1, 5), 5)]
    faulty = sum(share * percent / 100 for share, percent in machines)
    assert part("total", "total-probability") == f"{float(faulty):.3f}"
    assert part("peak", "binomial-coin") == f"{math.comb(10, 5) / 2**10:.3f}"
    assert part("share", "meeting-problem") == str(1 - Fraction(45, 60) ** 2)
    assert part("share", "bayes-areas") == f"{9 / (9 + 50):.1%}"


def test_a_quarter_of_all_broken_sticks_makes_a_triangle() -> None:
    cuts = np.sort(np.random.default_rng(2).random((200_000, 2)))
    pieces = np.diff(cuts, prepend=0, append=1)
    assert (pieces.max(1) < 0.5).mean() == pytest.approx(0.25, abs=0.01)
    assert part("share", "stick-triangle") == "1/4"
