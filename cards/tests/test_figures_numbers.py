"""The numbers that figures claim, computed once more by other means."""

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from cards.figures import drawing_of
from cards.figures.convolution import (
    IMAGE,
    KERNEL,
    correlate,
    output_size,
    receptive_fields,
    stamp_counts,
)
from cards.figures.overlap import FAR_GUESS, FAR_TRUTH, GUESS, TRUTH, Box, diou, giou, iou


def fact(name: str, of: str) -> float:
    return float(drawing_of(of).facts[name].replace("−", "-"))


def part(name: str, of: str) -> str:
    return drawing_of(of).parts[name].en


def painted(*boxes: Box) -> np.ndarray:
    """How many of `boxes` cover each unit square of the drawing."""
    canvas = np.zeros((200, 320), int)
    for box in boxes:
        canvas[int(box.top) : int(box.bottom), int(box.left) : int(box.right)] += 1
    return canvas


def test_the_convolution_is_that_of_numpy() -> None:
    windows = sliding_window_view(np.array(IMAGE), (3, 3))
    result = np.einsum("ijkl,kl->ij", windows, np.array(KERNEL))
    assert correlate(IMAGE, KERNEL) == result.tolist()
    assert part("value", "conv-plain") == str(result[1, 1]).replace("-", "−")
    assert (result == result[1, 1]).sum() == 1  # nothing else on the figure tells the answer


def test_output_sizes_count_the_places_of_the_window() -> None:
    assert output_size(9, 3, stride=2) == len(range(0, 9 - 3 + 1, 2))
    assert part("output", "conv-stride") == "4×4"
    assert output_size(4, 3, padding=1) == 4


def test_the_stamps_of_the_transposed_convolution_add_up() -> None:
    canvas = np.zeros((5, 5), int)
    for row in (0, 2):
        for column in (0, 2):
            canvas[row : row + 3, column : column + 3] += 1
    assert stamp_counts(2, 3, 2) == canvas.tolist()
    assert part("middle", "conv-transposed") == "4"


@pytest.mark.parametrize(
    ("dilations", "name"),
    [([1, 1, 1], "receptive-field"), ([1, 2, 4], "receptive-field-dilated")],
)
def test_the_receptive_field_is_what_gets_a_gradient(dilations: list[int], name: str) -> None:
    reached = np.zeros(41, bool)
    reached[20] = True
    sizes = [1]
    for rate in reversed(dilations):
        reached = reached | np.roll(reached, rate) | np.roll(reached, -rate)
        sizes.append(int(np.ptp(np.flatnonzero(reached))) + 1)
    assert receptive_fields(dilations) == sizes
    assert part("field", name) == str(sizes[-1])


def test_the_overlap_of_boxes_is_what_counting_pixels_gives() -> None:
    canvas = painted(TRUTH, GUESS)
    counted = (canvas == 2).sum() / (canvas > 0).sum()
    assert fact("iou", "iou") == pytest.approx(counted, abs=0.005)
    assert fact("common", "iou") == (canvas == 2).sum() / 26**2
    assert fact("union", "iou") == (canvas > 0).sum() / 26**2
    assert iou(TRUTH, GUESS) == pytest.approx(counted)


def test_giou_subtracts_the_empty_share_of_the_enclosing_box() -> None:
    canvas = painted(FAR_TRUTH, FAR_GUESS)
    rows, columns = np.nonzero(canvas)
    hull = canvas[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    assert giou(FAR_TRUTH, FAR_GUESS) == pytest.approx(0 - (hull == 0).mean())
    assert fact("giou", "giou") == pytest.approx(giou(FAR_TRUTH, FAR_GUESS), abs=0.005)


def test_diou_subtracts_the_squared_ratio_of_the_distances() -> None:
    centres = np.array([[2, 2], [4, 4]])
    corners = np.array([[0, 0], [6, 6]])
    share = np.square(np.diff(centres, axis=0)).sum() / np.square(np.diff(corners, axis=0)).sum()
    assert diou(TRUTH, GUESS) == pytest.approx(4 / 28 - share)
    assert fact("penalty", "diou") == pytest.approx(share, abs=0.005)


def test_suppression_goes_by_the_overlaps_that_are_drawn() -> None:
    assert fact("first", "nms-steps") > 0.5 > fact("second", "nms-steps") > 0
