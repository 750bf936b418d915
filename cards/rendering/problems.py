"""What an author should mend in a text before learners see it."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from markdown_it.token import Token

from cards.languages import ContentLanguage
from cards.rendering import markers
from cards.rendering.cloze import ClozeError, cloze_numbers, hide, reveal
from cards.rendering.figures import FigureError, is_figure, render_figure
from cards.rendering.mathml import MathError, render_math
from cards.rendering.parser import build_parser
from cards.rendering.sanitising import LOCAL_IMAGE, WEB_LINK

_CLOZE = re.compile(r"\{\{[cC][0-9]*::?")
# Words in angle brackets such as <pad> are ordinary text; these are what people write as HTML.
_RAW_HTML = re.compile(
    r"<!--|</?(?:a|b|br|button|center|code|details|div|em|embed|font|form|h[1-6]|hr|i|iframe|img"
    r"|input|kbd|li|link|mark|math|meta|object|ol|p|pre|script|small|span|strong|style|sub|summary"
    r"|sup|svg|table|tbody|td|th|thead|tr|u|ul|video)(?=[\s/>])[^<>]*>",
    re.IGNORECASE,
)
# A dollar sign that was escaped, or money, is meant.
_STRAY_DOLLAR = re.compile(r"\$(?!\d)")

# Without joining, what was escaped stays apart from plain text.
_parser = build_parser().disable("text_join")


def find_problems(source: str) -> list[str]:
    """Return what is wrong in a Markdown text, in reading order and without repeats.

    Reported are formulas that cannot be shown (with the reason), a dollar sign without its partner,
    raw HTML, images from other hosts, figures or parts that do not exist, and cloze deletions that
    cannot be read or cross a border.
    A text with deletions is examined as the fronts and backs that it makes.
    """
    try:
        numbers = cloze_numbers(source) if _CLOZE.search(source) else []
    except ClozeError as error:
        return [str(error)]
    sides = [side(source, number) for number in numbers for side in (hide, reveal)] or [source]
    return list(dict.fromkeys(problem for side in sides for problem in _problems(side)))


def _problems(source: str) -> Iterator[str]:
    for token in _parser.parse(source):
        yield from _of_token(token)
        for child in token.children or []:
            yield from _of_token(child)


def _of_token(token: Token) -> Iterator[str]:
    match token.type:
        case "math_inline" | "math_inline_double" | "math_block":
            yield from _of_formula(token)
        case "text":
            yield from _of_text(token.content)
        case "image" if is_figure(str(token.attrs.get("src", ""))):
            yield from _of_figure(token)
        case "image" if not LOCAL_IMAGE.match(str(token.attrs.get("src", ""))):
            yield _("Images from other sites are not shown: %(address)s") % {
                "address": token.attrs.get("src", "")
            }
        case "link_open" if not WEB_LINK.match(str(token.attrs.get("href", ""))):
            yield _("Links begin with https://, http:// or mailto: %(address)s") % {
                "address": token.attrs.get("href", "")
            }
        case "inline" | "code_inline" | "fence" | "code_block" if not markers.are_paired(
            token.content
        ):
            yield _("A deletion must begin and end in the same paragraph, cell or code.")
        case _:
            pass


def _of_figure(token: Token) -> Iterator[str]:
    try:
        render_figure(str(token.attrs["src"]), ContentLanguage.EN)
    except FigureError as error:
        yield str(error)
    if token.content.strip():
        yield _("A figure has words of its own, leave its brackets empty: ![%(words)s]") % {
            "words": markers.remove(token.content)
        }


def _of_formula(token: Token) -> Iterator[str]:
    try:
        render_math(token.content.strip(), token.type != "math_inline")
    except MathError as error:
        yield _("Formula %(formula)s: %(reason)s") % {
            "formula": markers.remove(token.content.strip()),
            "reason": error,
        }


def _of_text(text: str) -> Iterator[str]:
    if stray := _STRAY_DOLLAR.search(text):
        yield _("A “$” has no partner, write \\$ for the sign itself: “%(excerpt)s”") % {
            "excerpt": markers.remove(text[max(0, stray.start() - 20) : stray.start() + 20])
        }
    if tag := _RAW_HTML.search(text):
        yield _("HTML is shown as it is written: %(tag)s") % {"tag": tag[0]}
