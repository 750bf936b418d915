"""Where a learner stands: what they study, and what they have answered today.

One statement reads it. What is left out and what was answered are short lists, as long as the
learner's own choices and the day's work, so that the statements which look for cards need not
find them out again. It is read anew for every request: changing a setting or undoing an answer
needs nothing more.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import connection, transaction

from cards.models import Card, Profile, Review
from cards.scheduling.cursors import locked_profile, place_cursors
from cards.scheduling.day import learner_day

# What the cards that are kept a day apart have in common, of a card called ``card``.
SIBLING_GROUP = {
    Profile.SiblingRule.CLOZE: "COALESCE(card.lead_id, card.id)",
    Profile.SiblingRule.SECTION: "card.section_id",
    Profile.SiblingRule.NONE: "card.id",
}

# Each row is a word and two numbers. A section that is skipped takes everything beneath
# it along; one that was retired is left out as well, and matters only while a card is in it.
_STANDING = """
    WITH RECURSIVE skipped_section(id) AS (
        SELECT section_id FROM cards_profile_skipped_sections WHERE profile_id = %(learner)s
        UNION
        SELECT section.id FROM cards_section AS section
        JOIN skipped_section ON section.parent_id = skipped_section.id
    )
    SELECT answer.phase,
        CASE WHEN answer.phase <> 'drill' THEN (
            SELECT {group} FROM cards_card AS card WHERE card.id = answer.card_id
        ) END,
        CASE WHEN answer.phase = 'new' THEN (
            SELECT card.document_id FROM cards_card AS card WHERE card.id = answer.card_id
        ) END
    FROM cards_review AS answer
    WHERE answer.learner_id = %(learner)s AND answer.day = %(today)s AND answer.undone_at IS NULL
    UNION ALL
    SELECT 'studied', document.id, document.position FROM cards_document AS document
    WHERE NOT document.retired AND document.id NOT IN (
        SELECT document_id FROM cards_profile_skipped_documents WHERE profile_id = %(learner)s
    )
    UNION ALL
    SELECT 'placed', document_id, 0 FROM cards_newcardcursor WHERE learner_id = %(learner)s
    UNION ALL
    SELECT 'left out', id, 0 FROM skipped_section
    UNION ALL
    SELECT 'left out', section.id, 0 FROM cards_section AS section
    WHERE section.retired = TRUE AND EXISTS (
        SELECT 1 FROM cards_card AS card
        WHERE card.section_id = section.id AND card.state = 'published'
    )
    UNION ALL
    SELECT 'skipped tag', tag_id, 0 FROM cards_profile_skipped_tags WHERE profile_id = %(learner)s
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """A learner on one of their days. Documents are in site order."""

    profile: Profile
    day: int
    documents: tuple[int, ...]
    left_out_sections: frozenset[int]
    skipped_tags: frozenset[int]
    held_groups: frozenset[int]
    """Sibling groups of which a card was answered today: the others wait for another day."""
    introduced: Counter[int]
    """How many new cards of each document were answered today."""
    answers: Counter[str]
    """How many answers were given today in each phase, without those undone."""
    unplaced: bool
    """Whether the learner's place in some studied document is unknown."""
    only_sections: frozenset[int] | None = None
    """While the learner looks at one section only, it and those beneath it (see `scope`)."""

    @property
    def reviews_left(self) -> int:
        return max(0, self.profile.reviews_per_day - self.answers[Review.Phase.REVIEW])

    @property
    def new_left(self) -> int:
        return max(0, self.profile.new_per_day - self.answers[Review.Phase.NEW])

    @property
    def sibling_group(self) -> str:
        return SIBLING_GROUP[Profile.SiblingRule(self.profile.sibling_rule)]


def begin_day(learner: User, *, now: datetime) -> Standing:
    """Read where the learner stands. Their places are found again first if they were forgotten."""
    profile = learner.profile
    standing = read_standing(profile, learner_day(now, profile.zone, profile.rollover_hour))
    if standing.unplaced:
        with transaction.atomic():
            place_cursors(locked_profile(learner))
    return standing


def read_standing(profile: Profile, day: int) -> Standing:
    """Read where the learner stands on `day`; their places stay as they are."""
    group = SIBLING_GROUP[Profile.SiblingRule(profile.sibling_rule)]
    found: dict[str, list[tuple[int, int]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING.format(group=group), {"learner": profile.pk, "today": day})
        for what, first, second in cursor.fetchall():
            found.setdefault(what, []).append((first, second))

    def numbers(what: str) -> frozenset[int]:
        return frozenset(first for first, _second in found.get(what, []))

    by_position = sorted(found.get("studied", []), key=lambda document: document[::-1])
    documents = tuple(document for document, _position in by_position)
    return Standing(
        profile=profile,
        day=day,
        documents=documents,
        left_out_sections=numbers("left out"),
        skipped_tags=numbers("skipped tag"),
        held_groups=numbers(Review.Phase.NEW) | numbers(Review.Phase.REVIEW),
        introduced=Counter(document for _group, document in found.get(Review.Phase.NEW, [])),
        answers=Counter({phase: len(found.get(phase, [])) for phase in Review.Phase}),
        unplaced=not numbers("placed").issuperset(documents),
    )


def may_be_answered(standing: Standing, card: Card, phase: Review.Phase) -> bool:
    """Whether `card` is studied and no sibling holds it back.

    In drill no card is held back, nor an exercise ever: by then the learner has solved it.
    """
    free = phase == Review.Phase.DRILL or card.kind == Card.Kind.EXERCISE
    groups = {
        Profile.SiblingRule.CLOZE: card.sibling_group,
        Profile.SiblingRule.SECTION: card.section_id,
        Profile.SiblingRule.NONE: card.pk,
    }
    group = groups[Profile.SiblingRule(standing.profile.sibling_rule)]
    return (
        card.state == Card.State.PUBLISHED
        and card.document_id in standing.documents
        and card.section_id not in standing.left_out_sections
        and (free or group not in standing.held_groups)
        and not (standing.skipped_tags and _has_tag(card, standing.skipped_tags))
    )


def _has_tag(card: Card, tags: frozenset[int]) -> bool:
    # The further cards of a cloze text carry the tags of the first one.
    return Card.tags.through.objects.filter(card_id=card.sibling_group, tag_id__in=tags).exists()
