"""The database itself refuses rows that cannot be."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from cards.models import NewCardCursor, Review, Schedule
from cards.tests.answering import NOON
from cards.tests.factories import make_card

SCHEDULED = {"repetitions": 1, "interval": 1, "due_day": 10, "last_day": 9}
REVIEW = {
    "phase": "new", "grade": 4, "answered_at": NOON, "day": 1, "duration_ms": 1,
    "repetitions_before": 0, "repetitions_after": 1, "interval_before": 0, "interval_after": 1,
    "ef_before": 250, "ef_after": 250, "state_before": {},
}  # fmt: skip


def test_rows_that_can_be_are_kept(alice: User) -> None:
    Schedule.objects.create(learner=alice, card=make_card(), **SCHEDULED)
    Schedule.objects.create(learner=alice, card=make_card(), suspended=True)
    Review.objects.create(learner=alice, card=make_card(), key=uuid4(), **REVIEW)
    assert (Schedule.objects.count(), Review.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ef": 129},
        {"ef": 0},
        {"interval": 36_501},
        {"interval": 0},
        {"interval": -1},
        {"due_day": None},
        {"last_day": None},
        {"repetitions": -1},
        {"lapses": -1},
        {"version": -1},
        {"learner_id": None},
        {"card_id": None},
    ],
    ids=str,
)
def test_a_schedule_that_cannot_be_is_refused(alice: User, wrong: dict[str, Any]) -> None:
    row = {"learner_id": alice.pk, "card_id": make_card().pk, **SCHEDULED, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(**row)


@pytest.mark.parametrize(
    "wrong",
    [
        {"grade": 6},
        {"grade": 7},
        {"grade": -1},
        {"duration_ms": 60_001},
        {"duration_ms": -1},
        {"phase": "guess"},
        {"learner_id": None},
        {"card_id": None},
        {"day": None},
    ],
    ids=str,
)
def test_a_review_that_cannot_be_is_refused(alice: User, wrong: dict[str, Any]) -> None:
    row = {"learner_id": alice.pk, "card_id": make_card().pk, "key": uuid4(), **REVIEW, **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(**row)


def test_a_learner_has_one_schedule_a_card(alice: User, bob: User) -> None:
    card = make_card()
    for learner in (alice, bob):
        Schedule.objects.create(learner=learner, card=card, **SCHEDULED)
    with pytest.raises(IntegrityError), transaction.atomic():
        Schedule.objects.create(learner=alice, card=card, **SCHEDULED)


def test_a_key_counts_once_for_each_learner(alice: User, bob: User) -> None:
    card, key = make_card(), uuid4()
    for learner in (alice, bob):
        Review.objects.create(learner=learner, card=card, key=key, **REVIEW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(learner=alice, card=make_card(), key=key, **REVIEW)


def test_a_learner_has_one_place_a_document(alice: User) -> None:
    document = make_card().document
    NewCardCursor.objects.create(learner=alice, document=document, order=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        NewCardCursor.objects.create(learner=alice, document=document, order=2)
