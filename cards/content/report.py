"""What the content files hold, counted: for a terminal, and as a page of the documentation."""

from collections import Counter
from collections.abc import Iterator, Sequence

from cards.content.entries import DocumentEntry
from cards.content.findings import covered_sections
from cards.models import Card

_KINDS = tuple(kind for kind in Card.Kind if kind != Card.Kind.EXERCISE)


def content_report(documents: Sequence[DocumentEntry]) -> str:
    """Counts for each document: sections, cards by kind and difficulty, errata."""
    return "\n\n".join("\n".join(_of_document(document)) for document in documents)


def _of_document(document: DocumentEntry) -> Iterator[str]:
    cards = document.cards
    kinds = Counter(card.kind for card in cards)
    levels = Counter(card.difficulty for card in cards)
    yield f"{document.place.source.name}: {document.stable_id}"
    yield f"  sections    {len(document.sections)}, {_asked(document)} with cards"
    yield f"  cards       {len(cards)} entries, {_shown(document)} cards"
    yield "  kinds       " + _counts({str(kind): kinds[kind] for kind in _KINDS}, len(cards))
    yield "  difficulty  " + _counts(
        {str(level): levels[level] for level in sorted(levels)}, len(cards)
    )
    yield f"  errata      {len(document.errata)}"


def _counts(counts: dict[str, int], total: int) -> str:
    found = ((name, count) for name, count in counts.items() if count)
    return ", ".join(f"{name} {count} ({count / total:.0%})" for name, count in found)


def _asked(document: DocumentEntry) -> int:
    return len(covered_sections(document))


def _shown(document: DocumentEntry) -> int:
    """How many cards learners meet: each deletion of a cloze text is one."""
    return sum(max(1, len(card.numbers)) for card in document.cards)


_HEAD = """# The shipped content

Written by `manage.py load_content --check --page docs/content.md`; a test compares it with the
files. A section counts as asked where a card is made from it or from a part of it; the others are
tables of contents, bylines, references and empty headings. A cloze text counts once among the
entries and once for each of its deletions among the cards.
"""


def content_page(documents: Sequence[DocumentEntry]) -> str:
    """The same counts as a page of Markdown, documents in their own order."""
    ordered = sorted(documents, key=lambda document: document.position)
    columns = ["Document", "Sections", "asked", "Entries", "Cards"]
    columns += [*(str(kind) for kind in _KINDS), "Mean difficulty", "Errata"]
    rows = [_row(document) for document in ordered]
    totals = ["All", *(str(sum(int(row[at]) for row in rows)) for at in range(1, 10))]
    every = [card for document in ordered for card in document.cards]
    rows.append([*totals, _mean([card.difficulty for card in every]), _sum(rows, -1)])
    lines = [columns, ["---"] * len(columns), *rows]
    return _HEAD + "\n" + "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _row(document: DocumentEntry) -> list[str]:
    kinds = Counter(card.kind for card in document.cards)
    return [
        document.title["en"],
        *map(str, (len(document.sections), _asked(document), len(document.cards))),
        str(_shown(document)),
        *(str(kinds[kind]) for kind in _KINDS),
        _mean([card.difficulty for card in document.cards]),
        str(len(document.errata)),
    ]


def _sum(rows: Sequence[Sequence[str]], column: int) -> str:
    return str(sum(int(row[column]) for row in rows))


def _mean(numbers: Sequence[int]) -> str:
    return f"{sum(numbers) / len(numbers):.1f}" if numbers else ""
