"""Pictures: they say what they should, look light everywhere, and hostile values break nothing."""

import io
import time
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from sandbox.exercises.model import Picture
from sandbox.judge.messages import Call, CallResult, CaseCall
from sandbox.judge.pictures import draw
from sandbox.judge.pictures.boxes import (
    KEPT,
    MISSED,
    SUPPRESSED,
    WRONGLY_KEPT,
    boxes,
    iou,
    statuses,
)
from sandbox.judge.pictures.canvas import GREEN, ORANGE, RED, WIDTH
from sandbox.judge.pictures.curve import curve
from sandbox.judge.pictures.drawing import _drawn
from sandbox.judge.pictures.heatmap import _colour, heatmap
from sandbox.judge.pictures.leaves import Scene
from sandbox.judge.values import Returned, Value

BOXES = np.array([[0.0, 0, 10, 10], [1, 1, 11, 11], [30, 30, 40, 40], [2, 0, 12, 10]])
SCORES = np.array([0.9, 0.8, 0.7, 0.6])


def opened(png: bytes | None) -> Image.Image:
    assert png is not None
    return Image.open(io.BytesIO(png)).convert("RGB")


def colours(png: bytes | None) -> set[tuple[int, ...]]:
    image = opened(png)
    counted = image.getcolors(image.width * image.height)
    assert counted is not None
    return {colour for _, colour in counted if isinstance(colour, tuple)}


def result(*arrays: Any) -> CallResult:
    values = tuple(Returned(np.asarray(one), "numpy") for one in arrays)
    return CallResult(values if len(values) > 1 else values[0])


def nms_case(corners: Any = BOXES) -> CaseCall:
    arguments: dict[str, Value] = {
        "boxes": np.asarray(corners, float),
        "scores": SCORES,
        "threshold": 0.5,
    }
    return CaseCall(0, None, None, (Call("", arguments),))


NMS = Picture("boxes", {"boxes": "boxes", "scores": "scores"})


def test_iou_is_the_share_of_the_union() -> None:
    assert iou(BOXES[0], BOXES).tolist() == pytest.approx([1.0, 81 / 119, 0.0, 80 / 120])
    flat = np.array([1.0, 1.0, 1.0, 5.0])
    assert iou(flat, flat[None]).tolist() == [0.0]


def test_each_box_has_its_status() -> None:
    assert statuses(4, {0, 2}, {0, 1}) == [KEPT, WRONGLY_KEPT, MISSED, SUPPRESSED]
    kinds = (KEPT, WRONGLY_KEPT, MISSED, SUPPRESSED)
    assert len({kind.letter for kind in kinds}) == 4
    assert len({(kind.dashes, kind.width) for kind in kinds}) == 4


def test_boxes_are_drawn_by_what_was_returned() -> None:
    png = draw(NMS, nms_case(), [result([0, 2])], [result([0, 1])], "result")
    seen = colours(png)
    assert {GREEN, RED, ORANGE} <= seen
    all_right = draw(NMS, nms_case(), [result([0, 2])], [result([0, 2])], "result")
    assert RED not in colours(all_right)


def test_a_picture_is_as_wide_as_two_telephones_and_light() -> None:
    for png in (
        boxes(BOXES, SCORES, ({0}, {1})),
        heatmap("result", np.zeros((3, 4)), np.eye(3, 4)),
        curve("result", np.zeros(5), np.arange(5.0)),
    ):
        image = opened(png)
        assert image.width == WIDTH
        assert image.getpixel((5, 5)) == (255, 255, 255)
        assert png is not None
        assert len(png) < 40_000


def test_a_heat_map_is_darkest_where_the_difference_is_largest() -> None:
    expected, got = np.zeros((2, 2)), np.array([[0.0, 1.0], [2.0, 4.0]])
    seen = colours(heatmap("result", expected, got))
    for share in (0.25, 0.5, 1.0):
        assert _colour(share) in seen
    dark = [sum(_colour(share)) for share in (0.0, 0.25, 0.5, 1.0)]
    assert dark == sorted(dark, reverse=True)


def test_a_single_number_has_no_picture() -> None:
    assert heatmap("result", np.array(1.0), np.array(2.0)) is None
    assert curve("result", np.array([1.0]), np.array([2.0])) is None


def test_the_leaf_that_is_wrong_is_drawn() -> None:
    first, second = np.zeros((2, 2)), np.zeros((3, 3))
    expected, got = result(first, second), result(first, second + 1)
    scene = Scene.of(nms_case(), [expected], [got], "result[1]")
    pair = scene.pair()
    assert pair is not None
    assert pair[0] == "result[1]"
    assert draw(Picture("heatmap"), nms_case(), [expected], [got], "result[1]")


def test_the_call_that_is_wrong_is_drawn() -> None:
    case = CaseCall(
        0, {}, None, (Call("step", {"w": np.zeros(2)}), Call("step", {"w": np.ones(2)}))
    )
    wanted = [result(np.zeros(3)), result(np.zeros(4))]
    got = [result(np.zeros(3)), CallResult(wanted[1].value, {"w": Returned(np.ones(2), "numpy")})]
    scene = Scene.of(case, wanted, got, "calls[1].result")
    assert scene.arguments["w"].tolist() == [1.0, 1.0]
    pair = scene.pair()
    assert pair is not None
    assert pair[1].shape == (4,)


@settings(deadline=None, max_examples=40)
@given(
    values=hnp.arrays(np.float64, hnp.array_shapes(max_dims=4, max_side=9)),
    other=st.floats(),
    kind=st.sampled_from(["heatmap", "curve"]),
)
def test_no_values_break_a_picture_of_values(values: Any, other: float, kind: Any) -> None:
    with np.errstate(all="ignore"):
        got = np.where(np.arange(values.size).reshape(values.shape) % 2, values, other)
    scene = Scene.of(nms_case(), [result(values)], [result(got)], "result")
    png = _drawn(Picture(kind), scene)
    assert png is None or opened(png).width == WIDTH


@settings(deadline=None, max_examples=40)
@given(
    corners=hnp.arrays(np.float64, st.tuples(st.integers(0, 30), st.just(4))),
    kept=st.lists(st.integers(-3, 40)),
)
def test_no_boxes_break_a_picture_of_boxes(corners: Any, kept: list[int]) -> None:
    case = nms_case(corners)
    got = result(np.array(kept, np.int64))
    with np.errstate(all="ignore"):
        png = _drawn(NMS, Scene.of(case, [result(np.array([0]))], [got], "result"))
    assert png is None or opened(png).width == WIDTH


def test_large_arrays_are_pooled_and_long_curves_thinned() -> None:
    rng = np.random.default_rng(0)
    large = rng.normal(size=(500, 700))
    assert opened(heatmap("result", np.zeros_like(large), large)).height < 800
    long = rng.normal(size=100_000)
    assert opened(curve("result", np.zeros_like(long), long)).height < 800


def test_many_numbers_for_few_boxes_take_no_time() -> None:
    many = result(np.zeros(8_000_000, np.int8))
    started = time.perf_counter()
    assert draw(NMS, nms_case(), [result([0, 2])], [many], "result") is not None
    assert time.perf_counter() - started < 3


def test_an_exercise_may_want_no_picture() -> None:
    assert draw(Picture(), nms_case(), [result([0])], [result([1])], "result") is None
