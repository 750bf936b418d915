"""A card that is failed again and again is a leech: marked, and suspended if one likes."""

import pytest
from django.contrib.auth.models import User

from cards.models import Profile, Schedule
from cards.scheduling.queue import next_card
from cards.scheduling.session import undo_last, unsuspend_card
from cards.scheduling.states import strikes_leech
from cards.tests.answering import DAY, NOON, answer, change_profile, learnt
from cards.tests.factories import make_card


def schedule() -> Schedule:
    return Schedule.objects.get()


def test_failing_a_card_already_passed_is_a_lapse(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, repetitions=1)
    answer(alice, card, 2)
    assert schedule().lapses == 1


@pytest.mark.parametrize("grade", [3, 4, 5])
def test_a_pass_is_no_lapse(alice: User, grade: int) -> None:
    card = make_card()
    learnt(alice, card, due=0)
    answer(alice, card, grade)
    assert schedule().lapses == 0


def test_failing_a_new_card_or_one_just_failed_is_no_lapse(alice: User) -> None:
    new, failed = make_card(), make_card()
    learnt(alice, failed, due=0, repetitions=0)
    answer(alice, new, 0)
    answer(alice, failed, 0)
    answer(alice, failed, 0)
    assert list(Schedule.objects.values_list("lapses", flat=True)) == [0, 0]


def test_the_eighth_lapse_marks_and_suspends(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, lapses=7)
    answer(alice, card, 1)
    assert (schedule().lapses, schedule().leech, schedule().suspended) == (8, True, True)
    assert next_card(alice, now=NOON) is None


def test_the_seventh_does_not(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, lapses=6)
    answer(alice, card, 1)
    assert (schedule().leech, schedule().suspended) == (False, False)


def test_a_leech_may_be_marked_only(alice: User) -> None:
    change_profile(alice, leech_action=Profile.LeechAction.MARK)
    card = make_card()
    learnt(alice, card, due=0, lapses=7)
    answer(alice, card, 1)
    assert (schedule().leech, schedule().suspended) == (True, False)


def test_the_threshold_is_the_learners_and_read_when_the_answer_comes(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, lapses=2)
    Profile.objects.filter(pk=alice.pk).update(leech_lapses=3)
    answer(alice, card, 1)
    assert schedule().leech


def test_a_leech_brought_back_is_suspended_again_after_half_as_many_lapses(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, lapses=8, leech=True)
    suspended_at = []
    for lapses in range(8, 20):
        Schedule.objects.update(lapses=lapses, repetitions=2)
        answer(alice, card, 0, now=NOON + lapses * DAY)
        if schedule().suspended:
            suspended_at.append(lapses + 1)
            unsuspend_card(learner=alice, card=card)
    assert suspended_at == [12, 16, 20]
    assert schedule().leech


@pytest.mark.parametrize(
    ("threshold", "strikes"),
    [(0, []), (1, list(range(1, 13))), (2, list(range(2, 13))), (5, [5, 8, 11]), (8, [8, 12])],
)
def test_leeches_strike_at_the_threshold_and_every_half_of_it(
    threshold: int, strikes: list[int]
) -> None:
    assert [lapses for lapses in range(13) if strikes_leech(lapses, threshold)] == strikes


def test_undo_takes_mark_and_suspension_back(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, lapses=7)
    answer(alice, card, 1)
    undo_last(learner=alice, now=NOON)
    assert (schedule().lapses, schedule().leech, schedule().suspended) == (7, False, False)
