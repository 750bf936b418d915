"""Loss functions as curves."""

import math

from cards.figures.axes import Axes
from cards.figures.drawing import Drawing
from cards.figures.registry import figure


def focal(probability: float, gamma: float) -> float:
    """Focal loss of an example whose true class got `probability`, without alpha."""
    return -math.pow(1 - probability, gamma) * math.log(probability)


def smooth_l1(x: float) -> float:
    return x * x / 2 if abs(x) < 1 else abs(x) - 0.5


@figure(
    "focal-loss",
    topic="losses",
    title=("A loss that looks away from easy examples", "忽略简单样本的损失"),
    about=(
        "The loss against the probability p of the true class, for γ = 0, 1, 2 and 5. At p = 0.8 "
        "it is {plain} for γ = 0, which is {entropy}, and {focused} for γ = 2.",
        "损失随真实类别概率 p 的变化，γ = 0、1、2、5。在 p = 0.8 处，γ = 0（即{entropy}）为 "
        "{plain}，γ = 2 时为 {focused}。",
    ),
)
def focal_loss(d: Drawing) -> None:
    d.facts |= {"plain": f"{focal(0.8, 0):.3f}", "focused": f"{focal(0.8, 2):.4f}"}
    plot = Axes(d, 34, 30, 270, 170, (0.001, 1), (0, 4))
    plot.lines()
    plot.ticks((0.2, 0.4, 0.6, 0.8, 1), (0, 1, 2, 3, 4))
    plot.names("p", ("loss", "损失"))
    for gamma, look in ((0, "grey"), (1, "blue"), (2, "orange"), (5, "green")):
        plot.curve(lambda p, gamma=gamma: focal(p, gamma), f"{look} thick")  # type: ignore[misc]
    for place, (words, look) in enumerate(
        (("γ = 0", ""), ("γ = 1", "blue"), ("γ = 2", "orange"), ("γ = 5", "green"))
    ):
        x, y = plot.at(0.44, 3.6 - 0.45 * place)
        d.line(x - 34, y, x - 10, y, f"{look or 'grey'} thick")
        d.label(x, y, words, f"{look} strong".strip(), anchor="start")
    d.label(*plot.at(0.63, 3.6), ("cross-entropy", "交叉熵"), anchor="start", part="entropy")


@figure(
    "smooth-l1",
    topic="losses",
    title=("Three losses for a difference x", "差值 x 的三种损失"),
    about=(
        "L1 is a sharp V, {l2} a parabola that grows fast. {smooth} is a parabola between −1 and "
        "1 and a line of slope 1 outside: at x = 2 it is {value}.",
        "L1 是尖锐的 V 形，{l2}是增长很快的抛物线。{smooth}在 −1 到 1 之间是抛物线，之外是斜率为 "
        "1 的直线：x = 2 处为 {value}。",
    ),
)
def smooth_l1_loss(d: Drawing) -> None:
    d.facts["value"] = f"{smooth_l1(2):g}"
    plot = Axes(d, 30, 10, 276, 160, (-3, 3), (0, 3))
    plot.lines()
    plot.ticks((-3, -2, -1, 0, 1, 2, 3), (1, 2, 3))
    plot.curve(lambda x: x * x, "orange thick")
    plot.curve(abs, "grey thick")
    plot.curve(smooth_l1, "blue thick")
    d.label(*plot.at(-1.1, 2.7), "L2", "orange strong", part="l2")
    d.label(*plot.at(2.2, 2.75), "L1", "strong")
    d.label(*plot.at(2.25, 0.75), ("smooth L1", "平滑 L1"), "blue strong", part="smooth")


@figure(
    "smooth-l1-gradient",
    topic="losses",
    title=("How hard each loss pulls", "各损失的梯度"),
    about=(
        "The derivative of L1 jumps from −1 to 1 at x = 0. That of {l2} grows without limit. That "
        "of {smooth} is x near 0 and stays within −1 and 1.",
        "L1 的导数在 x = 0 处从 −1 跳到 1。{l2}的导数无限增长。{smooth}的导数在 0 附近等于 x，且始"
        "终在 −1 与 1 之间。",
    ),
)
def smooth_l1_gradient(d: Drawing) -> None:
    plot = Axes(d, 30, 10, 276, 170, (-3, 3), (-2.4, 2.4))
    plot.lines()
    plot.ticks((-3, -2, -1, 0, 1, 2, 3), (-2, -1, 1, 2))
    plot.path([(-3, -1), (0, -1), (0, 1), (3, 1)], "grey thick dash")
    plot.curve(lambda x: 2 * x, "orange thick")
    plot.curve(lambda x: max(-1.0, min(1.0, x)), "blue thick")
    d.label(*plot.at(1.75, 2.05), "L2", "orange strong", part="l2")
    d.label(*plot.at(-0.5, 1), "L1", "strong")
    d.label(*plot.at(1.9, 0.62), ("smooth L1", "平滑 L1"), "blue strong", part="smooth")


def smoothed(classes: int, epsilon: float) -> tuple[float, float]:
    """Return the targets of the true class and of each other one."""
    return 1 - epsilon + epsilon / classes, epsilon / classes


@figure(
    "label-smoothing",
    topic="losses",
    title=("Softened targets", "软化的标签"),
    about=(
        "Bars of the targets of five classes. Left, one-hot: 1 for the true class. Right, with ε "
        "= 0.1: {true} for the true class and {other} for each other.",
        "五个类别的目标值。左边为独热：真实类别为 1。右边 ε = 0.1：真实类别为 {true}，其余各为 "
        "{other}。",
    ),
)
def label_smoothing(d: Drawing) -> None:
    high, low = smoothed(5, 0.1)
    for left, (top, rest), words in (
        (8.0, (1.0, 0.0), ("one-hot", "独热")),
        (168.0, (high, low), "ε = 0.1"),
    ):
        for place in range(5):
            value = top if place == 1 else rest
            x, height = left + 29 * place, 100 * value
            d.rect(x, 128 - height, 24, height, "orange tint" if place == 1 else "blue tint")
            part = "" if left < 100 else {1: "true", 3: "other"}.get(place, "")
            if place in (1, 3):
                d.label(x + 12, 118 - height, f"{value:g}", "strong", part=part)
        d.line(left - 3, 128, left + 144, 128)
        d.label(left + 70, 142, words)


@figure(
    "cross-entropy",
    topic="losses",
    title=("The price of a wrong belief", "错误信念的代价"),
    about=(
        "The loss −ln p against the probability p that the network gave to the true class: 0 at p "
        "= 1, {half} at p = 0.5, {tenth} at p = 0.1, and without limit towards p = 0.",
        "损失 −ln p 随网络给真实类别的概率 p 变化：p = 1 时为 0，p = 0.5 时为 {half}，p = 0.1 时为"
        " {tenth}，p 趋于 0 时无上界。",
    ),
)
def cross_entropy(d: Drawing) -> None:
    plot = Axes(d, 34, 30, 270, 150, (0.001, 1), (0, 4))
    plot.lines()
    plot.ticks((0.1, 0.5, 1), (0, 1, 2, 3, 4))
    plot.names("p", "−ln p")
    plot.curve(lambda p: -math.log(p), "blue thick")
    for p, part in ((0.5, "half"), (0.1, "tenth")):
        plot.dot(p, -math.log(p), "orange solid", 4)
        x, y = plot.at(p, -math.log(p))
        d.label(x + 10, y - 10, f"{-math.log(p):.2f}", "strong", part=part, anchor="start")
