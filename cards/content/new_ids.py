"""Lasting ids for cards that people write on this site."""

import re
from collections.abc import Mapping

from cards.content.checks import Text
from cards.languages import ContentLanguage
from cards.models import Card, Section

_MOST_WORDS = 6
_MOST_CHARACTERS = 60
_MARKUP = re.compile(r"\$[^$]*\$|\{\{c\d+::|\}\}")


def new_stable_id(section: Section, texts: Mapping[str, Text]) -> str:
    """The section's id and the first words of the English front; no card has the result yet."""
    english = texts.get(ContentLanguage.EN)
    base = f"{section.stable_id}/{_slug(english.front if english else '') or 'card'}"
    taken = set(Card.objects.filter(stable_id__startswith=base).values_list("stable_id", flat=True))
    number = 2
    found = base
    while found in taken:
        found = f"{base}-{number}"
        number += 1
    return found


def _slug(text: str) -> str:
    words = re.findall(r"[a-z0-9]+", _MARKUP.sub(" ", text).lower())
    return "-".join(words[:_MOST_WORDS])[:_MOST_CHARACTERS].strip("-")
