"""Which figures there are. Each is a function that draws, registered under a lasting name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from cards.figures.drawing import Drawing

Draw = Callable[[Drawing], None]
Pair = tuple[str, str]

TOPICS: Mapping[str, Pair] = {
    "convolution": ("Convolution", "卷积"),
    "pooling": ("Pooling", "池化"),
    "normalization": ("Normalization", "归一化"),
    "activations": ("Activation functions", "激活函数"),
    "blocks": ("Blocks of networks", "网络模块"),
    "attention": ("Attention", "注意力"),
    "boxes": ("Boxes and overlap", "边界框与重叠"),
    "detection": ("Detectors", "检测器"),
    "losses": ("Losses", "损失函数"),
    "faces": ("Face recognition", "人脸识别"),
    "training": ("Training", "训练"),
    "metrics": ("Metrics", "评价指标"),
    "images": ("Image processing", "图像处理"),
    "probability": ("Probability", "概率"),
}
"""The topics in the order of the gallery, with their names in English and Chinese."""


class UnknownFigure(ValueError):
    """No figure has this name."""


class UnknownPart(ValueError):
    """The figure has no part of this name."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure; in `about`, `{part}` stands for a part's words and `{fact}` for a fact."""

    name: str
    topic: str
    title: Pair
    about: Pair
    draw: Draw


_figures: dict[str, Figure] = {}


def figure(name: str, *, topic: str, title: Pair, about: Pair) -> Callable[[Draw], Draw]:
    """Register the function below as a figure; pairs are English and Chinese."""

    def register(draw: Draw) -> Draw:
        if name in _figures or topic not in TOPICS:
            raise ValueError(f"{name}: the name is taken, or there is no topic {topic!r}")
        _figures[name] = Figure(name, topic, title, about, draw)
        return draw

    return register


def all_figures() -> list[Figure]:
    """Return every figure, by topic and then as registered."""
    order = list(TOPICS)
    return sorted(_figures.values(), key=lambda entry: order.index(entry.topic))


def find_figure(name: str) -> Figure:
    """Return the figure called `name`; raises UnknownFigure."""
    try:
        return _figures[name]
    except KeyError:
        raise UnknownFigure(name) from None


@cache
def drawing_of(name: str) -> Drawing:
    """Return what the figure called `name` consists of; raises UnknownFigure."""
    drawing = Drawing()
    find_figure(name).draw(drawing)
    return drawing
