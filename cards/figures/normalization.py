"""Over which values a normalization layer takes mean and variance."""

from cards.figures.drawing import Drawing
from cards.figures.registry import figure

SAMPLES, CHANNELS, GROUPS = 3, 4, 2
# Which (sample, channel) share the statistics of sample 0, channel 0.
SHARED = {
    "batch": {(sample, 0) for sample in range(SAMPLES)},
    "layer": {(0, channel) for channel in range(CHANNELS)},
    "instance": {(0, 0)},
    "group": {(0, channel) for channel in range(CHANNELS // GROUPS)},
}
NAMES = {
    "batch": ("Batch norm", "批归一化"),
    "layer": ("Layer norm", "层归一化"),
    "instance": ("Instance norm", "实例归一化"),
    "group": ("Group norm", "组归一化"),
}


@figure(
    "normalization-axes",
    topic="normalization",
    title=("What shares one mean and variance", "哪些值共用一个均值和方差"),
    about=(
        "Four tables, rows are samples N, columns are channels C, each cell a whole map H×W. "
        "{batch}: one column. {layer}: one row. {instance}: one cell. {group}: part of a row.",
        "四张表，行为样本 N，列为通道 C，每格是一整张 H×W 图。{batch}：一列。{layer}：一行。"
        "{instance}：一格。{group}：一行中的一部分。",
    ),
)
def axes(d: Drawing) -> None:
    for place, (kind, name) in enumerate(NAMES.items()):
        left, top = 26 + 158.0 * (place % 2), 30 + 138.0 * (place // 2)
        for sample in range(SAMPLES):
            for channel in range(CHANNELS):
                look = "orange tint" if (sample, channel) in SHARED[kind] else "grey thin"
                d.rect(left + 29 * channel, top + 26 * sample, 26, 23, look)
        d.label(left + 57, top + 90, "C →")
        d.label(left - 14, top + 37, "N")
        d.label(left + 57, top - 15, name, "strong", part=kind)


@figure(
    "batchnorm-running-statistics",
    topic="normalization",
    title=("Batch norm in training and at inference", "训练与推理时的批归一化"),
    about=(
        "In training, mean and variance come from {train}, and are remembered over time. At "
        "inference, the layer uses {inference} instead, so a sample's result is its own.",
        "训练时，均值和方差来自{train}，并不断累积记录。推理时改用{inference}，因此一个样本的结果"
        "与其他样本无关。",
    ),
)
def running(d: Drawing) -> None:
    d.label(80, 12, ("training", "训练"), "strong")
    d.label(240, 12, ("inference", "推理"), "strong")
    d.box(14, 28, 132, 30, ("this batch", "当前批次"), "blue", part="train")
    d.arrow((80, 58), (80, 80))
    d.box(14, 80, 132, 30, "(x − μ) / σ", "grey")
    d.box(174, 28, 132, 30, ("running average", "滑动平均值"), "orange", part="inference")
    d.arrow((240, 58), (240, 80))
    d.box(174, 80, 132, 30, "(x − μ) / σ", "grey")
    d.arrow((146, 43), (174, 43), look="grey")
    d.arrow((80, 110), (80, 130))
    d.arrow((240, 110), (240, 130))
    d.label(80, 140, "γ x̂ + β")
    d.label(240, 140, "γ x̂ + β")
