"""The grade comes from the way the exercise was solved since it last came due."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from cards.models import Review, Schedule
from cards.scheduling.actions import suspend_card
from cards.scheduling.session import undo_last
from cards.tests.answering import change_profile
from sandbox.errors import GradeTooHigh, KeyReused, NotDue, NothingToGrade, NotStudied
from sandbox.grading import confirm_exercise, earned_grade, grade_exercise
from sandbox.models import Exercise, Submission
from sandbox.solving import give_up, see_solution, take_hint
from sandbox.tests.factories import DAY, MINUTE, NOON, make_submission


def submit(
    learner: User, exercise: Exercise, verdicts: str, *, now: datetime = NOON, **fields: Any
) -> None:
    """Submit once for each verdict, a minute apart."""
    for number, verdict in enumerate(verdicts.split()):
        created = now + number * MINUTE
        make_submission(learner, exercise, verdict=verdict, created_at=created, **fields)


def grade(
    learner: User, exercise: Exercise, grade: int = 5, *, now: datetime = NOON + 30 * MINUTE
) -> Review:
    return grade_exercise(learner=learner, exercise=exercise, grade=grade, key=uuid4(), now=now)


def earned(learner: User, exercise: Exercise, *, now: datetime = NOON + 30 * MINUTE) -> int | None:
    return earned_grade(learner=learner, exercise=exercise, now=now)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ("AC", 5),
        ("WA AC", 4),
        ("WA TLE AC", 3),
        ("CE CE CE CE AC", 3),
        ("NS AC", 4),
        ("RV AC", 4),
        ("AC WA WA", 5),  # what comes after counts no more
        ("IE NR AC", 5),  # not the learner's fault
        ("", None),
        ("WA", None),
        ("NR IE", None),
    ],
)
def test_fewer_failures_earn_a_higher_grade(
    alice: User, exercise: Exercise, verdicts: str, expected: int | None
) -> None:
    submit(alice, exercise, verdicts)
    assert earned(alice, exercise) == expected


def test_runs_of_the_samples_count_neither_way(alice: User, exercise: Exercise) -> None:
    submit(alice, exercise, "WA WA AC", scope=Submission.Scope.SAMPLES)
    assert earned(alice, exercise) is None
    submit(alice, exercise, "AC", now=NOON + 5 * MINUTE)
    assert earned(alice, exercise) == 5


def test_somebody_elses_submissions_count_not(alice: User, bob: User, exercise: Exercise) -> None:
    submit(bob, exercise, "AC")
    assert earned(alice, exercise) is None


def test_a_hint_before_solving_lowers_the_grade_and_one_after_does_not(
    alice: User, bob: User, exercise: Exercise
) -> None:
    take_hint(learner=alice, exercise=exercise, number=1, now=NOON)
    for learner in (alice, bob):
        submit(learner, exercise, "AC", now=NOON + MINUTE)
    take_hint(learner=bob, exercise=exercise, number=1, now=NOON + 2 * MINUTE)
    assert (earned(alice, exercise), earned(bob, exercise)) == (3, 5)


def test_giving_up_earns_one_before_and_after_solving(alice: User, exercise: Exercise) -> None:
    give_up(learner=alice, exercise=exercise, now=NOON)
    assert earned(alice, exercise) == 1
    submit(alice, exercise, "AC", now=NOON + MINUTE)
    assert earned(alice, exercise) == 1


def test_looking_at_the_solution_after_solving_costs_nothing(
    alice: User, exercise: Exercise
) -> None:
    submit(alice, exercise, "AC")
    give_up(learner=alice, exercise=exercise, now=NOON + MINUTE)
    assert earned(alice, exercise) == 5


def test_the_grade_goes_through_the_log_of_all_cards(alice: User, exercise: Exercise) -> None:
    submit(alice, exercise, "WA AC")
    review = grade(alice, exercise, 4)
    assert (review.card, review.phase, review.grade) == (exercise.card, Review.Phase.NEW, 4)
    assert Schedule.objects.get(learner=alice).interval == 1


def test_the_first_grade_is_not_held_up_by_the_days_limit_of_new_cards(
    alice: User, exercise: Exercise
) -> None:
    change_profile(alice, new_per_day=0)
    submit(alice, exercise, "AC")
    assert grade(alice, exercise).phase == Review.Phase.NEW


@pytest.mark.parametrize("lower", range(5))
def test_a_learner_may_lower_the_grade(alice: User, exercise: Exercise, lower: int) -> None:
    submit(alice, exercise, "AC")
    assert grade(alice, exercise, lower).grade == lower


def test_a_learner_may_not_raise_the_grade(alice: User, exercise: Exercise) -> None:
    submit(alice, exercise, "WA AC")
    with pytest.raises(GradeTooHigh) as caught:
        grade(alice, exercise, 5)
    assert caught.value.values == {"grade": 5, "earned": 4}
    assert not Review.objects.exists()


@pytest.mark.parametrize("impossible", [-1, 6])
def test_a_grade_is_from_zero_to_five(alice: User, exercise: Exercise, impossible: int) -> None:
    submit(alice, exercise, "AC")
    with pytest.raises(ValueError, match="whole number from 0 to 5"):
        grade(alice, exercise, impossible)


def test_nothing_is_graded_that_was_neither_solved_nor_given_up(
    alice: User, exercise: Exercise
) -> None:
    with pytest.raises(NothingToGrade):
        grade(alice, exercise)


def test_the_same_key_counts_once(alice: User, exercise: Exercise) -> None:
    submit(alice, exercise, "AC")
    key = uuid4()
    reviews = [
        grade_exercise(learner=alice, exercise=exercise, grade=4, key=key, now=NOON + 9 * MINUTE)
        for _click in range(2)
    ]
    assert reviews[0] == reviews[1]
    with pytest.raises(KeyReused):
        grade_exercise(learner=alice, exercise=exercise, grade=3, key=key, now=NOON + 9 * MINUTE)


def test_practising_before_it_is_due_schedules_nothing(alice: User, exercise: Exercise) -> None:
    submit(alice, exercise, "AC")
    grade(alice, exercise)
    before = Schedule.objects.values().get(learner=alice)
    submit(alice, exercise, "WA AC", now=NOON + 40 * MINUTE)
    with pytest.raises(NotDue):
        grade(alice, exercise, 4, now=NOON + 50 * MINUTE)
    assert Schedule.objects.values().get(learner=alice) == before


def test_a_solution_from_before_it_came_due_is_no_solution_now(
    alice: User, exercise: Exercise
) -> None:
    submit(alice, exercise, "AC")
    grade(alice, exercise)  # due on the next day
    submit(alice, exercise, "AC", now=NOON + 5 * 60 * MINUTE)
    due = NOON + DAY
    assert earned(alice, exercise, now=due) is None
    submit(alice, exercise, "WA AC", now=due)
    assert earned(alice, exercise, now=due + 5 * MINUTE) == 4
    review = grade(alice, exercise, 4, now=due + 5 * MINUTE)
    assert (review.phase, review.interval_after) == (Review.Phase.REVIEW, 6)


def test_hints_of_an_earlier_round_count_no_more(alice: User, exercise: Exercise) -> None:
    take_hint(learner=alice, exercise=exercise, number=1, now=NOON)
    submit(alice, exercise, "AC", now=NOON + MINUTE)
    grade(alice, exercise, 3)
    submit(alice, exercise, "AC", now=NOON + DAY)
    assert earned(alice, exercise, now=NOON + DAY + MINUTE) == 5


def test_the_solution_seen_in_a_later_round_before_solving_earns_one(
    alice: User, exercise: Exercise
) -> None:
    give_up(learner=alice, exercise=exercise, now=NOON)
    grade(alice, exercise, 1)
    see_solution(learner=alice, exercise=exercise, now=NOON + DAY)
    assert earned(alice, exercise, now=NOON + DAY) is None
    submit(alice, exercise, "AC", now=NOON + DAY + MINUTE)
    assert earned(alice, exercise, now=NOON + DAY + 2 * MINUTE) == 1


def test_undoing_brings_the_round_back_as_it_was(alice: User, exercise: Exercise) -> None:
    take_hint(learner=alice, exercise=exercise, number=1, now=NOON)
    submit(alice, exercise, "AC", now=NOON + MINUTE)
    grade(alice, exercise, 2)
    assert earned(alice, exercise) is None
    undo_last(learner=alice, now=NOON + 40 * MINUTE)
    assert earned(alice, exercise, now=NOON + 41 * MINUTE) == 3
    assert grade(alice, exercise, 3, now=NOON + 42 * MINUTE).phase == Review.Phase.NEW


def test_a_grade_below_four_is_drilled_by_confirming(alice: User, exercise: Exercise) -> None:
    submit(alice, exercise, "WA WA AC")
    grade(alice, exercise, 3)
    before = Schedule.objects.get(learner=alice)
    assert before.drilling
    review = confirm_exercise(learner=alice, exercise=exercise, key=uuid4(), now=NOON + 40 * MINUTE)
    after = Schedule.objects.get(learner=alice)
    assert review.phase == Review.Phase.DRILL
    assert not after.drilling
    assert (after.interval, after.ef, after.due_day) == (before.interval, before.ef, before.due_day)


def test_solving_it_again_ends_the_drill_as_well(alice: User, exercise: Exercise) -> None:
    give_up(learner=alice, exercise=exercise, now=NOON)
    grade(alice, exercise, 1)
    submit(alice, exercise, "AC", now=NOON + 40 * MINUTE)
    assert grade(alice, exercise, 4, now=NOON + 50 * MINUTE).phase == Review.Phase.DRILL
    assert not Schedule.objects.get(learner=alice).drilling


def test_there_is_nothing_to_confirm_outside_the_drill(alice: User, exercise: Exercise) -> None:
    with pytest.raises(NotDue):
        confirm_exercise(learner=alice, exercise=exercise, key=uuid4(), now=NOON)


def test_confirming_twice_with_one_key_counts_once(alice: User, exercise: Exercise) -> None:
    give_up(learner=alice, exercise=exercise, now=NOON)
    grade(alice, exercise, 1)
    key = uuid4()
    for _click in range(2):
        confirm_exercise(learner=alice, exercise=exercise, key=key, now=NOON + 40 * MINUTE)
    assert Review.objects.filter(phase=Review.Phase.DRILL).count() == 1


def test_an_exercise_left_out_of_ones_study_is_not_scheduled(
    alice: User, exercise: Exercise
) -> None:
    submit(alice, exercise, "AC")
    suspend_card(learner=alice, card=exercise.card)
    with pytest.raises(NotStudied):
        grade(alice, exercise)
    assert not Review.objects.exists()
