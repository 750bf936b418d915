"""Face recognition: embeddings, margins, thresholds."""

import math
from collections.abc import Callable
from statistics import NormalDist

from cards.figures.axes import Axes
from cards.figures.diagrams import Step, column
from cards.figures.drawing import Drawing, Point
from cards.figures.registry import figure

A, P, N = (52.0, 92.0), (126.0, 44.0), (98.0, 128.0)


@figure(
    "triplet-loss",
    topic="faces",
    title=("What a triplet teaches", "三元组教什么"),
    about=(
        "Before training, the anchor A is farther from {positive} P, a picture of the same "
        "person, than from {negative} N. After it, P is near, and N lies outside by at least the "
        "{margin}.",
        "训练前，锚点 A 离{positive} P（同一人）比离{negative} N 更远。训练后，P 靠近 A，N 则至少"
        "远出一个{margin}。",
    ),
)
def triplet(d: Drawing) -> None:
    after_p, after_n = (248.0, 76.0), (300.0, 140.0)
    d.label(80, 12, ("before", "训练前"), "strong")
    d.label(262, 12, ("after", "训练后"), "strong")
    for anchor, positive, negative in ((A, P, N), ((214.0, 92.0), after_p, after_n)):
        d.line(*anchor, *positive, "green thick")
        d.line(*anchor, *negative, "red dash")
        for (x, y), name, hue in (
            (anchor, "A", "blue"), (positive, "P", "green"), (negative, "N", "red")
        ):  # fmt: skip
            d.dot(x, y, 11, f"{hue} tint")
            d.label(x, y, name, "strong")
    inner = math.dist((214, 92), after_p)
    d.dot(214, 92, inner, "green dash thin")
    d.dot(214, 92, inner + 34, "grey dash thin")
    d.arrow((214 - inner, 92), (180 - inner, 92), look="violet")
    d.label(138, 92, ("margin", "间隔"), "violet", part="margin", anchor="end")
    d.label(66, 182, ("P: same person", "P：同一人"), "green", part="positive")
    d.label(240, 182, ("N: another person", "N：另一个人"), "red", part="negative")


HALF_PI = math.pi / 2
# For each loss the boundary of class 1: the largest angle to its own weights at an angle θ₂ to the
# other's. Softmax here has normalised weights.
BOUNDARIES: dict[str, Callable[[float], float]] = {
    "softmax": lambda other: other,
    "sphereface": lambda other: other / 2,
    "cosface": lambda other: math.acos(min(1.0, math.cos(other) + 0.3)),
    "arcface": lambda other: max(0.0, other - 0.4),
}
NAMES = {
    "softmax": "softmax",
    "sphereface": "SphereFace",
    "cosface": "CosFace",
    "arcface": "ArcFace",
}


@figure(
    "margin-boundaries",
    topic="faces",
    title=("Decision boundaries between two classes", "两类之间的决策边界"),
    about=(
        "Four plots of the angles θ₁ and θ₂ to the weights of two classes, with a gap between the "
        "regions of the classes. {softmax}: no gap. {sphereface}: a wedge that is zero in the "
        "origin. {cosface}: a bent gap. {arcface}: a band of constant width.",
        "四幅图，坐标为到两类权重的夹角 θ₁、θ₂，两类区域之间留有间隙。{softmax}：没有间隙。"
        "{sphereface}：在原点处为零的楔形。{cosface}：弯曲的间隙。{arcface}：宽度恒定的带。",
    ),
)
def margin_boundaries(d: Drawing) -> None:
    for place, (key, boundary) in enumerate(BOUNDARIES.items()):
        left, top = 22 + 162.0 * (place % 2), 28 + 158.0 * (place // 2)
        plot = Axes(d, left, top, 112, 112, (0, HALF_PI), (0, HALF_PI))
        angles = [HALF_PI * step / 60 for step in range(61)]
        points: list[Point] = [(boundary(angle), angle) for angle in angles]
        edge = [point for point in points if point[0] > 0 or key in ("softmax", "sphereface")]
        edge = edge if edge[0][0] < 0.1 else [_on_axis(boundary), *edge]
        mirrored = [(y, x) for x, y in edge]
        plot.path([*edge, (0, HALF_PI)], "blue tint", closed=True)
        plot.path([*mirrored, (HALF_PI, 0)], "orange tint", closed=True)
        plot.path(edge, "blue thick")
        plot.path(mirrored, "orange thick")
        plot.lines()
        d.label(left + 34, top + 22, "1", "blue strong")
        d.label(left + 92, top + 84, "2", "orange strong")
        d.label(left + 56, top - 14, NAMES[key], "strong", part=key)
        d.label(left + 104, top + 122, "θ₁")
        d.label(left - 11, top + 10, "θ₂")


def _on_axis(boundary: Callable[[float], float]) -> Point:
    """Where a boundary leaves the axis θ₁ = 0."""
    low = max(step / 1000 for step in range(1571) if boundary(step / 1000) == 0)
    return (0.0, low)


@figure(
    "margin-logits",
    topic="faces",
    title=("The logit of the true class", "真实类别的 logit"),
    about=(
        "Against the angle θ, from 0° to 180°. Plain cos θ is highest everywhere. {cosface} is "
        "cos θ moved down by 0.35; {arcface} is cos θ moved left by 0.5 rad, up to where θ + m is "
        "180°.",
        "横轴为角 θ，从 0° 到 180°。普通的 cos θ 处处最高。{cosface}是 cos θ 下移 0.35；"
        "{arcface}是 cos θ 左移 0.5 弧度，画到 θ + m 为 180° 处。",
    ),
)
def margin_logits(d: Drawing) -> None:
    plot = Axes(d, 38, 12, 266, 160, (0, 180), (-1.55, 1.1))
    plot.lines()
    plot.ticks((0, 60, 90, 120, 180), (-1, 0, 1))
    plot.curve(lambda x: math.cos(math.radians(x)), "grey thick")
    plot.curve(lambda x: math.cos(math.radians(x)) - 0.35, "blue thick")
    limit = math.pi - 0.5
    points = [(math.degrees(limit * s / 80), math.cos(limit * s / 80 + 0.5)) for s in range(81)]
    plot.path(points, "orange thick")
    d.label(*plot.at(85, 0.72), "cos θ", anchor="start")
    d.label(*plot.at(146, -1.42), "CosFace", "blue strong", part="cosface", anchor="end")
    d.label(*plot.at(62, -0.75), "ArcFace", "orange strong", part="arcface")


@figure(
    "siamese-network",
    topic="faces",
    title=("Siamese network", "孪生网络"),
    about=(
        "Each of two images goes through a CNN; both CNNs share the {shared}. The two embeddings "
        "are compared by their {distance}: small for the same person, large for others.",
        "两张图像各经过一个 CNN，两个 CNN 共享{shared}。得到的两个嵌入用{distance}比较：同一人的"
        "小，不同人的大。",
    ),
)
def siamese(d: Drawing) -> None:
    for x, words in ((60.0, ("image 1", "图像 1")), (260.0, ("image 2", "图像 2"))):
        column(
            d, x, 4, 104, [Step(words), Step("CNN", "blue", "", 40), Step(("embedding", "嵌入"))]
        )
        d.arrow((x, 132), (160 + (x - 160) * 0.45, 156))
    d.line(112, 68, 208, 68, "orange dash")
    d.label(160, 54, ("shared", "共享"), "orange")
    d.label(160, 82, ("weights W", "权重 W"), "orange strong", part="shared")
    d.box(95, 156, 130, 28, ("distance", "距离"), "green", part="distance")


@figure(
    "face-pipeline",
    topic="faces",
    title=("From a photo to a name", "从照片到姓名"),
    about=(
        "Five steps: a photo; {detect} gives a box and landmarks; {align} turns the face upright; "
        "a network gives the {embed}; the gallery is searched for the nearest one.",
        "五个步骤：照片；{detect}给出框与关键点；{align}把脸摆正；网络给出{embed}；在底库中查找最"
        "近的一个。",
    ),
)
def face_pipeline(d: Drawing) -> None:
    steps = [
        Step(("photo", "照片")),
        Step(("detection", "人脸检测"), "blue", "detect"),
        Step(("alignment", "人脸对齐"), "orange", "align"),
        Step(("embedding, 512 numbers", "嵌入向量，512 维"), "green", "embed"),
        Step(("nearest in the gallery", "与底库比对")),
    ]
    column(d, 160, 4, 200, steps)


SAME, OTHERS, THRESHOLD = NormalDist(0.65, 0.12), NormalDist(0.2, 0.12), 0.45


@figure(
    "similarity-threshold",
    topic="faces",
    title=("Where to put the threshold", "阈值放在哪里"),
    about=(
        "Two bells of similarity: pairs of different people on the left, of the same person on "
        "the right. Right of the threshold 0.45 lie {far} of the strangers, who are accepted "
        "wrongly; left of it {frr} of the same, who are refused.",
        "两条相似度的钟形曲线：左边是不同人的样本对，右边是同一人的。阈值 0.45 右侧有 {far} 的不同"
        "人被误接受，左侧有 {frr} 的同一人被误拒绝。",
    ),
)
def threshold(d: Drawing) -> None:
    plot = Axes(d, 14, 30, 292, 130, (-0.15, 1), (0, 3.6))
    right = [(x / 100, OTHERS.pdf(x / 100)) for x in range(45, 76)]
    left = [(x / 100, SAME.pdf(x / 100)) for x in range(20, 46)]
    plot.path([(0.45, 0), *right, (0.75, 0)], "red tint", closed=True)
    plot.path([(0.2, 0), *left, (0.45, 0)], "orange tint", closed=True)
    plot.curve(OTHERS.pdf, "grey thick")
    plot.curve(SAME.pdf, "blue thick")
    plot.path([(-0.15, 0), (1, 0)], "grey")
    plot.path([(THRESHOLD, 0), (THRESHOLD, 3.5)], "thick dash")
    plot.ticks((0, 0.45, 1))
    d.label(*plot.at(0.14, 3.8), ("others", "不同人"))
    d.label(*plot.at(0.78, 3.8), ("same person", "同一人"), "blue")
    far, frr = 1 - OTHERS.cdf(THRESHOLD), SAME.cdf(THRESHOLD)
    d.label(238, 192, f"FAR {far:.1%}", "red strong", part="far")
    d.label(80, 192, f"FRR {frr:.1%}", "orange strong", part="frr")
