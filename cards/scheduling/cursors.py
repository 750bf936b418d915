"""Each learner's place in each document: no new card lies before it.

Without one, finding the next new card would walk over everything already learnt. Whoever makes
cards available again must move the place back or forget it. All writers hold the learner's lock
(`locked_profile`), so a place computed before such a change is never stored after it.
"""

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from cards.models import Card, Document, NewCardCursor, Profile, Schedule


def locked_profile(learner: User) -> Profile:
    """Read the learner's settings and keep other writers of this learner out until commit."""
    return Profile.objects.select_for_update().get(pk=learner.pk)


def forget_cursors(learner: User | None = None) -> None:
    """Forget the places of one learner, or of everybody: call it when cards appear or return.

    It costs each learner one longer look-up, never a wrong answer.
    """
    profiles, cursors = Profile.objects.select_for_update(), NewCardCursor.objects.all()
    if learner is not None:
        profiles, cursors = profiles.filter(pk=learner.pk), cursors.filter(learner=learner)
    with transaction.atomic():
        # In order, so that two of these never wait for each other.
        list(profiles.order_by("pk").values_list("pk"))
        cursors.delete()


def place_cursors(profile: Profile, documents: list[int]) -> None:
    """Move the places in `documents` past everything that the learner has learnt or suspended.

    Needs the learner's lock. Skipped and buried cards are not passed: they come back by themselves.
    """
    taken = Schedule.objects.filter(learner_id=profile.pk, card_id=OuterRef("pk")).filter(
        Q(due_day__isnull=False) | Q(suspended=True)
    )
    cards = Card.objects.filter(document_id=OuterRef("pk"), state=Card.State.PUBLISHED)
    old = NewCardCursor.objects.filter(learner_id=profile.pk, document_id=OuterRef("pk"))
    left = cards.filter(~Exists(taken), order__gte=OuterRef("start")).order_by("order", "id")
    end = cards.order_by("-order", "-id").values("order")[:1]
    places = (
        Document.objects.filter(pk__in=documents)
        .alias(start=Coalesce(Subquery(old.values("order")), Value(0)))
        .values_list("pk", Subquery(left.values("order")[:1]), Subquery(end))
    )
    NewCardCursor.objects.bulk_create(
        [
            NewCardCursor(
                learner_id=profile.pk,
                document_id=document,
                order=(0 if last is None else last + 1) if first is None else first,
            )
            for document, first, last in places
        ],
        update_conflicts=True,
        unique_fields=["learner", "document"],
        update_fields=["order"],
    )


def lower_cursor(profile: Profile, card: Card) -> None:
    """Move the place back to a card that is new again. Needs the learner's lock."""
    NewCardCursor.objects.filter(
        learner_id=profile.pk, document_id=card.document_id, order__gt=card.order
    ).update(order=card.order)
