"""Which cards a learner studies, and which of them one sibling holds back for today.

Both are computed when asked, from the settings and from today's answers, so that changing a
setting or undoing an answer needs nothing more. Every condition is a probe of an index for one
card, or a list as short as the learner's own choices: none reads the whole collection.
"""

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.db.models.lookups import In

from cards.models import Card, Document, Profile, Review, Section

# Django has no recursive queries of its own; both databases read this one.
_SKIPPED_SECTIONS = """
    WITH RECURSIVE skipped(id) AS (
        SELECT section_id FROM cards_profile_skipped_sections WHERE profile_id = %s
        UNION
        SELECT child.id FROM cards_section AS child JOIN skipped ON child.parent_id = skipped.id
    )
    SELECT id FROM skipped
"""


def studied(profile: Profile, prefix: str = "") -> Q:
    """Cards that may be shown at all: published, in nothing retired and nothing skipped.

    `prefix` leads to the card, such as ``card__`` from a schedule.
    """
    document, section = f"{prefix}document_id", f"{prefix}section_id"
    return (
        Q(**{f"{prefix}state": Card.State.PUBLISHED})
        & ~Q(Exists(Document.objects.filter(pk=OuterRef(document), retired=True)))
        & ~Q(Exists(Section.objects.filter(pk=OuterRef(section), retired=True)))
        & ~Q(**{f"{document}__in": _skipped_documents(profile)})
        & ~Q(**{f"{section}__in": RawSQL(_SKIPPED_SECTIONS, [profile.pk])})  # noqa: S611
        & ~Q(Exists(_skipped_tags_of(profile, prefix)))
    )


def studied_documents(profile: Profile) -> QuerySet[Document]:
    """Documents in which there may be something to do, in the order of the site."""
    return Document.objects.filter(retired=False).exclude(pk__in=_skipped_documents(profile))


def sibling_group(profile: Profile, prefix: str = "") -> F | Coalesce:
    """What the cards that are kept a day apart have in common; the card itself if nothing."""
    if profile.sibling_rule == Profile.SiblingRule.SECTION:
        return F(f"{prefix}section_id")
    if profile.sibling_rule == Profile.SiblingRule.CLOZE:
        return Coalesce(F(f"{prefix}lead_id"), F(f"{prefix}id"))
    return F(f"{prefix}id")


def answered_today(profile: Profile, today: int) -> QuerySet[Review]:
    """Answers that count towards the day's limits and hold siblings back."""
    return Review.objects.filter(
        learner_id=profile.pk,
        day=today,
        phase__in=(Review.Phase.NEW, Review.Phase.REVIEW),
        undone_at__isnull=True,
    )


def held_back(profile: Profile, today: int, prefix: str = "") -> Q:
    """Cards of a group from which one was answered today.

    A card answered today is neither new nor due any more, so it need not be told from the others.
    """
    if profile.sibling_rule == Profile.SiblingRule.NONE:
        return Q(pk__in=[])
    groups = answered_today(profile, today).values_list(sibling_group(profile, "card__"))
    return Q(In(sibling_group(profile, prefix), groups.order_by().query))


def _skipped_documents(profile: Profile) -> QuerySet[Any, Any]:
    skips = Profile.skipped_documents.through.objects.filter(profile_id=profile.pk)
    return skips.values("document_id")


def _skipped_tags_of(profile: Profile, prefix: str) -> QuerySet[Any]:
    skips = Profile.skipped_tags.through.objects.filter(profile_id=profile.pk)
    owner = Coalesce(OuterRef(f"{prefix}lead_id"), OuterRef(f"{prefix}id"))
    return Card.tags.through.objects.filter(card_id=owner, tag_id__in=skips.values("tag_id"))
