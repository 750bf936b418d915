"""An answer moves the schedule as SM-2 says and leaves a complete row in the log."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.forms.models import model_to_dict

from cards.models import Review, Schedule
from cards.scheduling.queue import showing_of
from cards.tests.answering import DAY, NOON, answer, change_profile, day_of, learnt
from cards.tests.factories import make_card


def test_a_first_answer_makes_a_schedule(alice: User) -> None:
    card, today = make_card(), day_of(alice)
    answer(alice, card, 5)
    assert model_to_dict(Schedule.objects.get(), exclude=["id"]) == {
        "learner": alice.pk,
        "card": card.pk,
        "repetitions": 1,
        "interval": 1,
        "ef": 260,
        "due_day": today + 1,
        "last_day": today,
        "lapses": 0,
        "drilling": False,
        "leech": False,
        "suspended": False,
        "buried_until": None,
        "version": 1,
    }
    assert Schedule.objects.get().updated_at == NOON


def test_the_log_keeps_what_was_before_and_after(alice: User) -> None:
    card, today, key = make_card(), day_of(alice), uuid4()
    learnt(alice, card, due=-2, interval=10, ef=200, repetitions=3)
    review = answer(alice, card, 3, key=key, duration_ms=4321)
    review.refresh_from_db()
    assert model_to_dict(review, exclude=["id", "state_before"]) == {
        "learner": alice.pk,
        "card": card.pk,
        "key": key,
        "phase": "review",
        "grade": 3,
        "answered_at": NOON,
        "day": today,
        "elapsed_days": 12,
        "duration_ms": 4321,
        "repetitions_before": 3,
        "repetitions_after": 4,
        "interval_before": 10,
        "interval_after": 20,
        "ef_before": 200,
        "ef_after": 186,
        "undone_at": None,
    }
    assert Schedule.objects.get().due_day == today + 20


def test_the_known_history_of_a_card_day_after_day(alice: User) -> None:
    card, now, intervals = make_card(), NOON, []
    for grade in (5, 5, 5, 2, 4, 4, 4):
        review = answer(alice, card, grade, now=now)
        intervals.append(review.interval_after)
        now += review.interval_after * DAY
    assert intervals == [1, 6, 17, 1, 1, 6, 17]
    assert Schedule.objects.get().ef == 280


@pytest.mark.parametrize("grade", range(6))
def test_drill_changes_neither_factor_nor_interval_nor_day(alice: User, grade: int) -> None:
    card = make_card()
    learnt(alice, card, due=5, interval=9, drilling=True, ef=170, lapses=2)
    before = Schedule.objects.values().get()
    review = answer(alice, card, grade, now=NOON)
    after = Schedule.objects.values().get()
    assert after == {
        **before,
        "drilling": grade < 4,
        "version": before["version"] + 1,
        "updated_at": NOON,
    }
    assert (review.phase, review.interval_after, review.ef_after) == ("drill", 9, 170)


@pytest.mark.parametrize(("grade", "drilling"), [(0, True), (2, True), (3, True), (4, False)])
def test_below_four_a_card_is_drilled(alice: User, grade: int, drilling: bool) -> None:  # noqa: FBT001
    answer(alice, make_card(), grade)
    assert Schedule.objects.get().drilling is drilling


def test_a_good_answer_the_next_day_ends_the_drill(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, drilling=True)
    answer(alice, card, 4)
    assert not Schedule.objects.get().drilling


@pytest.mark.parametrize(("sent", "kept"), [(-5, 0), (0, 0), (60_000, 60_000), (10**12, 60_000)])
def test_the_time_taken_is_kept_between_nothing_and_a_minute(
    alice: User, sent: int, kept: int
) -> None:
    assert answer(alice, make_card(), duration_ms=sent).duration_ms == kept


def test_a_new_card_has_no_days_since_the_last_answer(alice: User) -> None:
    assert answer(alice, make_card()).elapsed_days is None


def test_an_overdue_card_is_counted_from_today(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=-30, interval=6)
    answer(alice, card)
    assert Schedule.objects.get().due_day == day_of(alice) + 15


def test_a_card_shown_before_midnight_may_be_answered_after_it(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, interval=6)
    before, after = (
        datetime(2025, 3, day, hour, 59, tzinfo=UTC) for day, hour in [(10, 12), (11, 4)]
    )
    showing = showing_of(alice, card, now=before)
    assert showing is not None
    review = answer(alice, card, version=showing.version, now=after)
    assert review.day == day_of(alice, before) + 1
    assert review.elapsed_days == 7


def test_drill_left_at_midnight_counts_as_the_review_that_is_due(alice: User) -> None:
    card = make_card()
    answer(alice, card, 2)
    review = answer(alice, card, 4, version=1, now=NOON + DAY)
    assert (review.phase, review.interval_after) == ("review", 1)


def test_travelling_west_does_not_bring_a_card_back_on_the_day_it_was_learnt(alice: User) -> None:
    change_profile(alice, time_zone="Pacific/Auckland")
    card = make_card()
    answer(alice, card, 2)
    there = day_of(alice)
    change_profile(alice, time_zone="Pacific/Honolulu")
    assert day_of(alice) == there - 1
    drill = answer(alice, card, 4)
    assert (drill.phase, drill.day) == ("drill", there - 1)
    Schedule.objects.update(due_day=there - 1)
    review = answer(alice, card, 4)
    assert (review.phase, review.day, review.elapsed_days) == ("review", there - 1, 0)
    assert (Schedule.objects.get().last_day, Schedule.objects.get().due_day) == (there, there + 1)


def test_travelling_east_brings_tomorrows_cards_sooner(alice: User) -> None:
    card = make_card()
    answer(alice, card)
    change_profile(alice, time_zone="Pacific/Kiritimati")
    assert answer(alice, card, now=NOON + DAY / 2).phase == Review.Phase.REVIEW


@pytest.mark.parametrize("grade", [-1, 6, 7])
@pytest.mark.parametrize("drilling", [False, True])
def test_what_is_no_grade_changes_nothing(alice: User, grade: int, drilling: bool) -> None:  # noqa: FBT001
    card = make_card()
    learnt(alice, card, due=3 if drilling else 0, drilling=drilling)
    before = Schedule.objects.values().get()
    with pytest.raises(ValueError, match="grade"):
        answer(alice, card, grade)
    assert Schedule.objects.values().get() == before
    assert not Review.objects.exists()


def test_answers_of_one_learner_leave_those_of_another_alone(alice: User, bob: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, interval=6)
    learnt(bob, card, due=0, interval=6)
    hers = Schedule.objects.filter(learner=alice)
    before = hers.values().get()
    answer(bob, card, 0)
    assert hers.values().get() == before
