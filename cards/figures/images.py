"""Image processing by hand: interpolation and edges."""

from collections.abc import Callable

from cards.figures.convolution import Grid, correlate, minus
from cards.figures.diagrams import Step, column
from cards.figures.drawing import Drawing
from cards.figures.registry import figure

CORNERS = ((10.0, 20.0), (30.0, 60.0))
ACROSS, DOWN = 0.75, 0.5


def bilinear(corners: tuple[tuple[float, float], ...], across: float, down: float) -> float:
    upper, lower = (row[0] + (row[1] - row[0]) * across for row in corners)
    return upper + (lower - upper) * down


@figure(
    "bilinear-interpolation",
    topic="images",
    title=("A value between four pixels", "四个像素之间的值"),
    about=(
        "Four pixels 10, 20, 30 and 60 at the corners of a square. The point lies 0.75 to the "
        "right and 0.5 down. First {upper} above and {lower} below are interpolated, then {value} "
        "between them.",
        "正方形四角的像素为 10、20、30、60，所求点在右 0.75、下 0.5 处。先在上边插值得 {upper}、下"
        "边得 {lower}，再在两者之间得 {value}。",
    ),
)
def bilinear_figure(d: Drawing) -> None:
    left, top, size = 60.0, 40.0, 140.0
    d.rect(left, top, size, size, "grey thin")
    x, y = left + size * ACROSS, top + size * DOWN
    upper, lower = (row[0] + (row[1] - row[0]) * ACROSS for row in CORNERS)
    d.line(x, top, x, top + size, "orange dash")
    d.line(left, y, x, y, "grey dash")
    d.dot(x, top, 4, "orange solid")
    d.dot(x, top + size, 4, "orange solid")
    d.dot(x, y, 5, "blue solid")
    for row in (0, 1):
        for col in (0, 1):
            cx, cy = left + size * col, top + size * row
            d.dot(cx, cy, 5, "grey solid")
            d.label(cx + (20 if col else -20), cy, f"{CORNERS[row][col]:g}", "strong")
    d.label(x, top - 16, f"{upper:g}", "orange strong", part="upper")
    d.label(x, top + size + 16, f"{lower:g}", "orange strong", part="lower")
    value = bilinear(CORNERS, ACROSS, DOWN)
    d.label(x + 12, y, f"{value:g}", "blue strong", part="value", anchor="start")
    d.label(x - 52, y - 11, "0.75")
    d.label(x + 8, y - 36, "0.5", anchor="start")


STEP_EDGE: Grid = [[2, 2, 2, 9, 9]] * 5
SOBEL_X: Grid = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]
SOBEL_Y: Grid = [[-1, -2, -1], [0, 0, 0], [1, 2, 1]]


@figure(
    "sobel",
    topic="images",
    title=("Sobel on a vertical edge", "Sobel 算子与竖直边缘"),
    about=(
        "An image with the values 2 on the left and 9 on the right. The kernel {x} answers "
        "{strong} at the edge and 0 elsewhere; the kernel {y} answers 0 everywhere.",
        "图像左侧的值为 2，右侧为 9。算子 {x} 在边缘处响应 {strong}，其余为 0；算子 {y} 处处为 0。",
    ),
)
def sobel(d: Drawing) -> None:
    d.facts["strong"] = str(max(map(max, correlate(STEP_EDGE, SOBEL_X))))
    d.cells(4, 60, 20, STEP_EDGE, lambda r, c: "grey tint" if c >= 3 else "grey")
    d.label(54, 176, ("image", "图像"))
    for top, kernel, name, part in ((24.0, SOBEL_X, "Gₓ", "x"), (132.0, SOBEL_Y, "Gᵧ", "y")):
        d.arrow((106, 110), (124, top + 36))
        d.cells(
            128, top, 24, [[minus(v) for v in row] for row in kernel], lambda r, c: "orange tint"
        )
        d.label(164, top - 13, name, "strong", part=part)
        d.arrow((204, top + 36), (226, top + 36))
        result = correlate(STEP_EDGE, kernel)
        d.cells(232, top, 26, result, _where(result))


def _where(result: Grid) -> Callable[[int, int], str]:
    return lambda r, c: "blue tint" if result[r][c] else "grey"


@figure(
    "canny",
    topic="images",
    title=("Canny edge detector", "Canny 边缘检测"),
    about=(
        "Five steps in order: {blur}, gradient, {thin}, two thresholds, and {track}, which keeps "
        "weak edges that touch strong ones.",
        "依次五步：{blur}、求梯度、{thin}、双阈值，以及{track}，它保留与强边缘相连的弱边缘。",
    ),
)
def canny(d: Drawing) -> None:
    steps = [
        Step(("Gaussian blur", "高斯滤波"), "blue", "blur"),
        Step(("gradient, e.g. Sobel", "求梯度，如 Sobel")),
        Step(("non-maximum suppression", "非极大值抑制"), "orange", "thin"),
        Step(("two thresholds", "双阈值")),
        Step(("hysteresis", "滞后跟踪"), "green", "track"),
    ]
    column(d, 160, 4, 220, steps)


@figure(
    "kernels-blur-sharpen-edge",
    topic="images",
    title=("What a kernel does shows in its weights", "卷积核的权重说明其作用"),
    about=(
        "Three 3×3 kernels. {mean}: nine times 1/9, sum 1. {sharpen}: 5 in the middle, −1 beside "
        "it, sum 1. {laplace}: 4 in the middle, −1 beside it, sum 0, so flat areas become 0.",
        "三个 3×3 卷积核。{mean}：九个 1/9，和为 1。{sharpen}：中间 5，上下左右 −1，和为 1。"
        "{laplace}：中间 4，上下左右 −1，和为 0，平坦区域变为 0。",
    ),
)
def kernels(d: Drawing) -> None:
    cross = [[0, -1, 0], [-1, 0, -1], [0, -1, 0]]
    for place, (centre, words, part, hue) in enumerate(
        (
            (0, ("blur", "模糊"), "mean", "blue"),
            (5, ("sharpen", "锐化"), "sharpen", "orange"),
            (4, ("edges", "边缘"), "laplace", "green"),
        )
    ):
        left = 4 + 109.0 * place
        rows = [
            [minus(centre if (r, c) == (1, 1) else cross[r][c]) for c in range(3)] for r in range(3)
        ]
        shown = rows if centre else [["1/9"] * 3] * 3
        d.cells(left, 26, 31, shown, lambda r, c, hue=hue: f"{hue} tint")  # type: ignore[misc]
        d.label(left + 46, 12, words, "strong", part=part)
        total = 1 if not centre else centre - 4
        d.label(left + 46, 134, (f"sum {total}", f"和为 {total}"))
