"""What a learner studies: everything but the documents, sections and tags left out.

A section that is left out takes everything beneath it along, so only the topmost is stored.
Nothing is ever deleted: what comes back has kept its progress.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Manager, Model, OuterRef, Q

from cards.models import Card, Document, Profile, Section, Tag
from cards.scheduling.cursors import forget_cursors


@dataclass
class Branch:
    """A document or section as it is offered.

    `cards` counts its published cards and those of everything beneath it; it is `mixed` when
    something beneath it is left out.
    """

    name: str
    item: Document | Section
    studied: bool
    own_cards: int = 0
    cards: int = 0
    mixed: bool = False
    children: list["Branch"] = field(default_factory=list)

    def names(self) -> list[str]:
        return [self.name, *(name for child in self.children for name in child.names())]


@dataclass(frozen=True)
class TagChoice:
    tag: Tag
    studied: bool
    cards: int


@dataclass(frozen=True)
class StudyChoice:
    """Everything that has published cards, as a tree and a list of tags."""

    documents: Sequence[Branch]
    tags: Sequence[TagChoice]

    @property
    def names(self) -> list[str]:
        """The name of every box on the page, such as “section-12”."""
        tags = [f"tag-{choice.tag.pk}" for choice in self.tags]
        return [name for document in self.documents for name in document.names()] + tags


@dataclass(frozen=True)
class Ids:
    """Primary keys of documents, sections and tags."""

    documents: frozenset[int] = frozenset()
    sections: frozenset[int] = frozenset()
    tags: frozenset[int] = frozenset()


def load_choice(profile: Profile) -> StudyChoice:
    """Return what `profile` can choose from, in three queries however many sections there are."""
    published = Q(cards__state=Card.State.PUBLISHED)
    documents = {
        document.pk: Branch(f"document-{document.pk}", document, studied=not document.skipped)
        for document in Document.objects.filter(retired=False).annotate(
            skipped=_is_skipped(Profile.skipped_documents.through, "document", profile)
        )
    }
    sections = list(
        Section.objects.filter(document__retired=False).annotate(
            skipped=_is_skipped(Profile.skipped_sections.through, "section", profile),
            own_cards=Count("cards", filter=published & Q(retired=False)),
        )
    )
    branches = {
        section.pk: Branch(
            f"section-{section.pk}",
            section,
            studied=not section.skipped,
            own_cards=section.own_cards,
        )
        for section in sections
    }
    for section in sections:
        above = branches.get(section.parent_id or 0) or documents[section.document_id]
        above.children.append(branches[section.pk])
    for document_branch in documents.values():
        _count_and_prune(document_branch)
    siblings = Q(cards__siblings__state=Card.State.PUBLISHED)
    tags = Tag.objects.annotate(
        skipped=_is_skipped(Profile.skipped_tags.through, "tag", profile),
        # The further cards of a cloze text carry the tags of the first one.
        count=Count("cards", filter=published, distinct=True)
        + Count("cards__siblings", filter=siblings, distinct=True),
    )
    return StudyChoice(
        [branch for branch in documents.values() if branch.cards],
        [TagChoice(tag, studied=not tag.skipped, cards=tag.count) for tag in tags if tag.count],
    )


def save_choice(profile: Profile, *, shown: Ids, ticked: Ids) -> None:
    """Study what is ticked, leave out what was shown unticked, keep the rest as it was.

    `shown` guards what the learner could not see: a section added since the page was loaded is
    studied, as everything new is.
    """
    with transaction.atomic():
        # First, for it takes the learner's lock: two tabs that save at once do so in turn.
        forget_cursors(profile.user)
        skipped = Ids(
            documents=_skipped(profile.skipped_documents, shown.documents, ticked.documents),
            sections=_skipped(profile.skipped_sections, shown.sections, ticked.sections),
            tags=_skipped(profile.skipped_tags, shown.tags, ticked.tags),
        )
        profile.skipped_documents.set(Document.objects.filter(pk__in=skipped.documents))
        profile.skipped_sections.set(_topmost(skipped))
        profile.skipped_tags.set(Tag.objects.filter(pk__in=skipped.tags))


def _is_skipped(through: type[Model], name: str, profile: Profile) -> Exists:
    rows = through._default_manager.filter(profile=profile, **{name: OuterRef("pk")})
    return Exists(rows)


def _count_and_prune(branch: Branch) -> int:
    """Add up the cards of the tree and drop what has none: there is nothing to choose."""
    branch.children = [child for child in branch.children if _count_and_prune(child)]
    branch.mixed = any(child.mixed or not child.studied for child in branch.children)
    branch.cards = branch.own_cards + sum(child.cards for child in branch.children)
    return branch.cards


def _skipped(
    before: "Manager[Any]", shown: frozenset[int], ticked: frozenset[int]
) -> frozenset[int]:
    return frozenset(before.values_list("pk", flat=True)) - shown | (shown - ticked)


def _topmost(skipped: Ids) -> list[int]:
    """Return those skipped sections that nothing above them skips already."""
    parents: dict[int, int | None] = {}
    candidates = []
    for pk, parent, document in Section.objects.values_list("pk", "parent_id", "document_id"):
        parents[pk] = parent
        if pk in skipped.sections and document not in skipped.documents:
            candidates.append(pk)
    return [pk for pk in candidates if skipped.sections.isdisjoint(_above(pk, parents))]


def _above(pk: int, parents: Mapping[int, int | None]) -> Collection[int]:
    above: set[int] = set()
    parent = parents.get(pk)
    while parent is not None and parent not in above:
        above.add(parent)
        parent = parents.get(parent)
    return above
