"""Hints come one by one, and the solution to those who solved the exercise or gave it up."""

import pytest
from django.contrib.auth.models import User
from django.utils import translation

from cards.models import Review
from sandbox.errors import NoMoreHints, SolutionWithheld
from sandbox.models import Exercise, Help
from sandbox.progress import refresh_progress
from sandbox.solving import give_up, hints_taken, may_see_solution, see_solution, take_hint
from sandbox.tests.factories import DAY, MINUTE, NOON, make_submission


def test_hints_are_taken_in_their_order(alice: User, exercise: Exercise) -> None:
    for number in (1, 2, 3):
        hint = take_hint(learner=alice, exercise=exercise, number=number, now=NOON)
        assert (hint.number, hint.count, hint.text) == (number, 3, f"Hint {number}")
    assert len(hints_taken(learner=alice, exercise=exercise, now=NOON)) == 3


@pytest.mark.parametrize("number", [0, -1, 2, 4])
def test_none_can_be_skipped_or_made_up(alice: User, exercise: Exercise, number: int) -> None:
    with pytest.raises(NoMoreHints):
        take_hint(learner=alice, exercise=exercise, number=number, now=NOON)
    assert not Help.objects.exists()


def test_a_double_click_takes_one_hint(alice: User, exercise: Exercise) -> None:
    for _click in range(2):
        take_hint(learner=alice, exercise=exercise, number=1, now=NOON)
    assert Help.objects.count() == 1


def test_hints_speak_the_language_of_the_interface(alice: User, exercise: Exercise) -> None:
    with translation.override("zh-hans"):
        assert take_hint(learner=alice, exercise=exercise, number=1, now=NOON).text == "提示 1"


def test_the_solution_is_withheld_from_those_who_have_not_earned_it(
    alice: User, bob: User, exercise: Exercise
) -> None:
    give_up(learner=bob, exercise=exercise, now=NOON)
    with pytest.raises(SolutionWithheld):
        see_solution(learner=alice, exercise=exercise, now=NOON)


def test_giving_up_shows_the_solution_now_and_later(alice: User, exercise: Exercise) -> None:
    solution = give_up(learner=alice, exercise=exercise, now=NOON)
    assert solution.programs["numpy"].endswith("return a + b\n")
    assert see_solution(learner=alice, exercise=exercise, now=NOON + DAY) == solution


def test_giving_up_twice_is_noted_once(alice: User, exercise: Exercise) -> None:
    for minute in range(2):
        give_up(learner=alice, exercise=exercise, now=NOON + minute * MINUTE)
    assert Help.objects.count() == 1


def test_solving_shows_the_solution_and_notes_nothing(alice: User, exercise: Exercise) -> None:
    make_submission(alice, exercise, verdict="AC")
    refresh_progress(alice, exercise)
    assert may_see_solution(learner=alice, exercise=exercise)
    see_solution(learner=alice, exercise=exercise, now=NOON + MINUTE)
    assert not Help.objects.exists()
    assert not Review.objects.exists()
