"""What may be shown today, as queries: due, new and drill, each in the order of showing."""

from zlib import crc32

from django.db.models import (
    BigIntegerField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from cards.models import Card, Document, NewCardCursor, Profile, Schedule
from cards.scheduling.selection import held_back, studied, studied_documents

DUE_ORDER = (F("overdueness").desc(), F("due_day").asc(), F("mixed").asc(), F("card_id").asc())
NEW_ORDER = ("order", "id")

_MERSENNE_PRIME = 2**31 - 1


def due_schedules(profile: Profile, today: int) -> QuerySet[Schedule]:
    """Overdue cards by how late they are for their interval, then cards due today, mixed."""
    late = ExpressionWrapper(
        (today - Cast(F("due_day"), FloatField())) / F("interval"), output_field=FloatField()
    )
    return (
        _shown_schedules(profile, today)
        .filter(due_day__lte=today)
        .exclude(held_back(profile, today, "card__"))
        .alias(overdueness=late, mixed=_mixed_if_due_on(profile, today))
        .order_by(*DUE_ORDER)
    )


def drill_schedules(profile: Profile, today: int) -> QuerySet[Schedule]:
    """Cards graded below four that are not due: the one that waits longest first."""
    return (
        _shown_schedules(profile, today)
        .filter(drilling=True, due_day__gt=today)
        .order_by("updated_at", "card_id")
    )


def new_cards(profile: Profile, today: int) -> QuerySet[Card]:
    """Cards never answered by this learner, unordered, from the beginning of each document."""
    taken = Schedule.objects.filter(learner_id=profile.pk, card_id=OuterRef("pk")).filter(
        Q(due_day__isnull=False) | Q(suspended=True) | Q(buried_until__gt=today)
    )
    return (
        Card.objects.filter(studied(profile))
        .exclude(Exists(taken))
        .exclude(held_back(profile, today))
    )


def documents_with_cursor(profile: Profile) -> QuerySet[Document]:
    """Studied documents with `start`, the learner's place in each, null where none is kept."""
    cursor = NewCardCursor.objects.filter(learner_id=profile.pk, document_id=OuterRef("pk"))
    return studied_documents(profile).annotate(start=Subquery(cursor.values("order")))


def new_cards_of_document(profile: Profile, today: int) -> QuerySet[Card]:
    """New cards of one document from its cursor on, for a query on `documents_with_cursor`."""
    return new_cards(profile, today).filter(
        document_id=OuterRef("pk"), order__gte=Coalesce(OuterRef("start"), Value(0))
    )


def next_new_card(profile: Profile, today: int, introduced: dict[int, int]) -> QuerySet[Card]:
    """At most one card: the next of the document with the fewest `introduced` today.

    `introduced` counts today's new cards by document id; ties go to the document that comes first.
    """
    first = new_cards_of_document(profile, today).order_by(*NEW_ORDER).values("pk")[:1]
    turns = [When(pk=document, then=Value(count)) for document, count in introduced.items()]
    document = (
        documents_with_cursor(profile)
        .annotate(next_new=Subquery(first))
        .filter(next_new__isnull=False)
        .order_by(Case(*turns, default=Value(0)), "position", "id")
    )
    return Card.objects.filter(pk=Subquery(document.values("next_new")[:1]))


def _shown_schedules(profile: Profile, today: int) -> QuerySet[Schedule]:
    awake = Q(buried_until__isnull=True) | Q(buried_until__lte=today)
    return Schedule.objects.filter(
        awake, studied(profile, "card__"), learner_id=profile.pk, suspended=False
    )


def _mixed_if_due_on(profile: Profile, today: int) -> Case:
    """A shuffle of the cards due `today` that stays the same all day.

    Multiplying modulo a prime is a permutation of the ids, and any database can do it.
    """
    factor = crc32(f"{profile.pk}/{today}".encode()) % (_MERSENNE_PRIME - 1) + 1
    shuffled = ExpressionWrapper(
        F("card_id") * Value(factor) % Value(_MERSENNE_PRIME), output_field=BigIntegerField()
    )
    return Case(When(due_day=today, then=shuffled), default=Value(0))
