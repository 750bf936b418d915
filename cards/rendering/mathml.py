"""LaTeX to MathML. Everything that knows of math-core is in this module."""

import re

from django.utils.translation import gettext as _
from math_core import LatexError, LatexToMathML

from cards.rendering import markers

# math-core styles cells and boxes inline, which a strict CSP forbids: each declaration that it is
# known to write becomes a class of content.css.
STYLE_CLASSES = {
    "text-align:left": "math-left",
    "text-align:right": "math-right",
    "justify-items:start": "",
    "justify-items:end": "",
    "padding-left:0": "math-tight-left",
    "padding-right:0": "math-tight-right",
    "padding-left:1em": "math-wide-left",
    "padding-left:0.1em": "math-narrow-left",
    "padding-right:0.1em": "math-narrow-right",
    "padding-top:0.1667em": "math-raised-top",
    "padding-bottom:0": "",
    "width:100%": "math-full",
    "width:50%": "math-half",
    "border-left:0.05em solid currentcolor": "math-line-left",
    "border-right:0.05em solid currentcolor": "math-line-right",
    "border-top:0.05em solid currentcolor": "math-line-top",
    "border-bottom:0.05em solid currentcolor": "math-line-bottom",
    "color:#6A7ABF": "cloze",
}
_ANSWER_COLOUR = "Periwinkle"  # the name that TeX gives to the colour above
_ENCLOSURES = {
    "box": "math-box",
    "updiagonalstrike": "math-strike-up",
    "downdiagonalstrike": "math-strike-down",
    "updiagonalstrike downdiagonalstrike": "math-strike-both",
}
CLASSES = frozenset(filter(None, STYLE_CLASSES.values())) | frozenset(_ENCLOSURES.values())

_STYLE = re.compile(r' style="([^"]*)"')
_ENCLOSE = re.compile(r'<menclose notation="([^"]*)">')
_STRIKE = re.compile(r'<mrow class="menclose-[a-z]+"></mrow>')
_DEFINITION = re.compile(r"\\(?:[a-z]*def|let|[a-zA-Z]*command|DeclareMath[a-zA-Z]*)(?![a-zA-Z])")
_POSITION = re.compile(r"^\d+: ")
_TEX_SPECIAL = re.compile(r"[\\{}$%#&_^~]")
_TEX_ESCAPES = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}

# math-core recurses into groups and overflows the stack, which kills the process, somewhere above
# 3,200 levels; a level takes at least one character, unless macros could multiply them.
MAX_LENGTH = 1_500
_converter = LatexToMathML(fancy_error=False)


class MathError(ValueError):
    """A formula that cannot be shown; says why."""


def render_math(latex: str, display: bool) -> str:  # noqa: FBT001
    """Return the `<math>` element of a formula, without inline styles.

    Cloze marks become a highlight or a box. Raises MathError for LaTeX that is not understood,
    that defines macros, or that is longer than 1,500 characters.
    """
    if _DEFINITION.search(latex):
        raise MathError(_("A formula cannot define commands."))
    latex = _resolve(latex)
    if len(latex) > MAX_LENGTH:
        raise MathError(_("A formula has at most %(count)d characters.") % {"count": MAX_LENGTH})
    try:
        mathml: str = _converter.convert_with_local_state(latex, displaystyle=display)
    except LatexError as error:
        raise MathError(_POSITION.sub("", str(error))) from error
    # Chromium cannot centre the combining low line that math-core writes for a bar.
    mathml = mathml.replace("\u0332", "\u203e")
    mathml = _STRIKE.sub("", _ENCLOSE.sub(_enclosure, mathml)).replace("</menclose>", "</mrow>")
    return _STYLE.sub(_classes, mathml)


def _resolve(latex: str) -> str:
    if not markers.are_paired(latex):
        raise MathError(_("A deletion begins or ends inside this formula."))
    with_gaps = markers.GAP_PATTERN.sub(lambda match: _gap(match[1]), latex)
    return with_gaps.replace(markers.ANSWER_START, rf"{{\textcolor{{{_ANSWER_COLOUR}}}{{").replace(
        markers.ANSWER_END, "}}"
    )


def _gap(hint: str) -> str:
    if hint == markers.NO_HINT:
        return r"{\boxed{\;?\;}}"
    escaped = _TEX_SPECIAL.sub(lambda match: _TEX_ESCAPES.get(match[0], "\\" + match[0]), hint)
    return rf"{{\boxed{{\;\text{{{escaped}}}\;}}}}"


def _enclosure(match: re.Match[str]) -> str:
    if match[1] not in _ENCLOSURES:
        raise MathError(_("This kind of frame cannot be shown."))
    return f'<mrow class="{_ENCLOSURES[match[1]]}">'


def _classes(match: re.Match[str]) -> str:
    declarations = [
        declaration.strip().replace(": ", ":")
        for declaration in match[1].split(";")
        if declaration.strip()
    ]
    unknown = [declaration for declaration in declarations if declaration not in STYLE_CLASSES]
    if unknown:
        raise MathError(_("This style cannot be shown: %(style)s") % {"style": unknown[0]})
    names = " ".join(filter(None, (STYLE_CLASSES[declaration] for declaration in declarations)))
    return f' class="{names}"' if names else ""
