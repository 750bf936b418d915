"""Lasting ids for what people make on this site."""

import re
from collections.abc import Iterable, Mapping

from cards.content.checks import Text
from cards.languages import ContentLanguage
from cards.models import Card, Section

_MOST_WORDS = 6
_MOST_CHARACTERS = 60
_MARKUP = re.compile(r"\$[^$]*\$|\{\{c\d+::|\}\}")


class FreeIds:
    """Hands out ids that are not taken yet: `name`, then `name-2`, `name-3` and so on."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        # Ten thousand sections may have one title, and counting from 2 for each takes minutes.
        self._last: dict[str, int] = {}

    def take(self, name: str) -> str:
        number = self._last.get(name, 0) + 1
        while (found := name if number == 1 else f"{name}-{number}") in self._taken:
            number += 1
        self._last[name] = number
        self._taken.add(found)
        return found


def new_stable_id(section: Section, texts: Mapping[str, Text]) -> str:
    """The section's id and the first words of the English front; no card has the result yet."""
    english = texts.get(ContentLanguage.EN)
    base = f"{section.stable_id}/{_slug(english.front if english else '') or 'card'}"
    taken = Card.objects.filter(stable_id__startswith=base).values_list("stable_id", flat=True)
    return FreeIds(taken).take(base)


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", _MARKUP.sub(" ", text).lower())
    return "-".join(words[:_MOST_WORDS])[:_MOST_CHARACTERS].strip("-")
