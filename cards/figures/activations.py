"""Activation functions and their derivatives."""

import math

from cards.figures.axes import Axes
from cards.figures.drawing import Drawing
from cards.figures.registry import figure


def sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def swish(x: float) -> float:
    return x * sigmoid(x)


def mish(x: float) -> float:
    return x * math.tanh(math.log1p(math.exp(x)))


def leaky_relu(x: float) -> float:
    return x if x > 0 else 0.2 * x


def elu(x: float) -> float:
    return x if x > 0 else math.expm1(x)


def relu(x: float) -> float:
    return max(0.0, x)


@figure(
    "relu-family",
    topic="activations",
    title=("A family of bent lines", "一族折线形激活函数"),
    about=(
        "For positive x all three curves are the line y = x. For negative x, ReLU is 0, {leaky} "
        "is a line of slope 0.2, and {elu} bends smoothly towards −1.",
        "x 为正时三条曲线都是 y = x。x 为负时，ReLU 为 0，{leaky}是斜率 0.2 的直线，{elu}平滑地趋"
        "向 −1。",
    ),
)
def relu_family(d: Drawing) -> None:
    plot = Axes(d, 34, 10, 270, 180, (-4, 1.6), (-1.3, 1.6))
    plot.lines()
    plot.ticks((-4, -2, 0), (-1, 1))
    plot.curve(elu, "green thick")
    plot.curve(leaky_relu, "orange thick")
    plot.curve(relu, "blue thick")
    d.label(*plot.at(-2.9, 0.2), "ReLU", "blue strong")
    d.label(*plot.at(-3.05, -0.27), "Leaky ReLU", "orange strong", part="leaky")
    d.label(*plot.at(-3.2, -1.17), "ELU", "green strong", part="elu")


@figure(
    "sigmoid-tanh",
    topic="activations",
    title=("Two functions that saturate", "两个会饱和的函数"),
    about=(
        "{sigmoid} rises from 0 to 1 and is 0.5 at x = 0; {tanh} rises from −1 to 1, passes "
        "through the origin and is steeper. Both are flat far from 0.",
        "{sigmoid}从 0 升到 1，在 x = 0 处为 0.5；{tanh}从 −1 升到 1，经过原点且更陡。离 0 远时两"
        "者都很平。",
    ),
)
def sigmoid_tanh(d: Drawing) -> None:
    plot = Axes(d, 34, 10, 270, 150, (-5, 5), (-1.15, 1.15))
    plot.lines()
    plot.ticks((-4, -2, 0, 2, 4), (-1, 1))
    plot.curve(sigmoid, "blue thick")
    plot.curve(math.tanh, "orange thick")
    d.label(*plot.at(-2.7, 0.34), "sigmoid", "blue strong", part="sigmoid")
    d.label(*plot.at(-1.6, -0.45), "tanh", "orange strong halo", part="tanh", anchor="end")


@figure(
    "swish-mish",
    topic="activations",
    title=("Smooth relatives of ReLU", "ReLU 的平滑近亲"),
    about=(
        "Both curves follow y = x on the right and 0 far on the left, with a dip below 0 between: "
        "{swish} falls to {swish_low}, {mish} to {mish_low}. The dashed line is ReLU.",
        "两条曲线右侧接近 y = x，左侧远处趋于 0，中间略低于 0：{swish}最低到 {swish_low}，{mish}最"
        "低到 {mish_low}。虚线为 ReLU。",
    ),
)
def smooth_relus(d: Drawing) -> None:
    for name, function in (("swish_low", swish), ("mish_low", mish)):
        lowest = min(function(-step / 1000) for step in range(5000))
        d.facts[name] = f"{lowest:.2f}".replace("-", "−")
    plot = Axes(d, 40, 10, 264, 180, (-5, 1.2), (-0.5, 0.7))
    plot.lines()
    plot.ticks((-4, -2, 0), (-0.5, 0.5))
    plot.curve(relu, "grey dash")
    plot.curve(swish, "blue thick")
    plot.curve(mish, "orange thick")
    d.label(*plot.at(-1.5, -0.12), "Swish", "blue strong", part="swish")
    d.label(*plot.at(-1.2, -0.42), "Mish", "orange strong", part="mish")


@figure(
    "activation-derivatives",
    topic="activations",
    title=("Derivatives of activation functions", "激活函数的导数"),
    about=(
        "{tanh} peaks at 1, {sigmoid} only at {peak}; both vanish far from 0. {relu} jumps from 0 "
        "to 1 at 0 and stays there, so it does not shrink a gradient.",
        "{tanh}的峰值为 1，{sigmoid}的峰值只有 {peak}，离 0 远时两者都趋于 0。{relu}在 0 处从 0 跳"
        "到 1 并保持，因此不缩小梯度。",
    ),
)
def derivatives(d: Drawing) -> None:
    plot = Axes(d, 40, 12, 264, 140, (-5, 5), (0, 1.15))
    plot.lines()
    plot.ticks((-4, -2, 0, 2, 4), (0, 0.25, 1))
    plot.path([(-5, 0), (0, 0), (0, 1), (5, 1)], "green thick")
    plot.curve(lambda x: 1 - math.tanh(x) ** 2, "orange thick")
    plot.curve(lambda x: sigmoid(x) * (1 - sigmoid(x)), "blue thick")
    d.facts["peak"] = f"{sigmoid(0) * (1 - sigmoid(0)):g}"
    d.label(*plot.at(3.2, 0.85), ("ReLU′", "ReLU′"), "green strong", part="relu")
    d.label(*plot.at(-1.2, 0.7), "tanh′", "orange strong", part="tanh", anchor="end")
    d.label(*plot.at(-2.6, 0.27), "sigmoid′", "blue strong", part="sigmoid")
