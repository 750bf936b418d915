"""Figures for cards, drawn by code. Knows nothing of Django."""

from cards.figures import (  # noqa: F401  (each registers its figures)
    activations,
    attention,
    blocks,
    chances,
    channels,
    convolution,
    detectors,
    faces,
    images,
    losses,
    metrics,
    normalization,
    overlap,
    pooling,
    pyramids,
    training,
)
from cards.figures.registry import (
    TOPICS,
    Figure,
    UnknownFigure,
    UnknownPart,
    all_figures,
    drawing_of,
    find_figure,
)
from cards.figures.svg import alternative_text, figure_svg

__all__ = [
    "TOPICS",
    "Figure",
    "UnknownFigure",
    "UnknownPart",
    "all_figures",
    "alternative_text",
    "drawing_of",
    "figure_svg",
    "find_figure",
]
