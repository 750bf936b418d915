r"""Cloze texts: ``{{c1::answer}}`` or ``{{c1::answer::hint}}`` anywhere in Markdown.

Braces inside an answer balance, so LaTeX fits: ``{{c1::\frac{1}{n}}}``. `hide` and `reveal` return
Markdown for `render_markdown`, with marks in place of the deletions.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cards.rendering import markers

HIGHEST_NUMBER = 99

# Also finds what was meant as a deletion, so that a slip never shows the answer on the front.
_OPENING = re.compile(r"\{\{([cC])([0-9]*)(::?)")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)


class ClozeError(ValueError):
    """A cloze text that cannot be read; says what is wrong and where."""


@dataclass(frozen=True, slots=True)
class Deletion:
    """One deletion: `text[start:end]` is the whole of it, braces included."""

    number: int
    answer: str
    hint: str
    start: int
    end: int


def cloze_numbers(text: str) -> list[int]:
    """Return the numbers that occur in `text`, ascending; raises ClozeError."""
    return sorted({deletion.number for deletion in parse(text)})


def hide(text: str, number: int) -> str:
    """Return the Markdown of the front: the answers of `number` are gone, all others stand.

    Raises ClozeError, also if `number` does not occur.
    """
    return _replace(
        text,
        number,
        lambda deletion: markers.GAP_START + (deletion.hint or markers.NO_HINT) + markers.GAP_END,
    )


def reveal(text: str, number: int) -> str:
    """Return the Markdown of the back: the answers of `number` are highlighted."""
    return _replace(
        text,
        number,
        lambda deletion: f"{markers.ANSWER_START}{deletion.answer}{markers.ANSWER_END}",
    )


def parse(text: str) -> list[Deletion]:
    """Return the deletions of `text` in order; raises ClozeError.

    Inside code, braces need not balance and `::` is no separator.
    """
    code = [range(*match.span()) for match in _CODE.finditer(text)]
    # Code that reaches into a deletion is not skipped inside of another one: there, two stray
    # backticks have paired up by accident.
    around = [span for span in code if _OPENING.search(text, span.start, span.stop)]
    skipped = {
        span.start: span.stop for span in code if not _OPENING.search(text, span.start, span.stop)
    }
    deletions = []
    position = 0
    while opening := _OPENING.search(text, position):
        in_code = any(opening.start() in span for span in around)
        deletion = _read(text, opening, skipped, in_code=in_code)
        deletions.append(deletion)
        position = deletion.end
    return deletions


def _replace(text: str, number: int, shown: Callable[[Deletion], str]) -> str:
    text = markers.remove(text)
    deletions = parse(text)
    if all(deletion.number != number for deletion in deletions):
        raise ClozeError(_("No deletion has the number %(number)d.") % {"number": number})
    result, position = "", 0
    for deletion in deletions:
        replacement = shown(deletion) if deletion.number == number else deletion.answer
        result += text[position : deletion.start] + replacement
        position = deletion.end
    return result + text[position:]


def _read(text: str, opening: re.Match[str], skipped: dict[int, int], *, in_code: bool) -> Deletion:
    start = opening.start()
    letter, digits, colons = opening.groups()
    if letter != "c" or colons != "::" or not digits or not 1 <= _number(digits) <= HIGHEST_NUMBER:
        raise _error(
            text,
            start,
            _("Write {{c1::answer}} with a number from 1 to %(highest)d")
            % {"highest": HIGHEST_NUMBER},
        )
    end, separator = _scan(text, opening, skipped, in_code=in_code)
    answer = text[opening.end() : end if separator is None else separator]
    hint = "" if separator is None else text[separator + 2 : end]
    if not answer.strip():
        raise _error(text, start, _("The answer is empty"))
    return Deletion(int(digits), answer, hint.strip(), start, end + 2)


def _number(digits: str) -> int:
    return int(digits) if len(digits) <= 4 else HIGHEST_NUMBER + 1


def _scan(
    text: str, opening: re.Match[str], skipped: dict[int, int], *, in_code: bool
) -> tuple[int, int | None]:
    """Return where the closing braces and the `::` before the hint stand."""
    start, position = opening.span()
    depth, in_math, separator = 0, False, None
    while position < len(text):
        if position in skipped:
            position = skipped[position]
            continue
        character = text[position]
        if character == "\\":
            position += 2
            continue
        if _OPENING.match(text, position):
            raise _error(text, position, _("A deletion stands inside another one"))
        if character == "}" and depth == 0:
            if text.startswith("}}", position):
                return position, separator
            raise _error(text, start, _("A “}” in the answer has no “{” before it"))
        depth += (character == "{") - (character == "}")
        in_math ^= character == "$"
        if separator is None and depth == 0 and not in_math and not in_code:
            separator = position if text.startswith("::", position) else None
        position += 1
    raise _error(text, start, _("A deletion is not closed with “}}”"))


def _error(text: str, position: int, what: str) -> ClozeError:
    line = text.count("\n", 0, position) + 1
    excerpt = text[position : position + 30].split("\n")[0]
    return ClozeError(
        _("Line %(line)d, at “%(excerpt)s”: %(what)s.")
        % {"line": line, "excerpt": excerpt, "what": what}
    )
