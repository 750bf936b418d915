"""The statement, the hints and the solution as HTML."""

import ast
import re

from django.utils.safestring import SafeString

from cards.rendering.markdown import render_markdown
from sandbox.exercise_pages import Example, ExercisePage

PLACE = "{{example}}"
_HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
_TICKS = re.compile("`+")
_WIDTH = 68
"""Characters of a line of code that fit the statement's column."""


def statement_html(page: ExercisePage, framework: str) -> SafeString:
    """The statement with its worked example in one framework."""
    example = _fenced("pycon", example_session(page.examples[framework]))
    return render_markdown(with_headings_from(2, page.statement).replace(PLACE, example))


def solution_html(notes: str) -> SafeString:
    """What is said of the solution; its headings stand below that of its section."""
    return render_markdown(with_headings_from(3, notes))


def with_headings_from(level: int, text: str) -> str:
    """Shift all headings so that the highest has `level`: screen readers go by the levels."""
    levels = [len(found[1]) for found in _HEADING.finditer(text)]
    shift = level - min(levels, default=level)
    return _HEADING.sub(lambda found: "#" * min(6, len(found[1]) + shift) + " ", text)


def code_html(source: str) -> SafeString:
    """A whole program in colour."""
    return render_markdown(_fenced("python", source.strip("\n")))


def example_session(example: Example) -> str:
    """The example as one would type it at Python's prompt."""
    lines = [f">>> {line}" for line in example.setup.splitlines() if line.strip()]
    first, *rest = wrapped_call(example.call).splitlines()
    lines += [f">>> {first}", *(f"... {line}" for line in rest)]
    return "\n".join([*lines, wrapped_call(example.result)])


def wrapped_call(code: str) -> str:
    """A call over several lines, one argument each, where it would not fit one."""
    if len(code) <= _WIDTH:
        return code
    try:
        call = ast.parse(code, mode="eval").body
    except SyntaxError:
        return code
    if not isinstance(call, ast.Call) or not (call.args or call.keywords):
        return code
    pieces = [*call.args, *(keyword.value for keyword in call.keywords)]
    names = [""] * len(call.args) + [f"{keyword.arg}=" for keyword in call.keywords]
    arguments = [
        f"    {name}{ast.get_source_segment(code, piece)},"
        for name, piece in zip(names, pieces, strict=True)
    ]
    function = ast.get_source_segment(code, call.func)
    return "\n".join([f"{function}(", *arguments, ")"])


def _fenced(language: str, code: str) -> str:
    """Code in a fence longer than any run of back-ticks in it."""
    longest = max(map(len, _TICKS.findall(code)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"
