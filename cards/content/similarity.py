"""How alike two questions are, so that nobody writes the same card twice."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

THRESHOLD = 0.75
_CLOZE = re.compile(r"\{\{c\d+::|::[^{}]*\}\}")
_WORD = re.compile(r"[^\W_]+")
_PROBES = 6
_NO_WORD = re.compile(r"[\W_]+")


def trigrams(text: str) -> frozenset[str]:
    """The trigrams of `text`, ignoring case, width, spaces, punctuation and cloze markup."""
    normal = unicodedata.normalize("NFKC", _CLOZE.sub("", text)).casefold()
    plain = f" {_NO_WORD.sub('', normal)} "
    return frozenset(plain[start : start + 3] for start in range(len(plain) - 2))


def probes(text: str) -> list[str]:
    """Some long words of `text`; what is alike has at least one of them, letter for letter.

    Chinese has no spaces, there three characters do for a word.
    """
    words = _WORD.findall(_CLOZE.sub(" ", text))
    pieces = [
        word[start : start + size]
        for word in words
        for size in [len(word) if word.isascii() else 3]
        for start in range(0, len(word), size)
    ]
    return sorted(dict.fromkeys(pieces), key=len, reverse=True)[:_PROBES]


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice's coefficient: 0 nothing in common, 1 the same."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def similar_pairs(texts: Sequence[str]) -> Iterator[tuple[int, int, float]]:
    """The indexes of texts that are alike, the earlier one first, with their similarity.

    Only texts that share a trigram are compared, so a thousand texts take about a second.
    """
    grams = [trigrams(text) for text in texts]
    having: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(grams):
        shared = Counter(earlier for gram in own for earlier in having[gram])
        for earlier, count in sorted(shared.items()):
            likeness = 2 * count / (len(own) + len(grams[earlier]))
            if likeness >= THRESHOLD:
                yield earlier, index, likeness
        for gram in own:
            having[gram].append(index)
