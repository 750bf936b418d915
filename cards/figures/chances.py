"""Probability as pictures: trees and areas."""

from cards.figures.axes import Axes
from cards.figures.drawing import Drawing
from cards.figures.registry import figure

CAUSES = ((0.5, 0.02), (0.3, 0.03), (0.2, 0.05))
"""How likely each cause is, and the effect given the cause."""


def total() -> float:
    return sum(cause * effect for cause, effect in CAUSES)


@figure(
    "total-probability",
    topic="probability",
    title=("Law of total probability", "全概率公式"),
    about=(
        "A tree. Three machines make 50 %, 30 % and 20 % of the parts; 2 %, 3 % and 5 % of theirs "
        "are faulty. Multiplied along the branches and added, {total} of all parts are faulty.",
        "树形图。三台机器分别生产 50%、30%、20% 的零件，次品率为 2%、3%、5%。沿各分支相乘再相加，"
        "全部零件的次品率为 {total}。",
    ),
)
def tree(d: Drawing) -> None:
    d.dot(14, 118, 5)
    d.label(60, 10, "P(A)")
    d.label(178, 10, "P(B|A)")
    for place, (cause, effect) in enumerate(CAUSES):
        y = 42 + 76.0 * place
        hue = ("blue", "orange", "green")[place]
        d.line(18, 118, 104, y, hue)
        d.label(46, (64, 108, 174)[place], f"{cause:.1f}", f"{hue} halo")
        d.box(104, y - 14, 40, 28, f"A{'₁₂₃'[place]}", hue)
        d.line(144, y, 214, y, hue)
        d.label(178, y - 12, f"{effect:.2f}", hue)
        d.label(218, y, f"{cause * effect:.3f}", "strong", anchor="start")
        d.line(206, y, 214, y, hue)
    d.line(214, 210, 276, 210)
    d.label(218, 224, f"{total():.3f}", "strong", part="total", anchor="start")
    d.label(208, 224, "P(B) =", anchor="end")


@figure(
    "stick-triangle",
    topic="probability",
    title=("A stick broken at two places", "折成三段的木棒"),
    about=(
        "The square of both breaking points x and y on a stick of length 1. In two coloured "
        "triangles no piece is longer than 1/2, so the pieces form a triangle; their share is "
        "{share}.",
        "横纵坐标为长 1 的木棒上两个折点 x、y 的正方形。两个着色三角形内每段都不超过 1/2，三段能构"
        "成三角形；所占比例为 {share}。",
    ),
)
def stick(d: Drawing) -> None:
    plot = Axes(d, 34, 12, 160, 160, (0, 1), (0, 1))
    plot.path([(0, 0), (1, 0), (1, 1), (0, 1)], "grey", closed=True)
    for corners in (((0, 0.5), (0.5, 0.5), (0.5, 1)), ((0.5, 0), (0.5, 0.5), (1, 0.5))):
        plot.path(corners, "green tint", closed=True)
        plot.path(corners, "green", closed=True)
    plot.path([(0, 0), (1, 1)], "grey dash")
    plot.ticks((0, 0.5, 1), (0.5, 1))
    d.label(170, 188, "x")
    d.label(18, 40, "y")
    d.label(256, 60, ("a triangle", "能构成三角形"), "green")
    d.label(256, 84, "1/4", "strong", part="share")


@figure(
    "meeting-problem",
    topic="probability",
    title=("Two people who wait a quarter of an hour", "各等一刻钟的两个人"),
    about=(
        "The square of both times of arrival within one hour. Near the diagonal, where they "
        "differ by at most 15 minutes, the two meet; that band is {share} of the square.",
        "横纵坐标为两人在一小时内到达时刻的正方形。对角线附近相差不超过 15 分钟处两人能相遇，这条"
        "带占正方形的 {share}。",
    ),
)
def meeting(d: Drawing) -> None:
    plot = Axes(d, 34, 12, 160, 160, (0, 60), (0, 60))
    band = [(0, 0), (15, 0), (60, 45), (60, 60), (45, 60), (0, 15)]
    plot.path([(0, 0), (60, 0), (60, 60), (0, 60)], "grey", closed=True)
    plot.path([(float(x), float(y)) for x, y in band], "blue tint", closed=True)
    plot.path([(0, 15), (45, 60)], "blue thick")
    plot.path([(15, 0), (60, 45)], "blue thick")
    plot.ticks((0, 15, 60), (15, 60))
    d.label(256, 60, ("they meet", "能相遇"), "blue")
    d.label(256, 84, "7/16", "strong", part="share")


@figure(
    "bayes-areas",
    topic="probability",
    title=("What a positive test means", "检测阳性意味着什么"),
    about=(
        "Of 1,000 people 10 are ill; the test finds 9 of them, and wrongly reports {false} of the "
        "990 healthy. So of all who test positive only {share} are ill.",
        "1000 人中 10 人患病；检测查出其中 9 人，又在 990 名健康人中误报 {false} 人。因此阳性者中"
        "只有 {share} 真的患病。",
    ),
)
def bayes(d: Drawing) -> None:
    found, wrong = 9, round(990 * 0.05)
    d.facts["false"] = str(wrong)
    d.label(160, 10, ("tested positive", "检测阳性者"))
    for place in range(found + wrong):
        x, y = 26 + 17.0 * (place % 16), 30 + 19.0 * (place // 16)
        d.dot(x, y, 6, "red solid" if place < found else "grey tint")
    d.dot(40, 122, 6, "red solid")
    d.label(54, 122, (f"ill: {found}", f"患病：{found}"), anchor="start")
    d.dot(150, 122, 6, "grey tint")
    d.label(164, 122, (f"healthy: {wrong}", f"健康：{wrong}"), anchor="start")
    d.label(160, 150, f"{found / (found + wrong):.1%}", "strong", part="share")


@figure(
    "binomial-coin",
    topic="probability",
    title=("Heads in ten throws", "掷十次的正面数"),
    about=(
        "Bars of the probability of 0 to 10 heads in ten throws of a fair coin: a bell around 5, "
        "whose bar is the highest, {peak}.",
        "均匀硬币掷十次出现 0 到 10 次正面的概率柱状图：以 5 为中心的钟形，最高的柱为 {peak}。",
    ),
)
def coin(d: Drawing) -> None:
    counts = [1]
    for heads in range(10):
        counts.append(counts[-1] * (10 - heads) // (heads + 1))
    chances = [count / 2**10 for count in counts]
    for heads, chance in enumerate(chances):
        x, height = 12 + 27.0 * heads, 420 * chance
        d.rect(x, 130 - height, 23, height, "orange tint" if heads == 5 else "blue tint")
        d.label(x + 11.5, 143, str(heads))
    d.line(8, 130, 312, 130)
    d.label(12 + 27 * 5 + 11.5, 12, f"{chances[5]:.3f}", "strong", part="peak")
