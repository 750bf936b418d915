"""What authors are told to mend before learners see a text."""

import pytest

from cards.rendering import find_problems


@pytest.mark.parametrize(
    "source",
    [
        "plain **text** with `$code` and `<b>`",
        r"$\frac{1}{n}$ and $$x$$",
        r"costs $5 or \$x, and 5 < 6 > 4",
        "tokens <pad>, <EOS> and <s> of a vocabulary",
        r"escaped \<b> and &lt;b&gt;",
        "```html\n<b>$</b>\n```",
        "![net](/static/net.png) ![net](figures/net.png)",
        "[paper](https://arxiv.org) <https://arxiv.org> [mail](mailto:a@example.org)",
        r"{{c1::$\frac{1}{n}$}} and $m = {{c2::\beta::decay}}$",
        "```\n{{c1::x}}\n```",
        "",
    ],
)
def test_a_sound_text_has_no_problem(source: str) -> None:
    assert find_problems(source) == []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (r"a $\substack{x}$", r'Formula \substack{x}: Unknown command "\substack".'),
        (r"$$\frac{a}$$", r"Formula \frac{a}: Expected argument"),
        ("only $x here", "A “$” has no partner"),
        ("spaces $ x $ apart", "A “$” has no partner"),
        ("$$\nx\n\ny\n$$", "A “$” has no partner"),
        ("line<br>break", "HTML is shown as it is written: <br>"),
        ("<SCRIPT src=x>", "HTML is shown as it is written: <SCRIPT src=x>"),
        ("<!-- note -->", "HTML is shown as it is written: <!--"),
        ("![x](https://a.example/x.png)", "Images from other sites are not shown: https://a."),
        ("[x](/today/)", "Links begin with https://"),
        ("{{c1::}}", "Line 1, at “{{c1::}}”: The answer is empty."),
        (r"{{c1::$\frac{1}$}}", r"Formula \frac{1}: Expected argument"),
        (r"x {{c1::a}} $\frac{1}$", r"Formula \frac{1}: Expected argument"),
        ("{{c1::a\n\nb}}", "A deletion must begin and end in the same"),
        ("{{c1::a `b}} c`", "Line 1, at “{{c1::a `b}} c`”: A deletion is not closed"),
        ("| {{c1::a | b}} |\n|---|---|\n| x | y |", "A deletion must begin and end in the same"),
    ],
)
def test_a_problem_is_named(source: str, problem: str) -> None:
    assert [found[: len(problem)] for found in find_problems(source)] == [problem]


def test_every_broken_formula_is_reported_once_and_in_order() -> None:
    problems = find_problems(r"{{c1::a}} {{c2::b}} $\first$ $\second$ $\first$")

    assert problems == [
        r'Formula \first: Unknown command "\first".',
        r'Formula \second: Unknown command "\second".',
    ]


def test_a_bar_that_tears_a_formula_apart_in_a_table_is_noticed() -> None:
    problems = find_problems("| $p(a|b)$ |\n|---|---|\n| x | y |")

    assert [problem.split(": ")[1] for problem in problems] == ["“$p(a”", "“b)$”"]


def test_a_deletion_that_ends_outside_its_formula_is_noticed() -> None:
    problems = find_problems("$x {{c1::y$ z}}")

    assert "Formula x y: A deletion begins or ends inside this formula." in problems
