"""Pictures that cards name instead of carrying: ``![](figure:NAME#hide=PART)``.

A figure is trusted, the text around it is not: while the text is cleaned, a word that nobody can
guess keeps the figure's place.
"""

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from difflib import get_close_matches
from secrets import token_hex

from django.utils.translation import gettext as _

from cards.figures import (
    UnknownFigure,
    UnknownPart,
    all_figures,
    drawing_of,
    figure_svg,
)

_ADDRESS = re.compile(r"figure:([^#]*)(?:#(hide|show)=(.+)|(#.*))?\Z", re.DOTALL)
_PLACES = "figures"


class FigureError(ValueError):
    """A figure that cannot be shown; says why and what there is instead."""


@dataclass(frozen=True, slots=True)
class _Reference:
    name: str
    hide: str = ""
    show: str = ""


def is_figure(address: str) -> bool:
    return address.startswith("figure:")


def render_figure(address: str, language: str) -> str:
    """Return the HTML of the figure that `address` names; raises FigureError."""
    reference = _read(address)
    try:
        svg = figure_svg(reference.name, language, hide=reference.hide, show=reference.show)
    except UnknownFigure:
        names = [figure.name for figure in all_figures()]
        raise FigureError(
            _("There is no figure “%(name)s”. %(instead)s")
            % {"name": reference.name, "instead": _instead(reference.name, names)}
        ) from None
    except UnknownPart as error:
        parts = list(drawing_of(reference.name).parts)
        raise FigureError(
            _("The figure “%(name)s” has no part “%(part)s”. %(instead)s")
            % {"name": reference.name, "part": error, "instead": _instead(str(error), parts)}
        ) from None
    return f'<span class="figure">{svg}</span>'


def keep_place(figure: str, env: MutableMapping[str, dict[str, str]]) -> str:
    """Return a word to stand for `figure` until `put_figures` puts it there."""
    word = token_hex(16)
    env.setdefault(_PLACES, {})[word] = figure
    return word


def put_figures(html: str, env: MutableMapping[str, dict[str, str]]) -> str:
    """Return `html`, which is safe, with the figures in the places that were kept for them."""
    for word, figure in env.get(_PLACES, {}).items():
        html = html.replace(word, figure)
    return html


def _read(address: str) -> _Reference:
    match = _ADDRESS.match(address)
    if match is None or match[4]:
        raise FigureError(
            _("Write figure:NAME, figure:NAME#hide=PART or figure:NAME#show=PART: %(address)s")
            % {"address": address}
        )
    return _Reference(match[1], **({match[2]: match[3]} if match[2] else {}))


def _instead(name: str, known: Iterable[str]) -> str:
    """What the author may have meant, or where to look."""
    names = list(known)
    close = get_close_matches(name, names, n=3) or (names if len(names) <= 12 else [])
    if close:
        return _("There is: %(names)s.") % {"names": ", ".join(close)}
    return _("The page “Figures” shows all of them.")
