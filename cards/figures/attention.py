"""Attention: gates for channels and places, and queries that look up values."""

import math

from cards.figures.diagrams import Step, column
from cards.figures.drawing import Drawing
from cards.figures.registry import figure


@figure(
    "se-block",
    topic="attention",
    title=("Squeeze-and-excitation block", "SE 模块"),
    about=(
        "Beside the feature map, a small branch: {squeeze} to one number a channel, a layer to "
        "C/16, {relu}, a layer back to C, and {gate}. The map is multiplied by the result, "
        "channel by channel.",
        "特征图旁有一个小分支：{squeeze}使每个通道变为一个数，一层降到 C/16，{relu}，一层升回 C，"
        "再经 {gate}。结果逐通道乘到特征图上。",
    ),
)
def se_block(d: Drawing) -> None:
    d.box(14, 4, 100, 30, "H×W×C", "grey")
    steps = [
        Step(("global average pool", "全局平均池化"), "blue", "squeeze"),
        Step(("FC, C/16", "全连接 C/16"), "grey"),
        Step("ReLU", "orange", "relu"),
        Step(("FC, C", "全连接 C"), "grey"),
        Step("sigmoid", "orange", "gate"),
    ]
    d.arrow((114, 19), (222, 19), (222, 40))
    bottom = column(d, 222, 40, 170, steps, gap=14)
    d.arrow((64, 34), (64, bottom + 16))
    d.plus(64, bottom + 26, "×")
    d.arrow((222, bottom), (222, bottom + 26), (74, bottom + 26))
    d.arrow((64, bottom + 36), (64, bottom + 56))
    d.box(14, bottom + 56, 100, 30, "H×W×C", "grey")


@figure(
    "cbam",
    topic="attention",
    title=("Two gates, one after the other", "先后两道门"),
    about=(
        "First the {channel}: average and max pooling over H×W, a shared MLP, sigmoid. Then the "
        "{spatial}: average and max over the channels, a {kernel} convolution, sigmoid. Each gate "
        "is multiplied with the map.",
        "先是{channel}：在 H×W 上做平均与最大池化，经共享 MLP 与 sigmoid。再是{spatial}：在通道上"
        "取平均与最大，经 {kernel} 卷积与 sigmoid。每道门都与特征图相乘。",
    ),
)
def cbam(d: Drawing) -> None:
    d.label(40, 10, ("map", "特征图"))
    d.arrow((40, 20), (40, 88))
    d.plus(40, 98, "×")
    d.arrow((40, 108), (40, 198))
    d.plus(40, 208, "×")
    d.arrow((40, 218), (40, 240))
    for top, words, part, inside in (
        (
            32.0,
            ("channel gate", "通道门"),
            "channel",
            ("avg + max over H×W", "H×W 上的平均 + 最大"),
        ),
        (142.0, ("spatial gate", "空间门"), "spatial", ("avg + max over C", "通道上的平均 + 最大")),
    ):
        d.arrow((40, top), (100, top))
        d.rect(100, top - 24, 214, 98, "blue tint round")
        d.label(207, top - 9, words, "strong", part=part)
        d.label(207, top + 11, inside)
        d.arrow((100, top + 66), (50, top + 66))
    d.label(207, 63, ("shared MLP", "共享 MLP"))
    d.label(207, 83, "sigmoid")
    d.label(207, 173, "7×7", part="kernel")
    d.label(207, 193, "sigmoid")


@figure(
    "scaled-dot-product-attention",
    topic="attention",
    title=("Attention by queries, keys and values", "由查询、键、值构成的注意力"),
    about=(
        "Queries Q and keys K are multiplied; the scores go through {scale} and then {weights}, "
        "so that the weights of a query sum to 1. The weights average the {values}.",
        "查询 Q 与键 K 相乘，得分先{scale}，再经 {weights}，使每个查询的权重之和为 1。这些权重对"
        "{values}加权平均。",
    ),
)
def scaled_dot_product(d: Drawing) -> None:
    for x, name, hue in ((70, "Q", "blue"), (150, "K", "orange")):
        d.box(x - 26, 4, 52, 28, name, hue)
        d.arrow((x, 32), (110 + (x - 110) * 0.6, 52))
    d.box(236, 4, 76, 28, ("values V", "值 V"), "green", part="values")
    steps = [
        Step("Q Kᵀ", "grey"),
        Step("÷ √d", "violet", "scale"),
        Step("softmax", "violet", "weights"),
        Step(("weighted mean", "加权平均"), "grey"),
    ]
    bottom = column(d, 110, 52, 140, steps)
    d.arrow((274, 32), (274, bottom - 14), (180, bottom - 14))
    d.arrow((110, bottom), (110, bottom + 20))
    d.label(110, bottom + 30, ("output", "输出"))


SCORES = (2.0, 1.0, 0.0, 3.0)


def softmax(scores: tuple[float, ...]) -> list[float]:
    powers = [math.exp(score) for score in scores]
    return [power / sum(powers) for power in powers]


@figure(
    "softmax-temperature",
    topic="attention",
    title=("Why attention divides its scores", "注意力为何要除以一个数"),
    about=(
        "Bars of the softmax of the scores 2, 1, 0, 3. Left, as they are: the largest weight is "
        "{plain}. Right, multiplied by 4: it is {sharp}, and the gradients of the others vanish.",
        "得分 2、1、0、3 的 softmax 柱状图。左边为原得分：最大权重 {plain}。右边得分乘以 4：最大权"
        "重 {sharp}，其余的梯度几乎消失。",
    ),
)
def temperature(d: Drawing) -> None:
    sharp = tuple(4 * score for score in SCORES)
    for left, scores, words, name in (
        (10.0, SCORES, ("scores s", "得分 s"), "plain"),
        (176.0, sharp, ("scores 4 s", "得分 4 s"), "sharp"),
    ):
        for place, weight in enumerate(softmax(scores)):
            x, height = left + 35 * place, 110 * weight
            d.rect(x, 140 - height, 26, height, "blue tint")
            top = weight == max(softmax(scores))
            d.label(x + 13, 130 - height, f"{weight:.2f}", "strong" if top else "",
                    part=name if top else "")  # fmt: skip
        d.line(left - 4, 140, left + 136, 140)
        d.label(left + 66, 154, words)


@figure(
    "multi-head-attention",
    topic="attention",
    title=("Several heads", "多个注意力头"),
    about=(
        "Q, K and V are projected h times to smaller vectors; each head attends by itself. The "
        "heads are {join} and go through {output}.",
        "Q、K、V 被投影 h 次，得到较短的向量，每个头各自做注意力。各头{join}，再经过{output}。",
    ),
)
def multi_head(d: Drawing) -> None:
    d.box(100, 4, 120, 28, "Q, K, V", "grey")
    for place, name in enumerate(("1", "2", "h")):
        x = 60 + 100.0 * place
        d.arrow((160, 32), (x, 54))
        d.box(x - 38, 54, 76, 26, ("project", "投影"), "blue")
        d.arrow((x, 80), (x, 94))
        d.box(x - 38, 94, 76, 26, (f"head {name}", f"头 {name}"), "orange")
        d.arrow((x, 120), (160 + 40 * (place - 1), 144))
    d.label(210, 107, "…")
    d.box(75, 144, 170, 28, ("joined end to end", "首尾拼接"), "grey", part="join")
    d.arrow((160, 172), (160, 188))
    d.box(75, 188, 170, 28, ("linear layer Wₒ", "线性层 Wₒ"), "green", part="output")
