"""Each learner's place in each document: no new card lies before it.

Without one, finding the next new card would walk over everything already learnt. Whoever makes
cards available again must move the place back or forget it. All writers hold the learner's lock
(`locked_profile`), so a place computed before such a change is never stored after it.
"""

from typing import cast

from django.contrib.auth.models import User
from django.db import connection, transaction

from cards.models import Card, Document, NewCardCursor, Profile
from cards.rows import Columns, fetch

_PROFILE = Columns(Profile, "profile")

_PLACE_CURSORS = """
    INSERT INTO cards_newcardcursor (learner_id, document_id, "order")
    SELECT %(learner)s, document.id, COALESCE(
        (
            SELECT card."order" FROM cards_card AS card
            WHERE card.document_id = document.id AND card.state = 'published'
                AND card."order" >= COALESCE(place."order", -4611686018427387904)
                AND card.kind <> 'exercise'
                AND NOT EXISTS (
                    SELECT 1 FROM cards_schedule AS schedule
                    WHERE schedule.learner_id = %(learner)s AND schedule.card_id = card.id
                        AND (schedule.due_day IS NOT NULL OR schedule.suspended)
                    LIMIT 1 OFFSET 0
                )
            ORDER BY card."order", card.id LIMIT 1
        ),
        (
            SELECT MAX(card."order") + 1 FROM cards_card AS card
            WHERE card.document_id = document.id AND card.state = 'published'
        ),
        0
    )
    FROM cards_document AS document LEFT JOIN cards_newcardcursor AS place
        ON place.learner_id = %(learner)s AND place.document_id = document.id
    WHERE CAST(%(document)s AS bigint) IS NULL OR document.id = %(document)s
    ON CONFLICT (learner_id, document_id) DO UPDATE SET "order" = excluded."order"
"""


def locked_profile(learner: User) -> Profile:
    """Read the learner's settings and keep other writers of this learner out until commit."""
    # SQLite has one lock for all writers, which a transaction holds from its beginning.
    lock = "FOR UPDATE" if connection.features.has_select_for_update else ""
    statement = f"SELECT {_PROFILE} FROM cards_profile AS profile WHERE user_id = %s {lock}"  # noqa: S608
    for (profile,) in fetch(statement, [learner.pk], _PROFILE):
        return cast("Profile", profile)
    raise Profile.DoesNotExist(f"{learner.pk} has no settings")


def forget_cursors(learner: User | None = None, *, document: Document | None = None) -> None:
    """Forget places, of one learner or of everybody, in one document or in all.

    Call it when cards appear or return, and last in a transaction: until its end no learner can
    answer. It costs each learner one longer look-up, never a wrong answer.
    """
    profiles, cursors = Profile.objects.select_for_update(), NewCardCursor.objects.all()
    if learner is not None:
        profiles, cursors = profiles.filter(pk=learner.pk), cursors.filter(learner=learner)
    if document is not None:
        cursors = cursors.filter(document=document)
    with transaction.atomic():
        # In order, so that two of these never wait for each other.
        list(profiles.order_by("pk").values_list("pk"))
        cursors.delete()


def place_cursors(profile: Profile, document: int | None = None) -> None:
    """Move the places, or the one in `document`, past all that the learner has learnt or suspended.

    Needs the learner's lock. Skipped and buried cards are not passed: they come back by themselves.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PLACE_CURSORS, {"learner": profile.pk, "document": document})


def lower_cursor(profile: Profile, card: Card) -> None:
    """Move the place back to a card that is new again. Needs the learner's lock."""
    NewCardCursor.objects.filter(
        learner_id=profile.pk, document_id=card.document_id, order__gt=card.order
    ).update(order=card.order)
