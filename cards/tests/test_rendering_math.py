"""Formulas: LaTeX in Markdown to MathML that needs neither script nor inline style."""

import xml.etree.ElementTree as ET

import pytest

from cards.rendering import render_markdown
from cards.rendering.mathml import MathError, render_math

FORMULAS = [
    r"\frac{a}{b}",
    r"\sum_{i=1}^{n} x_i",
    r"\begin{aligned} a &= b \\ c &= d \end{aligned}",
    r"\begin{align} a &= b \\ c &= d \end{align}",
    r"\begin{cases} x & x > 0 \\ 0 & \text{else} \end{cases}",
    r"\begin{array}{|l|r|} a & b \\ \hline c & d \end{array}",
    r"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}",
    r"\left\| \nabla_\theta \mathcal{L} \right\|_2^2",
    r"\operatorname{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
    r"\underset{\theta}{\arg\min}\ \mathbb{E}_{x \sim p}\left[\log D(x)\right]",
    r"\boxed{\cancel{x} + \xcancel{y} + \bcancel{z}}",
    r"\hat{y}, \bar{x}, \overline{ab}, \underline{ab}, \tilde{z}, \vec{v}, \widehat{xyz}",
    r"\text{中文}",
]


@pytest.mark.parametrize("latex", FORMULAS)
@pytest.mark.parametrize("display", [None, "block"])
def test_a_formula_becomes_well_formed_mathml_without_style(
    latex: str, display: str | None
) -> None:
    mathml = render_math(latex, display == "block")

    root = ET.fromstring(mathml.replace("&ApplyFunction;", ""))  # noqa: S314 our own output
    assert root.tag == "math"
    assert root.get("display") == display
    assert not [element for element in root.iter() if "style" in element.attrib]
    assert not list(root.iter("menclose"))


@pytest.mark.parametrize("latex", FORMULAS)
def test_the_sanitiser_keeps_every_element_of_a_formula(latex: str) -> None:
    mathml = render_math(latex, display=False)
    kept = render_markdown(f"${latex}$")

    assert kept.count("<m") == mathml.count("<m")
    assert kept.count('="') == mathml.count('="')


@pytest.mark.parametrize(
    ("latex", "tag"), [(r"\overline{ab}", "mover"), (r"\underline{ab}", "munder")]
)
def test_a_bar_is_a_character_that_browsers_stretch(latex: str, tag: str) -> None:
    root = ET.fromstring(render_math(latex, display=False))  # noqa: S314 our own output

    assert [bar.text for bar in root.findall(f"{tag}/mo")] == ["\u203e"]


def test_cells_of_aligned_equations_meet_at_the_equals_sign() -> None:
    mathml = render_math(r"\begin{aligned} a &= b \end{aligned}", display=True)

    assert '<mtd class="math-right math-tight-right"><mi>a</mi></mtd>' in mathml
    assert '<mtd class="math-left math-tight-left">' in mathml


@pytest.mark.parametrize(
    ("latex", "reason"),
    [
        (r"\substack{a \\ b}", r'Unknown command "\substack"'),
        (r"\frac{a}", "Expected argument"),
        (r"{", "Expected closing"),
        (r"\begin{split} a \end{split}", 'Unknown environment "split"'),
        (r"\textcolor{red}{x}", "This style cannot be shown: color:#FF0000"),
        (r"\def\a{b}\a", "A formula cannot define commands."),
        (r"\newcommand{\a}{b} \a", "A formula cannot define commands."),
        ("x" * 1501, "A formula has at most 1500 characters."),
    ],
)
def test_a_broken_formula_says_why(latex: str, reason: str) -> None:
    with pytest.raises(MathError) as raised:
        render_math(latex, display=False)

    assert str(raised.value).startswith(reason)


def test_a_page_shows_the_source_of_a_broken_formula_and_the_reason() -> None:
    html = render_markdown(r"before $a<\frac{b}$ after")

    assert '<code class="math-error" title="' in html
    assert r">a&lt;\frac{b}</code>" in html
    assert '<span class="math-message">' in html
    assert html.startswith("<p>before ")
    assert html.endswith(" after</p>\n")


@pytest.mark.parametrize(
    "source",
    ["$5 和 $6", "$5和$6", "costs $5 or $6", "$ x $", r"\$x\$", "a $", "$x$5", "`$x$`", "$$"],
)
def test_money_and_lone_dollars_are_not_formulas(source: str) -> None:
    assert "<math" not in render_markdown(source)


@pytest.mark.parametrize("source", ["$x$ is 5", "3$x$", "其中$x$为", "($x$)", "**$x$**", "a\n$x$"])
def test_a_formula_may_touch_the_text_around_it(source: str) -> None:
    assert "<math><mi>x</mi></math>" in render_markdown(source)


@pytest.mark.parametrize(
    "source",
    [
        "$$x$$",
        "$$\nx\n$$",
        "text $$x$$ text",
        "text\n$$\nx\n$$\ntext",
        "- item\n  $$x$$",
        "> $$x$$",
    ],
)
def test_double_dollars_make_one_displayed_formula_wherever_they_stand(source: str) -> None:
    html = render_markdown(source)

    shown = '<span class="math-display"><math display="block"><mi>x</mi></math></span>'
    assert html.count("<math") == html.count(shown) == 1
    assert "$" not in html
    assert "<p></p>" not in html


def test_lines_of_a_displayed_formula_are_not_read_as_markdown() -> None:
    html = render_markdown("Sum:\n$$\na\n- b\n= c\n$$")

    assert "<li>" not in html
    assert "<h1>" not in html
    assert html.count("<math") == 1


@pytest.mark.parametrize("opening", ["{", r"\sqrt", "x^{", r"\left(", r"\hat", r"\begin{matrix}"])
def test_a_formula_nested_without_end_does_not_kill_the_process(opening: str) -> None:
    for count in (1500 // len(opening), 20_000):
        assert "math-error" in render_markdown(f"${opening * count}$")
