"""The worked example reads as one would type it."""

import pytest

from sandbox.exercise_pages import Example
from sandbox.views.statement import (
    code_html,
    example_session,
    with_headings_from,
    wrapped_call,
)


def test_a_short_call_stays_on_its_line() -> None:
    session = example_session(Example(call="add(1, 2)", result="3", setup="import x\n\ny = 1"))
    assert session == ">>> import x\n>>> y = 1\n>>> add(1, 2)\n3"


def test_a_long_call_gets_a_line_for_each_argument_as_it_was_written() -> None:
    call = f"nms(np.array({[1.0] * 20}), [1 / 19], thr=0.50)"
    assert wrapped_call(call).splitlines() == [
        "nms(",
        f"    np.array({[1.0] * 20}),",
        "    [1 / 19],",
        "    thr=0.50,",
        ")",
    ]


@pytest.mark.parametrize("code", ["x" * 90, "f(" + "1" * 90, f"'{'x' * 90}'", "f()" + " " * 90])
def test_what_is_no_call_stays_as_it_is(code: str) -> None:
    assert wrapped_call(code) == code


def test_code_that_holds_a_fence_cannot_break_out_of_it() -> None:
    html = code_html("x = '''\n```\n<b>\n'''")
    assert "<b>" not in html
    assert html.count("<pre") == 1


@pytest.mark.parametrize(
    ("text", "shifted"),
    [
        ("### A\n#### B\n# not", "#### A\n##### B\n## not"),
        ("### A\n#### B", "## A\n### B"),
        ("no heading, #1 and\n#hash", "no heading, #1 and\n#hash"),
        ("# A\n###### F", "## A\n###### F"),
    ],
)
def test_headings_keep_their_order_below_the_pages_own(text: str, shifted: str) -> None:
    assert with_headings_from(2, text) == shifted
