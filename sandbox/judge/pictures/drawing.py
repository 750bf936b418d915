"""Chooses and draws the picture of a wrong case."""

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sandbox.exercises.model import Picture
from sandbox.judge.messages import CallResult, CaseCall
from sandbox.judge.pictures.boxes import boxes
from sandbox.judge.pictures.curve import curve
from sandbox.judge.pictures.heatmap import heatmap
from sandbox.judge.pictures.leaves import Array, Scene, result_arrays

logger = logging.getLogger(__name__)

Floats = NDArray[np.float64]


def draw(
    picture: Picture,
    case: CaseCall,
    expected: Sequence[CallResult],
    got: Sequence[CallResult],
    path: str,
) -> bytes | None:
    """The picture (PNG) of a wrong case; `path` is that of its first mismatch.

    None where the exercise wants none or nothing can be drawn. Never raises: what a submission
    returned may be of any kind, and no picture is worth a verdict.
    """
    try:
        return _drawn(picture, Scene.of(case, expected, got, path))
    except Exception:
        logger.exception("No picture of kind %s could be drawn", picture.kind)
        return None


def _drawn(picture: Picture, scene: Scene) -> bytes | None:
    if picture.kind == "boxes":
        return _boxes(picture, scene)
    pair = scene.pair()
    if picture.kind == "none" or pair is None:
        return None
    name, wanted, returned = pair
    if picture.kind == "curve":
        x = scene.arguments.get(picture.settings.get("x", ""))
        return curve(name, wanted, returned, None if x is None else x.astype(np.float64))
    return heatmap(name, wanted, returned)


def _boxes(picture: Picture, scene: Scene) -> bytes | None:
    """The boxes of the arguments that the settings name, or of the first that look like boxes."""
    named = picture.settings
    corners = scene.arguments.get(named["boxes"]) if "boxes" in named else _first_boxes(scene)
    if corners is None or corners.ndim != 2 or corners.shape[1] != 4 or not len(corners):
        return None
    count = len(corners)
    scores = scene.arguments.get(named.get("scores", ""))
    others = scene.arguments.get(named.get("others", ""))
    kept = _indices(scene.expected, count), _indices(scene.got, count)
    known = (kept[0], kept[1]) if kept[0] is not None and kept[1] is not None else None
    return boxes(
        corners.astype(np.float64),
        scores.astype(np.float64) if scores is not None and scores.shape == (count,) else None,
        known,
        others.astype(np.float64) if others is not None and others.shape[1:] == (4,) else None,
    )


def _first_boxes(scene: Scene) -> Array | None:
    shaped = (one for one in scene.arguments.values() if one.ndim == 2 and one.shape[1] == 4)
    return next(shaped, None)


def _indices(result: CallResult, count: int) -> set[int] | None:
    """The indices that a result lists, or those of the mask that it is; None for neither."""
    for array in result_arrays(result):
        if array.dtype.kind in "iu" and array.ndim == 1:
            # Narrowed down by NumPy: a submission may have returned tens of millions of numbers.
            return set(np.unique(array[(array >= 0) & (array < count)]).tolist())
        if array.dtype.kind == "b" and array.shape == (count,):
            return {int(index) for index in np.flatnonzero(array)}
    return None
