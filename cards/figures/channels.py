"""What convolutions do with channels: groups, one filter a channel, one pixel at a time."""

from cards.figures.diagrams import Step, column
from cards.figures.drawing import Drawing, blank
from cards.figures.registry import figure


@figure(
    "conv-grouped",
    topic="convolution",
    title=("Channels of plain and grouped convolution", "普通卷积与分组卷积的通道"),
    about=(
        "Four input channels above, four output channels below. Left, {full}: a plain convolution "
        "joins every pair. Right, {half}: with two groups, channels meet only inside their group.",
        "上方四个输入通道，下方四个输出通道。左边{full}：普通卷积连接每一对通道。右边{half}：分两"
        "组后，通道只与本组内的通道相连。",
    ),
)
def grouped(d: Drawing) -> None:
    for left, groups, words in ((4, 1, ("plain", "普通")), (172, 2, ("2 groups", "2 组"))):
        d.label(left + 72, 10, words, "strong")
        count = 0
        for source in range(4):
            for target in range(4):
                if source * groups // 4 == target * groups // 4:
                    x1, x2 = left + 18 + 36 * source, left + 18 + 36 * target
                    hue = "orange" if groups == 2 and source >= 2 else "blue"
                    d.line(x1, 50, x2, 112, f"{hue} thin")
                    count += 1
        for place in range(4):
            hue = "orange" if groups == 2 and place >= 2 else "blue"
            for y in (28, 112):
                d.rect(left + 7 + 36 * place, y, 22, 22, f"{hue} tint")
                d.rect(left + 7 + 36 * place, y, 22, 22, hue)
        d.label(
            left + 72,
            150,
            (f"{count} kernels", f"{count} 个卷积核"),
            part="full" if groups == 1 else "half",
        )


@figure(
    "conv-depthwise-separable",
    topic="convolution",
    title=("A convolution in two steps", "分两步的卷积"),
    about=(
        "Three channels. First the {depthwise} step: each channel has a 3×3 kernel of its own. "
        "Then the {pointwise} step: 1×1 kernels mix all channels into four new ones.",
        "三个通道。先是{depthwise}：每个通道各用自己的一个 3×3 卷积核。再是{pointwise}：1×1 卷积核"
        "把所有通道混合成四个新通道。",
    ),
)
def depthwise_separable(d: Drawing) -> None:
    hues = ("blue", "orange", "green")
    for place, hue in enumerate(hues):
        y = 34 + 56.0 * place
        d.cells(6, y, 14, blank(3), lambda r, c, hue=hue: f"{hue} tint")  # type: ignore[misc]
        d.arrow((54, y + 21), (86, y + 21), look=hue)
        d.label(70, y + 8, "3×3")
        d.cells(92, y, 14, blank(3), lambda r, c, hue=hue: f"{hue} tint")  # type: ignore[misc]
        for target in range(4):
            d.line(140, y + 21, 250, 38 + 44.0 * target, "grey thin")
    for target in range(4):
        y = 38 + 44.0 * target
        d.rect(250, y - 17, 34, 34, "violet tint")
    d.label(196, 22, "1×1")
    d.label(70, 215, ("depthwise", "逐通道卷积"), "strong", part="depthwise")
    d.label(206, 215, ("pointwise", "逐点卷积"), "strong", part="pointwise")


PIXEL, WEIGHTS = (2, 4, 6), (1, -1, 2)


@figure(
    "conv-1x1",
    topic="convolution",
    title=("A 1×1 convolution at one pixel", "1×1 卷积在一个像素上"),
    about=(
        "One pixel of three channels has the values 2, 4 and 6. The kernel holds the weights 1, "
        "−1 and 2, one a channel; their sum of products, {value}, is the pixel of the output "
        "channel.",
        "三个通道上同一像素的值为 2、4、6。卷积核每个通道一个权重：1、−1、2。乘积之和 {value} 就是"
        "输出通道的该像素。",
    ),
)
def one_by_one(d: Drawing) -> None:
    hues = ("blue", "orange", "green")
    for place, (hue, value, weight) in enumerate(zip(hues, PIXEL, WEIGHTS, strict=True)):
        y = 6 + 66.0 * place
        d.cells(6, y, 19, blank(3), lambda r, c, hue=hue: f"{hue} thin")  # type: ignore[misc]
        d.rect(25, y + 19, 19, 19, f"{hue} tint")
        d.label(34.5, y + 28.5, str(value), "strong")
        d.arrow((66, y + 28.5), (176, 100.5 + 8 * (place - 1)), look=hue)
        d.label(108, (42, 88, 166)[place], f"× {weight}".replace("-", "−"))
    d.plus(188, 100.5, "Σ")
    d.arrow((199, 100.5), (228, 100.5))
    d.cells(234, 62, 26, blank(3), lambda r, c: "violet thin")
    d.rect(260, 88, 26, 26, "violet tint")
    total = sum(value * weight for value, weight in zip(PIXEL, WEIGHTS, strict=True))
    d.label(273, 101, str(total), "strong", part="value")


@figure(
    "shuffle-channels",
    topic="convolution",
    title=("Channel shuffle", "通道混洗"),
    about=(
        "Six channels in two groups, 0 1 2 and 3 4 5. They are written as rows of a table and "
        "read by columns: the new order is {order}, so each new group has channels of both.",
        "六个通道分为两组：0 1 2 与 3 4 5。按行写成表，再按列读出，新的顺序是 {order}，于是每个新"
        "组都含两组的通道。",
    ),
)
def shuffle(d: Drawing) -> None:
    order = shuffled(6, 2)
    for place in range(6):
        x = 20.0 + 48 * place
        d.box(x, 8, 38, 28, str(place), "blue" if place < 3 else "orange")
        hue = "blue" if order[place] < 3 else "orange"
        d.rect(x, 104, 38, 28, f"{hue} tint round")
        source = 39.0 + 48 * order[place]
        d.arrow((source, 36), (x + 19, 104), look=hue)
    d.line(157, 6, 157, 38, "dash")
    d.line(157, 102, 157, 134, "dash")
    d.label(160, 150, " ".join(map(str, order)), "strong", part="order")


def shuffled(channels: int, groups: int) -> list[int]:
    """Return the channels, counted from 0, in their order after the shuffle."""
    size = channels // groups
    return [group * size + place for place in range(size) for group in range(groups)]


@figure(
    "inverted-residual",
    topic="blocks",
    title=("Inverted residual block", "倒残差模块"),
    about=(
        "24 channels are widened by {expand} to 144, filtered by {depthwise} and brought back to "
        "24 by {linear}; the input is added. The block is narrow, wide, narrow.",
        "24 个通道先由 {expand} 扩到 144，再经 {depthwise} 滤波，最后由{linear}回到 24，并加上输"
        "入。整个模块窄、宽、窄。",
    ),
)
def inverted_residual(d: Drawing) -> None:
    steps = [
        Step("24", "blue"),
        Step(("1×1 conv, ReLU6", "1×1 卷积 + ReLU6"), "orange", "expand"),
        Step(("3×3 depthwise", "3×3 逐通道卷积"), "green", "depthwise"),
        Step(("1×1 conv, linear", "线性 1×1 卷积"), "orange", "linear"),
    ]
    bottom = column(d, 130, 6, 150, steps, gap=20)
    d.arrow((130, bottom), (130, bottom + 16))
    d.plus(130, bottom + 26)
    d.arrow((205, 20), (270, 20), (270, bottom + 26), (140, bottom + 26), look="blue")
    d.arrow((130, bottom + 36), (130, bottom + 54))
    d.label(130, bottom + 64, "24")
    d.label(240, 116, "144", "orange strong")
