"""How detectors and recognisers are measured."""

from collections.abc import Sequence
from statistics import NormalDist

from cards.figures.axes import Axes
from cards.figures.drawing import Drawing, Point
from cards.figures.registry import figure

TP, FP, FN, TN = 40, 10, 20, 130


@figure(
    "confusion-matrix",
    topic="metrics",
    title=("Confusion matrix", "混淆矩阵"),
    about=(
        "Rows are the truth, columns the prediction. Positive and found: {tp}. Positive and "
        "missed: {fn}. Negative but reported: {fp}. Negative and silent: {tn}. With counts 40, "
        "20, 10 and 130, precision is {precision}, recall {recall}.",
        "行为真实，列为预测。正且检出：{tp}。正但漏掉：{fn}。负却报出：{fp}。负且未报：{tn}。数量"
        "为 40、20、10、130 时，精确率 {precision}，召回率 {recall}。",
    ),
)
def confusion(d: Drawing) -> None:
    precision, recall = TP / (TP + FP), TP / (TP + FN)
    d.facts |= {"precision": f"{precision:.2f}", "recall": f"{recall:.2f}"}
    d.label(188, 10, ("prediction", "预测"))
    d.label(130, 30, ("positive", "正"))
    d.label(246, 30, ("negative", "负"))
    d.label(38, 75, ("truth\npositive", "真实\n正"))
    d.label(38, 139, ("truth\nnegative", "真实\n负"))
    cells = (
        (72, 44, "TP", TP, "green", "tp"),
        (188, 44, "FN", FN, "red", "fn"),
        (72, 108, "FP", FP, "red", "fp"),
        (188, 108, "TN", TN, "green", "tn"),
    )
    for x, y, name, count, hue, part in cells:
        d.rect(x, y, 116, 64, f"{hue} tint")
        d.label(x + 58, y + 22, name, "strong", part=part)
        d.label(x + 58, y + 44, str(count))


HITS = (True, True, False, True, False, False, True, True, False, False)
OBJECTS = 6


def curve(hits: Sequence[bool], objects: int) -> list[Point]:
    """Return (recall, precision) after each detection, the most certain one first."""
    points, found = [], 0
    for rank, hit in enumerate(hits, start=1):
        found += hit
        points.append((found / objects, found / rank))
    return points


def envelope(points: Sequence[Point]) -> list[Point]:
    """Return each recall with the best precision at this recall or a higher one."""
    recalls = sorted({recall for recall, _ in points})
    return [(recall, max(p for r, p in points if r >= recall)) for recall in recalls]


def average_precision(points: Sequence[Point]) -> float:
    area, before = 0.0, 0.0
    for recall, precision in envelope(points):
        area, before = area + (recall - before) * precision, recall
    return area


@figure(
    "precision-recall",
    topic="metrics",
    title=("Precision, recall and the area below", "精确率、召回率与曲线下面积"),
    about=(
        "The thin zigzag is precision against recall after each of ten detections. The thick "
        "line, the {envelope}, replaces each precision by the best one at this recall or higher. "
        "The area under it is AP = {ap}.",
        "细折线是十个检测结果逐个计入后的精确率与召回率。粗线是{envelope}：每处的精确率换成该召回"
        "率及更高处的最大值。其下面积即 AP = {ap}。",
    ),
)
def precision_recall(d: Drawing) -> None:
    points = curve(HITS, OBJECTS)
    plot = Axes(d, 38, 30, 262, 150, (0, 1), (0, 1.05))
    stairs: list[Point] = [(0.0, 0.0)]
    before = 0.0
    for recall, precision in envelope(points):
        stairs += [(before, precision), (recall, precision)]
        before = recall
    plot.path([*stairs, (before, 0)], "orange tint", closed=True)
    plot.lines()
    plot.ticks((0, 0.5, 1), (0, 0.5, 1))
    plot.names(("recall", "召回率"), ("precision", "精确率"))
    plot.path(stairs[1:], "orange thick")
    plot.path(points, "blue")
    for point in points:
        plot.dot(*point, "blue solid", 2.5)
    d.facts["ap"] = f"{average_precision(points):.2f}"
    d.label(*plot.at(0.72, 0.86), ("envelope", "包络线"), "orange strong", part="envelope")
    d.label(*plot.at(0.4, 0.25), f"AP = {d.facts['ap']}", "strong")


def true_rate(false_rate: float, distance: float = 3.0) -> float:
    """TAR at a FAR, where the two scores are normal with the same spread, `distance` σ apart."""
    normal = NormalDist()
    return 1 - normal.cdf(normal.inv_cdf(1 - false_rate) - distance)


@figure(
    "roc-tar-at-far",
    topic="metrics",
    title=("ROC curve with a logarithmic FAR", "FAR 取对数的 ROC 曲线"),
    about=(
        "The true accept rate against the false accept rate, from 0.0001 to 1. The curve rises to "
        "the right; read off at FAR = 0.001, {tar}.",
        "真实接受率随错误接受率（从 0.0001 到 1）变化，曲线向右上升；在 FAR = 0.001 处读出 {tar}。",
    ),
)
def roc(d: Drawing) -> None:
    plot = Axes(d, 38, 30, 262, 140, (-4, 0), (0, 1))
    plot.lines()
    plot.ticks((), (0.5, 1))
    for power in range(-4, 1):
        x, y = plot.at(power, 0)
        d.line(x, y, x, y + 4, "grey")
        d.label(x, y + 12, f"{10.0**power:g}" if power > -4 else "10⁻⁴")
    plot.names("FAR", "TAR")
    plot.curve(lambda power: true_rate(min(10**power, 1 - 1e-9)), "blue thick")
    tar = true_rate(1e-3)
    plot.path([(-3, 0), (-3, tar), (-4, tar)], "orange dash")
    plot.dot(-3, tar, "orange solid", 4)
    x, y = plot.at(-3, tar)
    d.label(x + 10, y + 12, f"TAR = {tar:.2f}", "orange strong", part="tar", anchor="start")
    d.label(x + 10, y + 32, "@ FAR = 0.001", anchor="start")
