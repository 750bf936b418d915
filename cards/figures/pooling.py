"""Pooling: what goes forward, what comes back, and pooling of regions."""

from collections.abc import Callable, Sequence

from cards.figures.drawing import Drawing, blank
from cards.figures.registry import figure

MAP = [[1, 3, 2, 0], [5, 7, 1, 1], [0, 2, 8, 4], [6, 4, 3, 5]]
_HUES = (("blue", "orange"), ("green", "violet"))


def windows(values: Sequence[Sequence[float]]) -> list[list[list[float]]]:
    """Return the values of each 2×2 window, at stride 2."""
    return [
        [
            [values[2 * row + i][2 * column + j] for i in (0, 1) for j in (0, 1)]
            for column in range(len(values[0]) // 2)
        ]
        for row in range(len(values) // 2)
    ]


def pooled(
    values: Sequence[Sequence[float]], how: Callable[[Sequence[float]], float]
) -> list[list[float]]:
    return [[how(window) for window in row] for row in windows(values)]


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _quarter(row: int, column: int) -> str:
    return f"{_HUES[row // 2][column // 2]} tint"


def _whole(row: int, column: int) -> str:
    return f"{_HUES[row][column]} tint"


@figure(
    "pooling-max-average",
    topic="pooling",
    title=("Two ways to pool", "两种池化"),
    about=(
        "A 4×4 map in four 2×2 windows. {max} keeps the largest value of each window: 7, 2, 6, 8. "
        "{average} keeps the mean: 4, 1, 3, 5.",
        "4×4 特征图分成四个 2×2 窗口。{max}池化得到 7、2、6、8。{average}池化得到 4、1、3、5。",
    ),
)
def max_average(d: Drawing) -> None:
    d.cells(4, 30, 30, MAP, _quarter)
    d.arrow((130, 70), (176, 48))
    d.arrow((130, 110), (176, 138))
    d.cells(186, 18, 32, [[f"{v:g}" for v in row] for row in pooled(MAP, max)], _whole)
    d.cells(186, 110, 32, [[f"{v:g}" for v in row] for row in pooled(MAP, mean)], _whole)
    d.label(258, 50, ("max", "最大"), "strong", part="max", anchor="start")
    d.label(258, 142, ("average", "平均"), "strong", part="average", anchor="start")


@figure(
    "pooling-gradients",
    topic="pooling",
    title=("Where pooling sends its gradient", "池化把梯度传到哪里"),
    about=(
        "An output gradient of 8 on its way back into the window with the values 1, 3, 5 and 7. "
        "{max} pooling gives all of it to the 7; {average} pooling gives 2 to every value.",
        "输出梯度 8 反传到值为 1、3、5、7 的窗口。{max}池化把它全部交给 7；{average}池化给每个值 "
        "2。",
    ),
)
def gradients(d: Drawing) -> None:
    window, gradient = [1, 3, 5, 7], 8
    given_max = [gradient if value == max(window) else 0 for value in window]
    given_mean = [gradient / len(window)] * len(window)
    d.label(50, 10, ("window", "窗口"))
    d.cells(10, 22, 40, [window[:2], window[2:]], lambda r, c: "grey")
    d.label(160, 10, ("max", "最大"), "strong", part="max")
    d.label(270, 10, ("average", "平均"), "strong", part="average")
    for left, given in ((120, given_max), (230, given_mean)):
        cells = [f"{value:g}" for value in given]
        d.cells(left, 22, 40, [cells[:2], cells[2:]], _strength(given))
        d.arrow((left + 40, 146), (left + 40, 108))
        d.label(left + 40, 158, ("gradient 8", "梯度 8"))


def _strength(given: Sequence[float]) -> Callable[[int, int], str]:
    def look(row: int, column: int) -> str:
        value = given[2 * row + column]
        return "grey" if value == 0 else "orange tint"

    return look


@figure(
    "spatial-pyramid-pooling",
    topic="pooling",
    title=("Spatial pyramid pooling", "空间金字塔池化"),
    about=(
        "The same feature map is pooled into grids of 4×4, 2×2 and 1×1 bins. Their values are "
        "joined to a vector of {bins} values a channel, whatever the size of the map.",
        "同一特征图分别池化成 4×4、2×2、1×1 的网格，各值连成向量，每个通道共 {bins} 个值，与特征图"
        "大小无关。",
    ),
)
def spatial_pyramid(d: Drawing) -> None:
    sizes = (4, 2, 1)
    hues = ("blue", "orange", "green")
    for place, (size, hue) in enumerate(zip(sizes, hues, strict=True)):
        left = 12 + 106.0 * place
        d.cells(left, 8, 84 / size, blank(size), lambda r, c, hue=hue: f"{hue} tint")  # type: ignore[misc]
        d.label(left + 42, 106, f"{size}×{size} = {size * size}")
        d.arrow((left + 42, 118), (160 + 60 * (place - 1), 146), look="grey")
    x = 55.0
    for size, hue in zip(sizes, hues, strict=True):
        for _bin in range(size * size):
            d.rect(x, 150, 10, 20, f"{hue} tint")
            x += 10
    d.label(160, 184, str(sum(size * size for size in sizes)), "strong", part="bins")


@figure(
    "roi-pool-align",
    topic="pooling",
    title=("A region on the grid of a feature map", "特征图网格上的区域"),
    about=(
        "Left, {pool}: the region's edges are rounded to whole cells, so it moves away from the "
        "dashed original. Right, {align}: the edges stay, and values are interpolated at points.",
        "左边，{pool}：区域边界取整到格线，偏离了虚线所示的原位置。右边，{align}：边界不动，在各采"
        "样点上插值取值。",
    ),
)
def roi(d: Drawing) -> None:
    x1, y1, x2, y2 = 0.7, 1.4, 4.6, 4.3
    for left in (4.0, 172.0):
        d.cells(left, 26, 24, blank(6), lambda r, c: "grey thin")
    cell = 24
    whole = [round(edge) for edge in (x1, y1, x2, y2)]
    d.rect(
        4 + cell * whole[0],
        26 + cell * whole[1],
        cell * (whole[2] - whole[0]),
        cell * (whole[3] - whole[1]),
        "orange tint",
    )
    d.rect(
        4 + cell * whole[0],
        26 + cell * whole[1],
        cell * (whole[2] - whole[0]),
        cell * (whole[3] - whole[1]),
        "orange thick",
    )
    width, height = cell * (x2 - x1), cell * (y2 - y1)
    d.rect(4 + cell * x1, 26 + cell * y1, width, height, "blue dash")
    left, top = 172 + cell * x1, 26 + cell * y1
    d.rect(left, top, width, height, "blue tint")
    d.rect(left, top, width, height, "blue thick")
    d.line(left + width / 2, top, left + width / 2, top + height, "blue")
    d.line(left, top + height / 2, left + width, top + height / 2, "blue")
    for column in range(4):
        for row in range(4):
            d.dot(left + width * (column + 0.5) / 4, top + height * (row + 0.5) / 4, 2.5, "solid")
    d.label(76, 10, "RoI pooling", "strong", part="pool")
    d.label(244, 10, "RoI Align", "strong", part="align")


@figure(
    "global-average-pooling",
    topic="pooling",
    title=("Pooling a whole map to one value", "把整张图池化为一个值"),
    about=(
        "Three channel maps of 3×3 become three numbers, {first}, {second} and {third}: the mean "
        "of each. The length of the result is the number of channels, whatever the size of the "
        "maps.",
        "三个 3×3 的通道图变成三个数 {first}、{second}、{third}，即各自的均值。结果的长度等于通道"
        "数，与图的大小无关。",
    ),
)
def global_average(d: Drawing) -> None:
    maps = ([[2, 0, 1], [4, 9, 3], [0, 7, 1]], [[1, 1, 0], [0, 5, 1], [1, 0, 0]], [[6] * 3] * 3)
    for place, (hue, values) in enumerate(zip(("blue", "orange", "green"), maps, strict=True)):
        left = 8 + 106.0 * place
        d.cells(left, 6, 30, values, lambda r, c, hue=hue: f"{hue} tint")  # type: ignore[misc]
        d.arrow((left + 45, 98), (left + 45, 126), look=hue)
        result = mean([value for row in values for value in row])
        d.rect(left + 28, 128, 34, 28, f"{hue} tint round")
        d.label(left + 45, 142, f"{result:g}", "strong")
        d.facts[("first", "second", "third")[place]] = f"{result:g}"
