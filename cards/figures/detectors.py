"""Detectors: anchors, cells, stages."""

import math

from cards.figures.diagrams import Step, column
from cards.figures.drawing import Drawing, blank
from cards.figures.registry import figure

SCALES, RATIOS = (32.0, 56.0, 96.0), (0.5, 1.0, 2.0)


def anchor(scale: float, ratio: float) -> tuple[float, float]:
    """Return width and height: the area is `scale` squared, the height `ratio` times the width."""
    width = scale / math.sqrt(ratio)
    return width, width * ratio


@figure(
    "anchors",
    topic="detection",
    title=("Anchors at one position", "一个位置上的锚框"),
    about=(
        "Boxes around one cell of a feature map: three sizes, each in the shapes 2:1, 1:1 and "
        "1:2, so {count} in all. Boxes of one size have the same area.",
        "特征图一个格点周围的框：三种大小，每种有 2:1、1:1、1:2 三种形状，共 {count} 个。同一大小"
        "的框面积相同。",
    ),
)
def anchors(d: Drawing) -> None:
    d.cells(6, 6, 24, blank(7, 8), lambda r, c: "grey thin")
    x, y = 6 + 24 * 4.5 - 12, 6 + 24 * 3.5
    for scale, hue in zip(SCALES, ("green", "orange", "blue"), strict=True):
        for ratio in RATIOS:
            width, height = anchor(scale, ratio)
            d.rect(x - width / 2, y - height / 2, width, height, hue)
    d.dot(x, y, 3.5)
    d.label(262, 60, ("3 sizes", "3 种大小"))
    d.label(262, 80, ("× 3 shapes", "× 3 种形状"))
    d.line(220, 94, 304, 94)
    total = len(SCALES) * len(RATIOS)
    d.label(262, 110, (f"{total} anchors", f"{total} 个锚框"), "strong", part="count")


@figure(
    "two-stage-one-stage",
    topic="detection",
    title=("Two ways from image to boxes", "从图像到框的两条路"),
    about=(
        "Left, two stages: after the backbone, {proposals} name regions, {align} cuts equal "
        "pieces out of the map, and a head classifies each. Right, one stage: {dense} predicts "
        "class and box at every position at once.",
        "左边两阶段：骨干之后由{proposals}给出区域，{align} 从特征图上取出同样大小的块，再由检测头"
        "逐个分类。右边单阶段：{dense}一次性在每个位置预测类别与框。",
    ),
)
def pipelines(d: Drawing) -> None:
    d.label(80, 12, ("two stages", "两阶段"), "strong")
    d.label(240, 12, ("one stage", "单阶段"), "strong")
    two = [
        Step(("backbone", "骨干网络"), "blue"),
        Step(("RPN", "区域提议网络"), "orange", "proposals"),
        Step("RoI Align", "orange", "align"),
        Step(("head per region", "逐区域检测头"), "green"),
    ]
    one = [
        Step(("backbone", "骨干网络"), "blue"),
        Step(("neck", "颈部"), "grey"),
        Step(("dense head", "密集预测头"), "green", "dense", 72),
    ]
    for x, steps in ((80.0, two), (240.0, one)):
        bottom = column(d, x, 28, 140, steps)
        d.arrow((x, bottom), (x, bottom + 18))
        d.label(x, bottom + 28, ("class + box", "类别 + 框"))


OBJECT = (60.0, 50.0, 150.0, 130.0)  # left, top, right, bottom
CELL, GRID = 26.0, 7


@figure(
    "yolo-cell",
    topic="detection",
    title=("Which cell answers for an object", "由哪个格子负责目标"),
    about=(
        "An image in 7×7 cells and the box of an object that covers many of them. Only {cell}, "
        "the cell in column {column} and row {row}, predicts the object.",
        "图像分成 7×7 个格子，一个目标框覆盖其中许多格。只有{cell}，即第 {row} 行第 {column} 列的"
        "格子，负责预测该目标。",
    ),
)
def yolo_cell(d: Drawing) -> None:
    x, y = (OBJECT[0] + OBJECT[2]) / 2, (OBJECT[1] + OBJECT[3]) / 2
    column_, row = int((x - 6) // CELL), int((y - 6) // CELL)
    d.facts |= {"column": str(column_ + 1), "row": str(row + 1)}
    d.cells(6, 6, CELL, blank(GRID), lambda r, c: "grey thin")
    d.rect(6 + CELL * column_, 6 + CELL * row, CELL, CELL, "orange tint")
    d.rect(6 + CELL * column_, 6 + CELL * row, CELL, CELL, "orange thick")
    d.rect(OBJECT[0], OBJECT[1], OBJECT[2] - OBJECT[0], OBJECT[3] - OBJECT[1], "blue thick")
    d.dot(x, y, 4, "blue solid")
    d.line(x + 5, y, 204, 76, "blue thin")
    d.label(256, 60, ("the cell of\nthe centre", "中心点所在\n的格子"), part="cell")


@figure(
    "yolo-box-decoding",
    topic="detection",
    title=("From four numbers to a box", "由四个数得到框"),
    about=(
        "The centre is the corner of its cell plus {centre}, so it cannot leave the cell. Width "
        "and height are those of the dashed anchor times {size}, so they stay positive.",
        "中心等于所在格子的角点加 {centre}，因此不会离开该格。宽和高等于虚线锚框的宽高乘以 "
        "{size}，因此恒为正。",
    ),
)
def yolo_decoding(d: Drawing) -> None:
    d.cells(6, 6, 44, blank(4), lambda r, c: "grey thin")
    left, top = 6 + 44.0, 6 + 44.0
    d.rect(left, top, 44, 44, "orange tint")
    tx, ty, tw, th = 0.5, 0.2, 0.35, -0.2
    x = left + 44 / (1 + math.exp(-tx))
    y = top + 44 / (1 + math.exp(-ty))
    width, height = 84.0, 66.0
    d.rect(x - width / 2, y - height / 2, width, height, "grey dash")
    real = width * math.exp(tw), height * math.exp(th)
    d.rect(x - real[0] / 2, y - real[1] / 2, *real, "blue thick")
    d.dot(left, top, 3.5, "orange solid")
    d.dot(x, y, 4, "blue solid")
    d.label(252, 28, ("centre in the cell", "格内中心"))
    d.label(252, 48, "σ(t)", "orange strong", part="centre")
    d.label(252, 96, ("width, height", "宽和高"))
    d.label(252, 116, "exp(t)", "blue strong", part="size")


@figure(
    "decoupled-head",
    topic="detection",
    title=("Decoupled head of YOLOX", "YOLOX 的解耦头"),
    about=(
        "After one 1×1 convolution the head forks into two branches of two 3×3 convolutions. One "
        "gives the {classes}; the other gives the box and the {objectness}.",
        "经一个 1×1 卷积后，检测头分成两个各含两层 3×3 卷积的分支。一个分支输出{classes}；另一个输"
        "出框与{objectness}。",
    ),
)
def decoupled(d: Drawing) -> None:
    d.box(100, 4, 120, 28, "1×1", "grey")
    for x in (80.0, 240.0):
        d.arrow((160, 32), (x, 54))
        column(d, x, 54, 110, [Step("3×3", "blue"), Step("3×3", "blue")])
    d.arrow((80, 126), (80, 150))
    d.arrow((240, 126), (200, 150))
    d.arrow((240, 126), (274, 150))
    d.box(26, 150, 108, 28, ("class", "类别"), "green", part="classes")
    d.box(150, 150, 64, 28, ("box", "框"), "green")
    d.box(222, 150, 92, 28, ("objectness", "目标置信度"), "green", part="objectness")


@figure(
    "fcos-targets",
    topic="detection",
    title=("What an anchor-free detector regresses", "无锚检测器回归什么"),
    about=(
        "From one location inside of the object's box, arrows lead to its four sides: {left}, "
        "top, right and bottom. Centerness here is {centerness}: 1 in the middle, 0 at an edge.",
        "从目标框内的一个位置出发，箭头指向四条边：{left}、上、右、下的距离。此处的中心度为 "
        "{centerness}：正中为 1，边上为 0。",
    ),
)
def fcos(d: Drawing) -> None:
    left, top, right, bottom = 50.0, 50.0, 120.0, 66.0
    x, y = 74.0, 66.0
    d.rect(x - left, y - top, left + right, top + bottom, "blue tint")
    d.rect(x - left, y - top, left + right, top + bottom, "blue thick")
    ends = ((x - left, y), (x, y - top), (x + right, y), (x, y + bottom))
    for end in ends:
        d.arrow((x, y), end, look="orange")
    d.dot(x, y, 4.5, "orange solid")
    d.label(x - 26, y + 14, ("left", "左"), part="left")
    d.label(x + 6, y - 30, ("top", "上"), anchor="start")
    d.label(x + 64, y + 14, ("right", "右"))
    d.label(x + 6, y + 40, ("bottom", "下"), anchor="start")
    value = centerness(left, top, right, bottom)
    d.label(258, 50, ("centerness", "中心度"))
    d.label(258, 70, f"{value:.2f}", "strong", part="centerness")


def centerness(left: float, top: float, right: float, bottom: float) -> float:
    across = min(left, right) / max(left, right)
    down = min(top, bottom) / max(top, bottom)
    return math.sqrt(across * down)
