"""A document as its tree of sections, each with what a learner has to do and has done in it."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import cast

from django.contrib.auth.models import User
from django.db import connection

from cards.languages import ContentLanguage, current_content_language
from cards.models import Document
from cards.statistics.card_counts import NOTHING, CardCounts, counts_by_section

_SECTIONS = {
    language: f"""
        SELECT section.id, section.parent_id, section.stable_id, section.title_{language},
            section.retired,
            (
                SELECT COUNT(*) FROM cards_erratum AS erratum
                WHERE erratum.section_id = section.id AND NOT erratum.retired
            ),
            EXISTS (
                SELECT 1 FROM cards_profile_skipped_sections AS skip
                WHERE skip.profile_id = %(learner)s AND skip.section_id = section.id
            )
        FROM cards_section AS section WHERE section.document_id = %(document)s
        ORDER BY section.position, section.id
    """  # noqa: S608  # the names of languages are our own
    for language in ContentLanguage.values
}


@dataclass(slots=True, eq=False)
class Branch:
    """A section in use. `own` counts its cards, `cards` also those of everything beneath it.

    So do `own_errata` and `errata`. `left_out` is one that the learner does not study.
    """

    pk: int
    stable_id: str
    title: str
    left_out: bool
    own: CardCounts
    own_errata: int
    cards: CardCounts = NOTHING
    errata: int = 0
    parent: "Branch | None" = None
    children: list["Branch"] = field(default_factory=list)

    @property
    def path(self) -> list["Branch"]:
        """The sections above it, the topmost first."""
        above: list[Branch] = []
        branch = self.parent
        while branch is not None:
            above.insert(0, branch)
            branch = branch.parent
        return above


@dataclass(frozen=True, slots=True)
class SectionTree:
    """The topmost sections of a document, and the sums over all of them."""

    roots: tuple[Branch, ...]
    cards: CardCounts
    errata: int

    def __iter__(self) -> Iterator[Branch]:
        """All sections in reading order: each one before what lies beneath it."""
        waiting = list(reversed(self.roots))
        while waiting:
            branch = waiting.pop()
            yield branch
            waiting.extend(reversed(branch.children))


def section_tree(learner: User, document: Document, *, day: int, left_out: bool) -> SectionTree:
    """Read the tree of `document` in two queries, however many sections it has.

    `left_out` says that the learner studies nothing of the document. What lies beneath a retired
    section moves up to the next one in use.
    """
    counts = counts_by_section(learner, document, day=day)
    parents: dict[int, int | None] = {}
    branches: dict[int, Branch] = {}
    skipped: set[int] = set()
    for pk, parent, stable_id, title, retired, errata, is_skipped in _sections(learner, document):
        parents[pk] = parent
        if is_skipped:
            skipped.add(pk)
        if not retired:
            own = counts.get(pk, NOTHING)
            branches[pk] = Branch(pk, stable_id, title, left_out, own, errata)
    return _added_up(_plant(branches, parents, skipped))


_Row = tuple[int, int | None, str, str, bool, int, bool]


def _sections(learner: User, document: Document) -> list[_Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            _SECTIONS[current_content_language()],
            {"learner": learner.pk, "document": document.pk},
        )
        return cast("list[_Row]", cursor.fetchall())


def _plant(
    branches: dict[int, Branch], parents: dict[int, int | None], skipped: set[int]
) -> SectionTree:
    """Hang every branch onto the next one above it that is in use."""
    roots: list[Branch] = []
    for pk, branch in branches.items():
        branch.left_out = branch.left_out or pk in skipped
        parent, retired = parents[pk], set[int]()
        while parent in parents and parent not in branches and parent not in retired:
            retired.add(parent)
            parent = parents[parent]
        branch.left_out = branch.left_out or not skipped.isdisjoint(retired)
        branch.parent = None if parent is None else branches.get(parent)
        (roots if branch.parent is None else branch.parent.children).append(branch)
    tree = SectionTree(tuple(roots), NOTHING, 0)
    planted = set(tree)
    in_circles = [branch for branch in branches.values() if branch not in planted]
    for branch in in_circles:
        branch.parent, branch.children = None, []
    return replace(tree, roots=(*roots, *in_circles))


def _added_up(tree: SectionTree) -> SectionTree:
    order = list(tree)
    for branch in order:
        branch.left_out = branch.left_out or (branch.parent is not None and branch.parent.left_out)
    # From the end, so that a section is complete before it is added to the one above.
    for branch in reversed(order):
        branch.cards = branch.cards.plus(branch.own)
        branch.errata += branch.own_errata
        above = branch.parent
        if above is not None:
            above.cards = branch.cards.plus(above.cards)
            above.errata += branch.errata
    cards = NOTHING
    for branch in tree.roots:
        cards = branch.cards.plus(cards)
    return replace(tree, cards=cards, errata=sum(branch.errata for branch in tree.roots))
