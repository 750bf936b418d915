"""Feature pyramids: which way information runs between levels."""

from itertools import pairwise

from cards.figures.drawing import Drawing
from cards.figures.registry import figure

_SIZES = (84.0, 60.0, 42.0, 28.0)


def _levels(d: Drawing, x: float, names: tuple[str, ...], hue: str, top: float = 10) -> list[float]:
    """Draw levels as bars, the finest one lowest; returns their heights."""
    heights = [top + 54 * place for place in range(len(names))][::-1]
    for y, name, width in zip(heights, names, _SIZES[-len(names) :], strict=True):
        d.box(x - width / 2, y, width, 28, name, hue)
    return [y + 14 for y in heights]


@figure(
    "fpn",
    topic="detection",
    title=("Feature pyramid network", "特征金字塔网络（FPN）"),
    about=(
        "Left, the backbone's maps C2 to C5 shrink upwards. Right, P5 to P2 go down again: each "
        "is the map above after {upsample} plus its neighbour on the left after {lateral}.",
        "左边是骨干网络的特征图 C2 到 C5，向上逐级变小。右边 P5 到 P2 自上而下：每一级是上一级经"
        "{upsample}，加上左侧同级经{lateral}。",
    ),
)
def fpn(d: Drawing) -> None:
    heights = _levels(d, 52, ("C2", "C3", "C4", "C5"), "blue")
    _levels(d, 252, ("P2", "P3", "P4", "P5"), "orange")
    for y, width in zip(heights, _SIZES, strict=True):
        d.arrow((52 + width / 2, y), (252 - width / 2, y), look="grey")
    for lower, upper in pairwise(heights):
        d.arrow((52, lower - 14), (52, upper + 14), look="blue")
        d.arrow((252, upper + 14), (252, lower - 14), look="orange thick")
    d.label(152, 12, ("1×1 conv", "1×1 卷积"), "halo", part="lateral")
    d.label(152, 64, ("2× upsample", "2 倍上采样"), "orange", part="upsample")
    d.line(204, 60, 248, 52, "orange thin")


@figure(
    "pan",
    topic="detection",
    title=("Path aggregation network", "路径聚合网络（PAN）"),
    about=(
        "Three columns of maps. After the backbone C and the {down} path P of FPN comes a {up} "
        "path N, so details of the finest level reach the coarse ones in a few steps.",
        "三列特征图。骨干 C 与 FPN 的{down}路径 P 之后，再加一条{up}路径 N，最细一级的细节只需几步"
        "就到达粗的级别。",
    ),
)
def pan(d: Drawing) -> None:
    heights = _levels(d, 46, ("C3", "C4", "C5"), "blue")
    _levels(d, 160, ("P3", "P4", "P5"), "orange")
    _levels(d, 274, ("N3", "N4", "N5"), "green")
    for y, width in zip(heights, _SIZES[1:], strict=True):
        for x in (46, 160):
            d.arrow((x + width / 2, y), (x + 114 - width / 2, y), look="grey")
    for lower, upper in pairwise(heights):
        d.arrow((46, lower - 14), (46, upper + 14), look="blue")
        d.arrow((160, upper + 14), (160, lower - 14), look="orange thick")
        d.arrow((274, lower - 14), (274, upper + 14), look="green thick")
    d.label(46, 162, ("backbone", "骨干"))
    d.label(160, 162, ("top-down", "自上而下"), "strong", part="down")
    d.label(272, 162, ("bottom-up", "自下而上"), "strong", part="up")


@figure(
    "bifpn",
    topic="detection",
    title=("BiFPN of EfficientDet", "EfficientDet 的 BiFPN"),
    about=(
        "Five levels. Information runs down the middle column and up the right one. The {skip} "
        "from input to output costs little, nodes with a single input are left out, and each node "
        "takes a {fusion} of what arrives.",
        "五个级别。信息沿中间一列向下、沿右侧一列向上。从输入到输出的{skip}代价很小，只有一个输入"
        "的节点被去掉，每个节点对输入做{fusion}。",
    ),
)
def bifpn(d: Drawing) -> None:
    ys = [22 + 38.0 * place for place in range(5)]  # P7 on top
    left, middle, right = 46.0, 130.0, 214.0
    for place, y in enumerate(ys):
        d.label(14, y, f"P{7 - place}")
        inner = 0 < place < 4
        if inner:
            d.arrow((left, y), (middle - 9, y), look="grey")
            d.arrow((middle, y), (right - 9, y), look="grey")
            d.path([(left, y), (left + 16, y + 15), (right - 26, y + 15)], "violet")
            d.arrow((right - 26, y + 15), (right - 6, y + 7), look="violet")
        else:
            d.arrow((left, y), (right - 9, y), look="grey")
    d.arrow((left, ys[0]), (middle - 6, ys[1] - 8), look="orange thick")
    for upper, lower in ((1, 2), (2, 3)):
        d.arrow((middle, ys[upper]), (middle, ys[lower] - 9), look="orange thick")
    d.arrow((middle, ys[3]), (right - 8, ys[4] - 7), look="orange thick")
    for place in range(4):
        d.arrow((right, ys[place + 1]), (right, ys[place] + 9), look="green thick")
    for place, y in enumerate(ys):
        columns = (left, middle, right) if 0 < place < 4 else (left, right)
        for x, hue in zip((left, middle, right), ("blue", "orange", "green"), strict=True):
            if x in columns:
                d.dot(x, y, 8, f"{hue} solid")
    d.line(236, 70, 254, 70, "violet")
    d.label(258, 70, ("skip", "跳连"), anchor="start", part="skip")
    d.label(232, 120, ("weighted\nsum", "加权和"), anchor="start", part="fusion")
