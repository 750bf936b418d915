"""The building blocks of networks: what is added, joined, or run side by side."""

from cards.figures.diagrams import Step, column
from cards.figures.drawing import Drawing, Words
from cards.figures.registry import figure


@figure(
    "residual-block",
    topic="blocks",
    title=("A block of ResNet", "ResNet 的一个模块"),
    about=(
        "The input x runs through two 3×3 convolutions, which compute F(x). A second path, "
        "{shortcut}, leads around them. Both meet in {sum}, and {relu} follows.",
        "输入 x 经过两个 3×3 卷积得到 F(x)。另一条路径是{shortcut}，绕过它们。两者汇合为 {sum}，之"
        "后是 {relu}。",
    ),
)
def residual(d: Drawing) -> None:
    d.label(110, 10, "x", "italic")
    d.arrow((110, 20), (110, 44))
    conv: Words = ("3×3 conv, BN", "3×3 卷积 + BN")
    column(d, 110, 44, 130, [Step(conv, "blue"), Step("ReLU", "grey", "relu"), Step(conv, "blue")])
    d.label(22, 102, "F(x)", "italic")
    d.arrow((110, 160), (110, 176))
    d.plus(110, 186)
    d.arrow((110, 30), (216, 30), (216, 186), (120, 186), look="orange thick")
    d.label(222, 102, ("identity", "恒等映射"), "orange strong", part="shortcut", anchor="start")
    d.label(134, 208, "F(x) + x", part="sum", anchor="start")
    d.arrow((110, 196), (110, 220))
    d.box(55, 220, 110, 28, "ReLU", "grey", part="relu")


@figure(
    "bottleneck-block",
    topic="blocks",
    title=("Bottleneck of ResNet-50", "ResNet-50 的瓶颈模块"),
    about=(
        "256 channels are reduced by {reduce}, convolved by {middle}, and widened again by "
        "{expand}; the input is added. That takes {weights} weights; two 3×3 layers at 256 would "
        "take {plain}.",
        "256 个通道先由 {reduce} 降维，再由 {middle} 卷积，最后由 {expand} 升回，并加上输入。共 "
        "{weights} 个权重；两层 256 通道的 3×3 卷积要 {plain} 个。",
    ),
)
def bottleneck(d: Drawing) -> None:
    weights = 256 * 64 + 9 * 64 * 64 + 64 * 256
    d.facts |= {"weights": f"{weights:,}", "plain": f"{2 * 9 * 256 * 256:,}"}
    d.label(110, 10, ("256 channels", "256 通道"))
    d.arrow((110, 20), (110, 44))
    steps = [("1×1, 64", 100, "reduce"), ("3×3, 64", 70, "middle"), ("1×1, 256", 150, "expand")]
    for place, (words, width, part) in enumerate(steps):
        y = 44 + 46.0 * place
        d.box(110 - width / 2, y, width, 30, words, "blue", part=part)
        d.arrow((110, y + 30), (110, y + 46))
    d.plus(110, 192)
    d.arrow((110, 32), (220, 32), (220, 192), (120, 192), look="orange thick")
    d.arrow((110, 202), (110, 222))
    d.label(110, 232, ("256 channels", "256 通道"))
    d.label(230, 112, (f"{weights:,}\nweights", f"{weights:,}\n个权重"), anchor="start")


@figure(
    "inception-block",
    topic="blocks",
    title=("Inception block of GoogLeNet", "GoogLeNet 的 Inception 模块"),
    about=(
        "Four branches side by side: a 1×1 convolution; 1×1 then 3×3; 1×1 then {five}; and {pool} "
        "then 1×1. At the end, {merge}.",
        "四个并列的分支：1×1 卷积；先 1×1 再 3×3；先 1×1 再 {five}；先 {pool} 再 1×1。最后"
        "{merge}。",
    ),
)
def inception(d: Drawing) -> None:
    d.box(6, 4, 309, 28, ("input", "输入"), "grey")
    branches: list[list[tuple[Words, str]]] = [
        [("1×1", "")],
        [("1×1", ""), ("3×3", "")],
        [("1×1", ""), ("5×5", "five")],
        [(("max pool", "最大池化"), "pool"), ("1×1", "")],
    ]
    for place, branch in enumerate(branches):
        x, y = 42 + 79.0 * place, 32.0
        for row, (words, part) in enumerate(branch):
            top = 54 + 52.0 * row if len(branch) == 2 else 80.0
            d.arrow((x, y), (x, top))
            d.box(x - 36, top, 72, 30, words, "orange" if part == "pool" else "blue", part=part)
            y = top + 30
        d.arrow((x, y), (x, 158))
    d.box(6, 158, 309, 28, ("join the channels", "按通道拼接"), "green", part="merge")


@figure(
    "dense-block",
    topic="blocks",
    title=("Dense block", "密集模块"),
    about=(
        "Every layer gets the outputs of all layers before it, joined by channels. With 64 "
        "channels at the start and 32 more from each of three layers, {last} leave the block.",
        "每一层的输入是之前所有层输出的按通道拼接。开始时 64 个通道，三层各增加 32 个，最后输出 "
        "{last} 个通道。",
    ),
)
def dense(d: Drawing) -> None:
    start, growth = 64, 32
    xs = [36.0, 116.0, 196.0, 276.0]
    for place, x in enumerate(xs):
        hue = "grey" if place == 0 else "blue"
        name: Words = ("input", "输入") if place == 0 else (f"layer {place}", f"第 {place} 层")
        d.box(x - 32, 110, 64, 30, name, hue)
        channels = start + growth * place
        part = "last" if place == 3 else ""
        d.label(x, 156, f"{channels}", "strong" if part else "", part=part)
        for target in xs[place + 1 :]:
            height = 110 - 0.26 * (target - x) - 6 * place
            end, look = target - 10 + 7 * place, ("grey", "blue", "orange")[place]
            d.arrow((x + 6, 110), (x + 6, height), (end, height), (end, 110), look=look)
    d.label(160, 174, ("channels after each step", "每步之后的通道数"))


@figure(
    "csp-block",
    topic="blocks",
    title=("Cross-stage partial block", "跨阶段局部（CSP）模块"),
    about=(
        "The channels are {split}. One half runs through the residual blocks, the other goes "
        "around them, and both are {merge} at the end. So half of the gradient takes its own "
        "path.",
        "通道先{split}。一半经过若干残差块，另一半绕过它们，最后{merge}。这样有一半梯度走自己的路"
        "径。",
    ),
)
def csp(d: Drawing) -> None:
    d.box(100, 4, 120, 28, ("input", "输入"), "grey")
    d.arrow((160, 32), (160, 48))
    d.box(85, 48, 150, 28, ("split in half", "对半拆分"), "orange", part="split")
    d.arrow((120, 76), (90, 98))
    d.arrow((200, 76), (250, 98), (250, 146), (200, 168))
    d.box(20, 98, 140, 48, ("residual blocks\nn times", "残差块\n重复 n 次"), "blue")
    d.arrow((90, 146), (120, 168))
    d.box(85, 168, 150, 28, ("joined", "拼接"), "green", part="merge")


@figure(
    "spp-block",
    topic="blocks",
    title=("Pooling block of YOLOv4", "YOLOv4 的池化模块"),
    about=(
        "The same map goes unchanged and through max pooling with windows 5×5, 9×9 and {largest}, "
        "all with {stride}, so that sizes agree; the four results are joined by channels.",
        "同一特征图一路不变，三路分别做窗口为 5×5、9×9、{largest} 的最大池化，均为{stride}，大小一"
        "致，四路结果按通道拼接。",
    ),
)
def spp(d: Drawing) -> None:
    d.box(90, 4, 140, 28, ("13×13 map", "特征图"), "grey")
    sizes: list[Words] = [("as it is", "不变"), "5×5", "9×9", ("13×13 pool", "13×13 池化")]
    sizes[3] = ("13×13", "13×13")
    for place, words in enumerate(sizes):
        x = 42 + 79.0 * place
        d.arrow((160, 32), (x, 60))
        part = "largest" if place == 3 else ""
        d.box(x - 34, 60, 68, 30, words, "blue" if place else "grey", part=part)
        d.arrow((x, 90), (160 + 26 * (place - 1.5), 146))
    d.label(286, 114, ("stride 1", "步长 1"), part="stride")
    d.box(80, 146, 160, 28, ("join, 4 × channels", "拼接，通道数 ×4"), "green")


@figure(
    "aspp",
    topic="blocks",
    title=("Atrous spatial pyramid pooling", "空洞空间金字塔池化"),
    about=(
        "Five branches see the same map: a 1×1 convolution, three 3×3 convolutions with {rate} of "
        "6, 12 and 18, and {image}. All are joined and mixed by a 1×1 convolution.",
        "五个分支看同一特征图：1×1 卷积，{rate}为 6、12、18 的三个 3×3 卷积，以及{image}。拼接后再"
        "用 1×1 卷积混合。",
    ),
)
def aspp(d: Drawing) -> None:
    d.box(100, 4, 120, 28, ("feature map", "特征图"), "grey")
    d.label(159, 120, ("dilation", "膨胀率"), "strong", part="rate")
    names: list[Words] = ["1×1", "6", "12", "18", ("global\npool", "全局\n池化")]
    for place, words in enumerate(names):
        x = 33 + 63.5 * place
        part = "image" if place == 4 else ""
        hue = "orange" if part else "blue"
        d.arrow((160, 32), (x, 62))
        d.box(x - 28, 62, 56, 40, words, hue, part=part)
        if place in (0, 4):
            d.arrow((x, 102), (x, 150))
        else:
            d.line(x, 102, x, 111)
            d.arrow((x, 129), (x, 150))
    d.box(5, 150, 310, 28, ("join, then 1×1", "拼接，再 1×1 卷积"), "green")


@figure(
    "repvgg-fusion",
    topic="blocks",
    title=("One convolution from three branches", "三个分支合为一个卷积"),
    about=(
        "In training, 3×3, 1×1 and {skip} branches are added. For inference, the 1×1 kernel and "
        "the identity are padded to 3×3 and the kernels summed: {fused} gives the same output.",
        "训练时把 3×3、1×1 与{skip}三个分支相加。推理前把 1×1 核与恒等映射补零成 3×3，再把核相加："
        "{fused}给出同样的输出。",
    ),
)
def repvgg(d: Drawing) -> None:
    d.label(92, 10, ("training", "训练"), "strong")
    d.label(262, 10, ("inference", "推理"), "strong")
    branches: list[Words] = ["3×3", "1×1", ("skip", "直连")]
    for place, words in enumerate(branches):
        x = 32 + 60.0 * place
        d.arrow((92, 26), (x, 52))
        d.box(x - 26, 52, 52, 32, words, "blue", part="skip" if place == 2 else "")
        d.arrow((x, 84), (92 + 6 * (place - 1), 112))
    d.plus(92, 122)
    d.arrow((190, 68), (212, 68), look="thick")
    d.arrow((262, 26), (262, 52))
    d.box(222, 52, 80, 32, ("one 3×3", "一个 3×3"), "green", part="fused")
    d.arrow((262, 84), (262, 112))
