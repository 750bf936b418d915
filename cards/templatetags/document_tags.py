"""Strips of colour that show how far a learner has come, and the tree of a document's sections.

A document may have a thousand sections. A template that includes itself for each takes longer
than everything else the page does, so the rows are put together here.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from html import escape

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from cards.statistics.card_counts import NOTHING, CardCounts
from cards.statistics.section_tree import Branch

register = template.Library()

# With more sections than this, only the topmost are open at first.
_ALL_OPEN = 40


class _Words:
    """The words of strips and rows in the language of the page, each looked up once."""

    def __init__(self) -> None:
        self.states = {
            "mature": _("%(n)d mature"),
            "learning": _("%(n)d learning"),
            "new": _("%(n)d new"),
            "suspended": _("%(n)d suspended"),
            "due": _("%(n)d due"),
        }
        self.own = _("%(n)d of its own")
        self.comma = pgettext("between items of a list", ", ")
        self.study, self.left_out = escape(_("Study")), escape(_("left out"))
        self.cards = cache(lambda n: ngettext("%(n)d card", "%(n)d cards", n) % {"n": n})
        self.errata = cache(lambda n: ngettext("%(n)d mistake", "%(n)d mistakes", n) % {"n": n})
        self.exercises = cache(
            lambda n: ngettext("%(n)d exercise", "%(n)d exercises", n) % {"n": n}
        )
        self.parts = cache(lambda n: ngettext("%(n)d part", "%(n)d parts", n) % {"n": n})

    def strip(self, counts: CardCounts) -> str:
        """What the strip shows in words; what there is none of is not named."""
        return self.comma.join(
            text % {"n": n} for state, text in self.states.items() if (n := getattr(counts, state))
        )


@register.filter
def strip(counts: CardCounts) -> SafeString:
    """A bar of mature, learning and new cards; below it, how many are due. It says so in words."""
    return _safe(_strip(counts, _Words()))


def _strip(counts: CardCounts, words: _Words) -> str:
    if not counts.total:
        return ""
    start, bars = 0, ""
    for name in ("mature", "learning", "new", "suspended"):
        if width := getattr(counts, name):
            bars += f'<rect class="{name}" x="{start}" width="{width}" height="8"/>'
            start += width
    if counts.due:
        bars += f'<rect class="due" y="9" width="{counts.due}" height="3"/>'
    return (
        f'<svg class="strip" role="img" viewBox="0 0 {start} 12" preserveAspectRatio="none">'
        f"<title>{words.strip(counts)}</title>{bars}</svg>"
    )


@register.simple_tag
def section_rows(branches: Sequence[Branch], *, nested: bool = True) -> SafeString:
    """The rows of these sections as items of a list, with what lies beneath where `nested`."""
    html: list[str] = []
    _Rows(nested=nested, open_all=_fewer_than(_ALL_OPEN, branches)).write(branches, html)
    return _safe("".join(html))


def _fewer_than(limit: int, branches: Iterable[Branch]) -> bool:
    waiting, seen = list(branches), 0
    while waiting and seen <= limit:
        seen += 1
        waiting.extend(waiting.pop().children)
    return seen <= limit


class _Rows:
    """Writes the rows of sections in the language of the page."""

    def __init__(self, *, nested: bool, open_all: bool) -> None:
        self._nested, self._open_all, self._words = nested, open_all, _Words()
        self._section = reverse("section", args=["-"]).removesuffix("-/")
        self._review = reverse("review")
        # Small sections are alike: many a row says the same.
        self._progress = cache(self._progress_of)

    def write(self, branches: Sequence[Branch], html: list[str], depth: int = 0) -> None:
        """Add the items to `html`."""
        for branch in branches:
            html.append(self._row(branch))
            if self._nested and branch.children:
                is_open = " open" if self._open_all or depth == 0 else ""
                parts = self._words.parts(len(branch.children))
                html.append(f"<details{is_open}><summary>{parts}</summary><ul>")
                self.write(branch.children, html, depth + 1)
                html.append("</ul></details>")
            html.append("</li>")

    def _row(self, branch: Branch) -> str:
        title = escape(branch.title)
        study = ""
        if branch.left_out:
            study = f'<span class="muted">{self._words.left_out}</span>'
        elif branch.cards is not NOTHING:
            study = (
                f'<a class="button" href="{self._review}?section={branch.stable_id}">'
                f'{self._words.study}<span class="visually-hidden"> {title}</span></a>'
            )
        return (
            '<li><div class="section-row">'
            f'<a class="title" href="{self._section}{branch.stable_id}/">{title}</a>'
            f"{self._progress(branch.cards, branch.own.total, branch.errata)}{study}</div>"
        )

    def _progress_of(self, cards: CardCounts, own: int, errata: int) -> str:
        """The strip, and what a row says in numbers."""
        words, total = self._words, cards.total
        facts = f"<span>{words.cards(total)}</span>"
        if 0 < own < total:
            facts += f"<span>{words.own % {'n': own}}</span>"
        if cards.due:
            facts += f'<span class="due">{words.states["due"] % {"n": cards.due}}</span>'
        if errata:
            facts += f'<span class="errata">{words.errata(errata)}</span>'
        if cards.exercises:
            facts += f"<span>{words.exercises(cards.exercises)}</span>"
        return f'{_strip(cards, words)}<span class="facts">{facts}</span>'


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308  # numbers, stable ids, escaped titles, our own words
