"""Training: learning rates, paths of optimizers, what is hidden or mixed."""

import math
from collections.abc import Callable
from random import Random

from cards.figures.axes import Axes
from cards.figures.drawing import Drawing, Point, Words
from cards.figures.registry import figure


def step_decay(epoch: float) -> float:
    return float(0.1 ** sum(epoch >= edge for edge in (30, 60)))


def cosine(epoch: float) -> float:
    return (1 + math.cos(math.pi * epoch / 90)) / 2


def warm_up(epoch: float) -> float:
    """Ten epochs up in a line, then down along a cosine."""
    return epoch / 10 if epoch < 10 else (1 + math.cos(math.pi * (epoch - 10) / 80)) / 2


@figure(
    "learning-rate-schedules",
    topic="training",
    title=("Learning rates over 90 epochs", "90 个周期中的学习率"),
    about=(
        "{step}: constant, divided by 10 at epochs 30 and 60. {cosine}: falls slowly, then fast, "
        "then slowly to 0. {warm}: rises in a line for 10 epochs before it falls.",
        "{step}：保持不变，在第 30、60 周期除以 10。{cosine}：先慢后快再慢地降到 0。{warm}：先用 "
        "10 个周期线性上升，再下降。",
    ),
)
def schedules(d: Drawing) -> None:
    for top, function, look, words, part in (
        (14, step_decay, "blue", ("step decay", "阶梯衰减"), "step"),
        (84, cosine, "orange", ("cosine", "余弦退火"), "cosine"),
        (154, warm_up, "green", ("warm-up", "预热"), "warm"),
    ):
        plot = Axes(d, 30, top, 276, 46, (0, 90), (0, 1))
        plot.lines()
        plot.curve(function, f"{look} thick")
        d.label(*plot.at(72, 0.86), words, f"{look} strong", part=part)
        plot.ticks((), (0, 1))
    plot.ticks((0, 10, 30, 60, 90))


def slope(x: float, y: float) -> Point:
    """The gradient of f(x, y) = x²/20 + y², a long valley."""
    return x / 10, 2 * y


Rule = Callable[[int], list[Point]]


def sgd(steps: int) -> list[Point]:
    path = [(-9.0, 3.0)]
    for _step in range(steps):
        x, y = path[-1]
        dx, dy = slope(x, y)
        path.append((x - 0.9 * dx, y - 0.9 * dy))
    return path


def momentum(steps: int) -> list[Point]:
    path, (vx, vy) = [(-9.0, 3.0)], (0.0, 0.0)
    for _step in range(steps):
        x, y = path[-1]
        dx, dy = slope(x, y)
        vx, vy = 0.8 * vx + dx, 0.8 * vy + dy
        path.append((x - 0.3 * vx, y - 0.3 * vy))
    return path


def adam(steps: int) -> list[Point]:
    path, first, second = [(-9.0, 3.0)], [0.0, 0.0], [0.0, 0.0]
    for step in range(1, steps + 1):
        point = list(path[-1])
        for axis, gradient in enumerate(slope(*path[-1])):
            first[axis] = 0.9 * first[axis] + 0.1 * gradient
            second[axis] = 0.999 * second[axis] + 0.001 * gradient**2
            mean, square = first[axis] / (1 - 0.9**step), second[axis] / (1 - 0.999**step)
            point[axis] -= 0.5 * mean / (math.sqrt(square) + 1e-8)
        path.append((point[0], point[1]))
    return path


@figure(
    "optimizer-paths",
    topic="training",
    title=("Three optimizers in a long valley", "长谷中的三种优化器"),
    about=(
        "Contour lines of a valley, and 20 steps each from the same start. {sgd} jumps from wall "
        "to wall and creeps along; {momentum} gathers speed along the valley; {adam} goes by the "
        "signs, at first diagonally.",
        "谷地的等高线，三种方法从同一点各走 20 步。{sgd}在谷壁间来回跳，前进缓慢；{momentum}沿谷底"
        "加速；{adam}按符号走，起初沿对角线。",
    ),
)
def optimizer_paths(d: Drawing) -> None:
    rules: list[tuple[Rule, Words, str, str]] = [
        (sgd, "SGD", "blue", "sgd"),
        (momentum, ("momentum", "动量法"), "orange", "momentum"),
        (adam, "Adam", "green", "adam"),
    ]
    for place, (rule, words, hue, part) in enumerate(rules):
        plot = Axes(d, 6, 6 + 88.0 * place, 222, 80, (-10, 4), (-3.4, 3.4))
        for level in (0.4, 2, 5):
            turns = [math.tau * turn / 60 for turn in range(61)]
            ring = [
                (math.sqrt(20 * level) * math.cos(t), math.sqrt(level) * math.sin(t)) for t in turns
            ]
            inside = [point for point in ring if -10 <= point[0] <= 4]
            start = next((i for i, p in enumerate(ring) if p not in inside), 0)
            turned = [point for point in ring[start:] + ring[:start] if point in inside]
            plot.path(turned, "grey thin")
        path = rule(20)
        plot.path(path, hue)
        for point in path:
            plot.dot(*point, f"{hue} solid", 2)
        plot.dot(0, 0, "solid", 3)
        d.label(234, 46 + 88 * place, words, f"{hue} strong", part=part, anchor="start")


@figure(
    "dropout-dropblock-cutout",
    topic="training",
    title=("Three ways to hide values", "三种遮挡方式"),
    about=(
        "Three 8×8 grids with dark cells set to zero. {dropout}: single cells of a feature map, "
        "here and there. {dropblock}: connected squares of a feature map. {cutout}: one square of "
        "the input image.",
        "三个 8×8 网格，深色格被置零。{dropout}：特征图中零散的单个格。{dropblock}：特征图中连续的"
        "方块。{cutout}：输入图像中的一个方块。",
    ),
)
def hidden_values(d: Drawing) -> None:
    random = Random(4)  # noqa: S311 a pattern, not a secret
    single = {(random.randrange(8), random.randrange(8)) for _ in range(14)}
    blocks = {(r + i, c + j) for r, c in ((0, 4), (4, 1)) for i in range(3) for j in range(3)}
    square = {(r, c) for r in range(2, 6) for c in range(3, 7)}
    for place, (cells, hue, words) in enumerate(
        ((single, "blue", "Dropout"), (blocks, "blue", "DropBlock"), (square, "orange", "Cutout"))
    ):
        left = 4 + 108.0 * place
        for row in range(8):
            for column in range(8):
                look = "grey solid" if (row, column) in cells else f"{hue} tint thin"
                d.rect(left + 12 * column, 24 + 12 * row, 12, 12, look)
        d.label(left + 48, 10, words, "strong", part=words.lower())
        of: Words = ("image", "图像") if place == 2 else ("feature map", "特征图")
        d.label(left + 48, 134, of)


def _scene(d: Drawing, x: float, y: float, size: float, hue: str, shape: str) -> None:
    """A picture that can be told apart: a disc or a triangle."""
    d.rect(x, y, size, size, f"{hue} tint")
    if shape == "disc":
        d.dot(x + size / 2, y + size / 2, size * 0.28, f"{hue} solid")
    else:
        corners = [(0.5, 0.2), (0.8, 0.76), (0.2, 0.76)]
        d.path([(x + size * a, y + size * b) for a, b in corners], f"{hue} solid", closed=True)


@figure(
    "mixup-cutmix-mosaic",
    topic="training",
    title=("Three ways to mix images", "三种混合图像的方法"),
    about=(
        "{mixup}: two images blended, both visible everywhere, and labels in the same ratio. "
        "{cutmix}: a patch of one image in the other; the label goes by the area, here {share} to "
        "the patch. {mosaic}: four images in one, each with its boxes.",
        "{mixup}：两张图叠加，处处都能看到两者，标签按同样比例混合。{cutmix}：把一张图的一块贴到另"
        "一张上，标签按面积，此处贴块占 {share}。{mosaic}：四张图拼成一张，各带自己的框。",
    ),
)
def mixes(d: Drawing) -> None:
    size, patch = 92.0, 46.0
    _scene(d, 6, 26, size, "blue", "disc")
    corners = [(0.5, 0.12), (0.9, 0.82), (0.1, 0.82)]
    d.rect(6, 26, size, size, "orange tint")
    triangle = [(6 + size * a, 26 + size * b) for a, b in corners]
    d.path(triangle, "orange tint", closed=True)
    d.path(triangle, "orange thick", closed=True)
    _scene(d, 114, 26, size, "blue", "disc")
    d.rect(114 + patch, 26 + patch, patch, patch, "orange tint")
    d.rect(114 + patch, 26 + patch, patch, patch, "orange thick")
    d.path(
        [(114 + patch * (1 + a), 26 + patch * (1 + b)) for a, b in corners],
        "orange solid", closed=True,
    )  # fmt: skip
    hues = ("blue", "orange", "green", "violet")
    for place, hue in enumerate(hues):
        x, y = 222 + 46.0 * (place % 2), 26 + 46.0 * (place // 2)
        _scene(d, x, y, 46, hue, "disc" if place in (0, 3) else "triangle")
    share = patch**2 / size**2
    d.facts["share"] = f"{share:.0%}"
    d.label(52, 12, "mixup", "strong", part="mixup")
    d.label(160, 12, "CutMix", "strong", part="cutmix")
    d.label(268, 12, "mosaic", "strong", part="mosaic")
    d.label(160, 132, f"{1 - share:.2f} A + {share:.2f} B")
    d.label(52, 132, "0.5 A + 0.5 B")
    d.label(268, 132, ("4 images", "4 张图"))


@figure(
    "overfitting",
    topic="training",
    title=("Two errors as the epochs pass", "随周期变化的两种误差"),
    about=(
        "The {training} error falls on and on. The {validation} error falls and then rises again; "
        "its lowest point is marked: {stop}.",
        "{training}误差一直下降。{validation}误差先降后升，最低点处标着：{stop}。",
    ),
)
def overfitting(d: Drawing) -> None:
    plot = Axes(d, 16, 30, 290, 130, (0, 10), (0, 1))
    plot.lines()
    plot.names(("epochs", "周期"), ("error", "误差"))

    def validation(x: float) -> float:
        return 0.25 + 0.65 * math.exp(-0.8 * x) + 0.004 * x * x

    plot.curve(lambda x: 0.08 + 0.8 * math.exp(-0.5 * x), "blue thick")
    plot.curve(validation, "orange thick")
    best = min(range(1001), key=lambda step: validation(step / 100)) / 100
    plot.path([(best, 0), (best, 0.95)], "grey dash")
    plot.dot(best, validation(best), "orange solid", 4)
    d.label(*plot.at(8.4, 0.2), ("training", "训练"), "blue strong", part="training")
    d.label(*plot.at(8.1, 0.66), ("validation", "验证"), "orange strong", part="validation")
    d.label(*plot.at(best, 1.06), ("stop here", "到此为止"), part="stop")


@figure(
    "distillation",
    topic="training",
    title=("Knowledge distillation", "知识蒸馏"),
    about=(
        "One image goes to a large, frozen {teacher} and to a small {student}. The small one "
        "learns from two losses: against the {soft} of the large one, and against the true label.",
        "同一张图像送入大的、冻结的{teacher}和小的{student}。小网络由两个损失学习：一个对照大网络"
        "的{soft}，一个对照真实标签。",
    ),
)
def distillation(d: Drawing) -> None:
    d.box(6, 76, 64, 30, ("image", "图像"), "grey")
    d.arrow((70, 84), (96, 50))
    d.arrow((70, 98), (96, 136))
    d.box(96, 22, 94, 48, ("teacher", "教师网络"), "blue", part="teacher")
    d.box(106, 122, 80, 30, ("student", "学生网络"), "orange", part="student")
    d.arrow((190, 46), (214, 46))
    d.box(214, 31, 100, 30, ("soft targets", "软标签"), "blue", part="soft")
    d.arrow((264, 61), (264, 90))
    d.arrow((186, 130), (226, 112))
    d.box(214, 90, 100, 26, ("loss", "损失"), "grey")
    d.arrow((186, 144), (214, 154))
    d.box(214, 140, 100, 28, ("loss", "损失"), "grey")
    d.arrow((264, 188), (264, 168))
    d.box(214, 188, 100, 28, ("true label", "真实标签"), "green")
