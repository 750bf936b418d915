"""How a kernel moves over its input: stride, padding, dilation, transposition, offsets."""

from collections.abc import Callable, Sequence

from cards.figures.drawing import Drawing, blank
from cards.figures.registry import figure

Grid = Sequence[Sequence[int]]
IMAGE: Grid = [[1, 2, 0, 1, 3], [0, 2, 1, 0, 0], [2, 3, 1, 0, 1], [1, 1, 0, 1, 1], [0, 2, 1, 1, 0]]
KERNEL: Grid = [[1, 0, -1], [1, 0, -1], [1, 0, -1]]


def correlate(image: Grid, kernel: Grid) -> list[list[int]]:
    """Return what a convolution layer computes, without padding and with stride 1."""
    size, count = len(kernel), len(image) - len(kernel) + 1
    return [
        [
            sum(image[row + i][col + j] * kernel[i][j] for i in range(size) for j in range(size))
            for col in range(count)
        ]
        for row in range(count)
    ]


def output_size(size: int, kernel: int, *, stride: int = 1, padding: int = 0) -> int:
    return (size + 2 * padding - kernel) // stride + 1


def minus(value: float) -> str:
    """Return a number with a real minus sign."""
    return f"{value:g}".replace("-", "−")


@figure(
    "conv-plain",
    topic="convolution",
    title=("One step of a convolution", "卷积的一步"),
    about=(
        "A 3×3 window of a 5×5 input is multiplied with the 3×3 kernel, value by value; the sum "
        "{value} becomes one value of the 3×3 output.",
        "5×5 输入中的一个 3×3 窗口与 3×3 卷积核逐元素相乘，其和 {value} 成为 3×3 输出中的一个值。",
    ),
)
def plain(d: Drawing) -> None:
    result = correlate(IMAGE, KERNEL)
    d.label(59, 10, ("input", "输入"))
    d.cells(4, 22, 22, IMAGE, lambda r, c: "blue tint" if 1 <= r <= 3 and 1 <= c <= 3 else "grey")
    d.rect(26, 44, 66, 66, "blue thick")
    d.label(126, 77, "∗", "strong")
    d.label(171, 10, ("kernel", "卷积核"))
    d.cells(138, 44, 22, [[minus(k) for k in row] for row in KERNEL], lambda r, c: "orange tint")
    d.label(221, 77, "=", "strong")
    d.label(274, 10, ("output", "输出"))
    rest = [["" if (r, c) == (1, 1) else minus(result[r][c]) for c in range(3)] for r in range(3)]
    d.cells(236, 38, 26, rest, lambda r, c: "green tint" if (r, c) == (1, 1) else "grey")
    d.rect(262, 64, 26, 26, "green thick")
    d.label(275, 77, minus(result[1][1]), "strong", part="value")


@figure(
    "conv-stride",
    topic="convolution",
    title=("A convolution that takes larger steps", "步子更大的卷积"),
    about=(
        "The 3×3 window moves over the {input} input with {stride} and fits {count} times in each "
        "direction, so the output is {output}.",
        "3×3 窗口在 {input} 的输入上移动，{stride}，每个方向放得下 {count} 次，所以输出为 "
        "{output}。",
    ),
)
def stride(d: Drawing) -> None:
    size, count = 9, output_size(9, 3, stride=2)
    d.facts["count"] = str(count)
    d.label(85, 10, f"{size}×{size}", part="input")
    d.cells(4, 22, 18, blank(size), lambda r, c: "grey")
    d.rect(4, 22, 54, 54, "blue tint")
    d.rect(40, 22, 54, 54, "orange tint")
    d.rect(4, 22, 54, 54, "blue thick")
    d.rect(40, 22, 54, 54, "orange thick")
    d.arrow((31, 198), (67, 198), look="thick")
    d.label(106, 198, ("stride 2", "步长 2"), part="stride")
    d.arrow((176, 103), (206, 103))
    d.label(266, 38, f"{count}×{count}", part="output")
    hues = {(0, 0): "blue solid", (0, 1): "orange solid"}
    d.cells(214, 51, 26, blank(count), lambda r, c: hues.get((r, c), "grey"))


@figure(
    "conv-padding",
    topic="convolution",
    title=("Zero padding", "零填充"),
    about=(
        "A ring of zeros, {padding}, surrounds the 4×4 input. A 3×3 window can now be centred on "
        "its corner, and the output is 4×4 like the input.",
        "4×4 输入的四周补一圈零，{padding}。3×3 窗口因此可以以角上的元素为中心，输出为 4×4，与输入"
        "一样大。",
    ),
)
def padding(d: Drawing) -> None:
    side = output_size(4, 3, padding=1)
    inside = range(1, 5)
    zeros = [["" if r in inside and c in inside else "0" for c in range(6)] for r in range(6)]
    d.cells(
        4, 4, 26, zeros, lambda r, c: "blue tint" if r in inside and c in inside else "grey dash"
    )
    d.rect(4, 4, 78, 78, "orange tint")
    d.rect(4, 4, 78, 78, "orange thick")
    d.label(82, 174, ("padding 1", "填充 1"), part="padding")
    d.arrow((168, 82), (200, 82))
    d.cells(208, 30, 26, blank(side), lambda r, c: "orange solid" if r + c == 0 else "grey")
    d.label(260, 148, f"{side}×{side}")


@figure(
    "conv-dilated",
    topic="convolution",
    title=("Dilated convolution", "空洞卷积"),
    about=(
        "Two kernels of nine weights on a 7×7 grid. With dilation 1 they cover {span1}, with "
        "dilation 2 there is a gap between neighbours and they cover {span2}.",
        "7×7 网格上有两个都含九个权重的卷积核。膨胀率为 1 时覆盖 {span1}；膨胀率为 2 时相邻权重之"
        "间有空隙，覆盖 {span2}。",
    ),
)
def dilated(d: Drawing) -> None:
    for left, rate, hue in ((4, 1, "blue"), (172, 2, "orange")):
        taps = {3 + rate * step for step in (-1, 0, 1)}
        span = rate * 2 + 1
        d.label(left + 70, 10, (f"dilation {rate}", f"膨胀率 {rate}"))
        d.cells(left, 24, 20, blank(7), _taps(taps, hue))
        first = left + 20 * (3 - rate)
        d.rect(first, 24 + 20 * (3 - rate), 20 * span, 20 * span, f"{hue} thick")
        d.label(left + 70, 177, f"{span}×{span}", "strong", part=f"span{rate}")


def _taps(taps: set[int], hue: str) -> Callable[[int, int], str]:
    return lambda r, c: f"{hue} solid" if r in taps and c in taps else "grey"


@figure(
    "conv-transposed",
    topic="convolution",
    title=("Transposed convolution", "转置卷积"),
    about=(
        "Each value of a 2×2 input stamps a 3×3 kernel into the output, {stride}, and what "
        "overlaps is added. The {output} output shows how many stamps meet in each cell: {middle} "
        "in its centre, which is how checkerboards arise.",
        "2×2 输入的每个值都在输出上盖一个 3×3 的卷积核，{stride}，重叠处相加。{output} 的输出中标"
        "出每格由几次相加得到：中心为 {middle} 次，棋盘效应由此而来。",
    ),
)
def transposed(d: Drawing) -> None:
    stride_, kernel, size = 2, 3, 2
    side = (size - 1) * stride_ + kernel
    counts = stamp_counts(size, kernel, stride_)
    d.label(46, 126, ("input 2×2", "输入 2×2"))
    d.cells(18, 54, 28, blank(2), lambda r, c: "blue solid" if r + c == 0 else "blue tint")
    d.label(116, 66, ("stride 2", "步长 2"), part="stride")
    d.arrow((90, 82), (142, 82))
    looks = {1: "grey", 2: "orange tint", 4: "red tint"}
    middle = side // 2
    shown = [
        ["" if (r, c) == (middle, middle) else counts[r][c] for c in range(side)]
        for r in range(side)
    ]
    d.cells(156, 10, 28, shown, lambda r, c: looks[counts[r][c]])
    centre = 156 + 28 * (middle + 0.5), 10 + 28 * (middle + 0.5)
    d.label(*centre, str(counts[middle][middle]), "strong", part="middle")
    d.rect(156, 10, 28 * kernel, 28 * kernel, "blue thick")
    d.label(226, 163, f"{side}×{side}", part="output")


def stamp_counts(size: int, kernel: int, stride: int) -> list[list[int]]:
    """Return how many kernels a transposed convolution adds in each cell of its output."""
    side = (size - 1) * stride + kernel
    hits = [
        sum(0 <= cell - stride * place < kernel for place in range(size)) for cell in range(side)
    ]
    return [[down * across for across in hits] for down in hits]


@figure(
    "conv-deformable",
    topic="convolution",
    title=("Deformable convolution", "可变形卷积"),
    about=(
        "Left, the nine points of a plain 3×3 kernel stand on a regular grid. Right, each of them "
        "is moved by {offset}, so that together they follow the shape of the object.",
        "左边，普通 3×3 卷积核的九个采样点排成规则网格。右边，每个点都按{offset}移动，合起来贴合物"
        "体的形状。",
    ),
)
def deformable(d: Drawing) -> None:
    moves = [
        (-14, 12),
        (2, -16),
        (14, 8),
        (-16, 2),
        (3, -5),
        (16, 0),
        (-10, -10),
        (0, 14),
        (12, -8),
    ]
    for left in (4, 176):
        d.rect(left, 26, 140, 140, "grey thin")
    for place, (dx, dy) in enumerate(moves):
        x, y = 36 + 38 * (place % 3), 58 + 38 * (place // 3)
        d.dot(x, y, 5, "blue solid")
        d.dot(x + 172, y, 3, "grey")
        d.arrow((x + 172, y), (x + 172 + dx * 1.3, y + dy * 1.3), look="grey")
        d.dot(x + 172 + dx * 1.3, y + dy * 1.3, 5, "orange solid")
    d.label(74, 11, ("regular grid", "规则网格"))
    d.label(246, 11, ("learned offsets", "学到的偏移"), part="offset")


@figure(
    "receptive-field",
    topic="convolution",
    title=("The receptive field grows", "感受野的增长"),
    about=(
        "Three layers with kernels of size 3 and stride 1 above an input. One value on top sees "
        "3, then 5, and in the input {field} values: each layer adds 2.",
        "输入之上有三层卷积，核大小为 3、步长为 1。顶层的一个值在下一层看到 3 个值，再往下 5 个，"
        "到输入时为 {field} 个：每层增加 2。",
    ),
)
def receptive_field(d: Drawing) -> None:
    _layers(d, [1, 1, 1], 11, 22)


@figure(
    "receptive-field-dilated",
    topic="convolution",
    title=("Dilation lets the receptive field grow fast", "空洞使感受野迅速增长"),
    about=(
        "Three layers with kernels of size 3 and dilations 1, 2 and 4. One value on top depends "
        "on {field} values of the input, without gaps.",
        "三层卷积，核大小为 3，膨胀率依次为 1、2、4。顶层的一个值依赖输入中的 {field} 个值，中间没"
        "有遗漏。",
    ),
)
def receptive_field_dilated(d: Drawing) -> None:
    _layers(d, [1, 2, 4], 15, 17)


def receptive_fields(dilations: Sequence[int], kernel: int = 3) -> list[int]:
    """Return how many values of each layer one value on top depends on, from the top down."""
    sizes = [1]
    for rate in reversed(dilations):
        sizes.append(sizes[-1] + rate * (kernel - 1))
    return sizes


def _layers(d: Drawing, dilations: Sequence[int], columns: int, size: float) -> None:
    """Rows of cells, the input below; what the value on top depends on is coloured."""
    left, middle, needed = 46.0, columns // 2, {columns // 2}
    depth = len(dilations)
    for row in range(depth + 1):
        y = 6 + 48.0 * row
        hue = "orange" if row == 0 else "blue"
        for column in range(columns):
            look = f"{hue} tint" if column in needed else "grey"
            d.rect(left + column * size, y, size, size, f"{look} thin")
        span = max(needed) - min(needed) + 1
        part = "field" if row == depth else ""
        d.label(left - 24, y + size / 2, f"{span}", "strong", part=part)
        if row < depth:
            rate = dilations[depth - 1 - row]
            below = {cell + rate * step for cell in needed for step in (-1, 0, 1)}
            for cell in needed:
                for step in (-1, 0, 1):
                    end = left + (cell + rate * step + 0.5) * size
                    d.line(left + (cell + 0.5) * size, y + size, end, y + 48, "grey thin")
            needed = below
    d.label(left + (middle + 0.5) * size, 6 + 48 * depth + size + 13, ("input", "输入"))
