"""How boxes are compared: IoU and its kin, suppression of what overlaps, matching."""

import math
from typing import NamedTuple

from cards.figures.axes import Axes
from cards.figures.drawing import Drawing, blank
from cards.figures.registry import figure


class Box(NamedTuple):
    """A box by its corners, as it lies on the drawing."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def area(self) -> float:
        return max(0.0, self.right - self.left) * max(0.0, self.bottom - self.top)

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def common(one: Box, other: Box) -> Box:
    """Return the overlap; its area is 0 where there is none."""
    return Box(
        max(one.left, other.left),
        max(one.top, other.top),
        min(one.right, other.right),
        min(one.bottom, other.bottom),
    )


def enclosing(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def union(one: Box, other: Box) -> float:
    return one.area + other.area - common(one, other).area


def iou(one: Box, other: Box) -> float:
    return common(one, other).area / union(one, other)


def giou(one: Box, other: Box) -> float:
    hull = enclosing(one, other).area
    return iou(one, other) - (hull - union(one, other)) / hull


def diou(one: Box, other: Box) -> float:
    hull = enclosing(one, other)
    diagonal = math.hypot(hull.right - hull.left, hull.bottom - hull.top)
    return iou(one, other) - (math.dist(one.centre, other.centre) / diagonal) ** 2


def two(value: float) -> str:
    """Return a number with two decimals and a real minus sign."""
    return f"{value:.2f}".replace("-", "−")


def draw_box(d: Drawing, box: Box, look: str) -> None:
    d.rect(box.left, box.top, box.right - box.left, box.bottom - box.top, look)


# The boxes (0, 0, 4, 4) and (2, 2, 6, 6) in units of 26.
UNIT = 26.0
TRUTH, GUESS = Box(20, 14, 124, 118), Box(72, 66, 176, 170)


@figure(
    "iou",
    topic="boxes",
    title=("Intersection over union", "交并比"),
    about=(
        "Two boxes A and B of 4×4 cells overlap in {common} cells; together they cover {union} "
        "cells. IoU = {common}/{union} = {iou}.",
        "两个 4×4 格的框 A 与 B 重叠 {common} 格，合起来覆盖 {union} 格。IoU = {common}/{union} = "
        "{iou}。",
    ),
)
def iou_figure(d: Drawing) -> None:
    cell = UNIT * UNIT
    shared, total = common(TRUTH, GUESS).area / cell, union(TRUTH, GUESS) / cell
    d.facts |= {"common": f"{shared:g}", "union": f"{total:g}"}
    d.cells(20, 14, UNIT, blank(6), lambda r, c: "grey thin")
    draw_box(d, TRUTH, "blue tint")
    draw_box(d, GUESS, "orange tint")
    draw_box(d, common(TRUTH, GUESS), "green tint")
    for box, hue in ((TRUTH, "blue"), (GUESS, "orange"), (common(TRUTH, GUESS), "green")):
        draw_box(d, box, f"{hue} thick")
    d.label(33, 27, "A", "blue strong")
    d.label(163, 157, "B", "orange strong")
    d.label(98, 92, f"{shared:g}", "strong")
    d.label(266, 22, ("overlap", "交集"))
    d.label(266, 42, f"{shared:g}", "green strong")
    d.line(226, 56, 306, 56)
    d.label(266, 72, ("union", "并集"))
    d.label(266, 92, f"{total:g}", "strong")
    d.label(266, 122, f"IoU = {two(iou(TRUTH, GUESS))}", "strong")
    d.facts["iou"] = two(iou(TRUTH, GUESS))


FAR_TRUTH, FAR_GUESS = Box(24, 20, 124, 90), Box(164, 70, 244, 150)


@figure(
    "giou",
    topic="boxes",
    title=("What GIoU adds to IoU", "GIoU 比 IoU 多了什么"),
    about=(
        "Two boxes that do not touch, so IoU is {iou}. The dashed {hull} C around both is mostly "
        "empty; that share is subtracted, and GIoU is {giou}: it still tells how far apart they "
        "are.",
        "两个框互不相交，IoU 为 {iou}。虚线所示的{hull} C 大部分是空的，减去这一比例后 GIoU 为 "
        "{giou}：它仍能反映两框相距多远。",
    ),
)
def giou_figure(d: Drawing) -> None:
    hull = enclosing(FAR_TRUTH, FAR_GUESS)
    draw_box(d, hull, "red tint")
    draw_box(d, hull, "red dash")
    for box, hue, name in ((FAR_TRUTH, "blue", "A"), (FAR_GUESS, "orange", "B")):
        draw_box(d, box, f"{hue} tint")
        draw_box(d, box, f"{hue} thick")
        d.label(*box.centre, name, "strong")
    d.label(184, 38, ("enclosing box", "最小外接框"), "red", part="hull")
    d.facts |= {"iou": two(iou(FAR_TRUTH, FAR_GUESS)), "giou": two(giou(FAR_TRUTH, FAR_GUESS))}
    d.label(160, 172, f"IoU = {d.facts['iou']}    GIoU = {d.facts['giou']}", "strong")


@figure(
    "diou",
    topic="boxes",
    title=("The distances of DIoU", "DIoU 中的距离"),
    about=(
        "Boxes A and B with {centres} ρ between their midpoints, and {diagonal} c of the dashed "
        "box around both. DIoU = IoU − ρ²/c² = {iou} − {penalty} = {diou}.",
        "框 A 与 B 的中点之间是{centres} ρ，包住两者的虚线框有{diagonal} c。DIoU = IoU − ρ²/c² = "
        "{iou} − {penalty} = {diou}。",
    ),
)
def diou_figure(d: Drawing) -> None:
    hull = enclosing(TRUTH, GUESS)
    draw_box(d, hull, "grey dash")
    for box, hue in ((TRUTH, "blue"), (GUESS, "orange")):
        draw_box(d, box, f"{hue} tint")
        draw_box(d, box, f"{hue} thick")
    d.line(hull.left, hull.top, hull.right, hull.bottom, "violet thick")
    d.line(*TRUTH.centre, *GUESS.centre, "red thick")
    d.dot(*TRUTH.centre, 4, "blue solid")
    d.dot(*GUESS.centre, 4, "orange solid")
    d.label(34, 104, "A", "blue strong")
    d.label(162, 80, "B", "orange strong")
    d.line(214, 30, 236, 30, "red thick")
    d.label(242, 22, ("distance of", "中心点"), anchor="start")
    d.label(242, 38, ("centres ρ", "距离 ρ"), anchor="start", part="centres")
    d.line(214, 74, 236, 74, "violet thick")
    d.label(242, 74, ("diagonal c", "对角线 c"), anchor="start", part="diagonal")
    penalty = iou(TRUTH, GUESS) - diou(TRUTH, GUESS)
    d.facts |= {"iou": two(iou(TRUTH, GUESS)), "penalty": two(penalty)}
    d.facts["diou"] = two(diou(TRUTH, GUESS))
    d.label(
        160, 190, f"DIoU = {d.facts['iou']} − {d.facts['penalty']} = {d.facts['diou']}", "strong"
    )


@figure(
    "nms-steps",
    topic="boxes",
    title=("Non-maximum suppression, step by step", "非极大值抑制的步骤"),
    about=(
        "Three panels. First, three boxes with scores 0.9, 0.8 and 0.7. Second, the best box is "
        "kept; one box overlaps it by IoU {first}, above 0.5, and goes. Third, the box with IoU "
        "{second} stays: two boxes remain.",
        "三幅图。第一步，三个框的得分为 0.9、0.8、0.7。第二步，留下得分最高的框；与它 IoU 为 "
        "{first}（大于 0.5）的框被去掉。第三步，IoU 为 {second} 的框保留：最后剩下两个框。",
    ),
)
def nms_steps(d: Drawing) -> None:
    best, close, other = Box(6, 30, 62, 100), Box(14, 38, 70, 108), Box(44, 92, 92, 146)
    d.facts |= {"first": two(iou(best, close)), "second": two(iou(best, other))}
    looks = (
        ("blue", "orange", "green"),
        ("blue thick", "grey dash", "green"),
        ("blue thick", "", "green thick"),
    )
    captions = (("sort", "排序"), ("suppress", "抑制"), ("result", "结果"))
    for panel, (look, caption) in enumerate(zip(looks, captions, strict=True)):
        shift = panel * 108.0
        d.label(shift + 48, 12, caption, "strong")
        for box, hue in zip((best, close, other), look, strict=True):
            if hue:
                moved = Box(box.left + shift, box.top, box.right + shift, box.bottom)
                draw_box(d, moved, f"{hue} tint")
                draw_box(d, moved, hue)
        d.label(shift + 26, 60, "0.9", "halo")
        if panel < 2:
            d.label(shift + 55, 76, "0.8", "grey halo" if panel else "halo")
        d.label(shift + 70, 126, "0.7", "halo")
    d.label(160, 164, f"IoU {d.facts['first']} > 0.5 > {d.facts['second']}")


@figure(
    "soft-nms-decay",
    topic="boxes",
    title=("How much of its score a box keeps", "框保留多少得分"),
    about=(
        "The factor on the score against the IoU with the best box. {hard} drops from 1 to 0 at "
        "0.5; {linear} falls as 1 − IoU from there; {gauss} decays smoothly from the beginning.",
        "得分的系数随与最高分框的 IoU 变化。{hard}在 0.5 处从 1 直接降到 0；{linear}从该处起按 1 "
        "− IoU 下降；{gauss}从一开始就平滑衰减。",
    ),
)
def soft_nms(d: Drawing) -> None:
    plot = Axes(d, 44, 30, 250, 130, (0, 1), (0, 1.05))
    plot.lines()
    plot.ticks((0, 0.5, 1), (0, 0.5, 1))
    plot.names("IoU", ("factor", "系数"))
    plot.path([(0, 1), (0.5, 1), (0.5, 0), (1, 0)], "grey thick dash")
    plot.path([(0, 1), (0.5, 1), (0.5, 0.5), (1, 0)], "blue thick")
    plot.curve(lambda x: math.exp(-x * x / 0.3), "orange thick")
    d.label(*plot.at(0.29, 0.12), ("hard NMS", "硬 NMS"), part="hard")
    d.label(*plot.at(0.79, 0.55), ("linear", "线性"), "blue", part="linear")
    d.label(*plot.at(0.2, 0.52), ("Gaussian", "高斯"), "orange", part="gauss")


@figure(
    "iou-assignment",
    topic="boxes",
    title=("IoU decides what an anchor learns", "IoU 决定锚框学什么"),
    about=(
        "A line of IoU from 0 to 1. Below {low} an anchor is {negative}, above {high} it is "
        "{positive}, and in between it is {ignored} (the thresholds of Faster R-CNN's RPN).",
        "IoU 从 0 到 1 的数轴。低于 {low} 的锚框为{negative}，高于 {high} 的为{positive}，两者之间"
        "的{ignored}（Faster R-CNN 中 RPN 的阈值）。",
    ),
)
def assignment(d: Drawing) -> None:
    left, width = 16.0, 288.0
    bounds = (0.0, 0.3, 0.7, 1.0)
    hues = ("red", "grey", "green")
    words = (("negative", "负样本"), ("ignored", "不参与训练"), ("positive", "正样本"))
    for low, high, hue, name in zip(bounds, bounds[1:], hues, words, strict=False):
        d.rect(left + low * width, 40, (high - low) * width, 34, f"{hue} tint")
        middle = left + (low + high) / 2 * width
        d.label(middle, 57, name, part=name[0])
    for value in bounds:
        part = {0.3: "low", 0.7: "high"}.get(value, "")
        d.line(left + value * width, 74, left + value * width, 80)
        d.label(left + value * width, 92, f"{value:g}", part=part)
    d.label(160, 20, ("IoU with the nearest object", "与最近目标的 IoU"))
