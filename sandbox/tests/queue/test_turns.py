"""Who is judged next: samples first, learners in turn, and nobody waits for ever."""

from datetime import datetime

from django.contrib.auth.models import User

from sandbox.models import Exercise, Submission
from sandbox.queue.claims import claim_next
from sandbox.tests.factories import MINUTE, NOON, SECOND, make_submission


def claim(now: datetime = NOON) -> Submission | None:
    claimed = claim_next(worker="w1", serves_gpu=False, now=now)
    return claimed.submission if claimed else None


def claims(count: int, now: datetime = NOON) -> list[Submission | None]:
    return [claim(now + number * SECOND / 100) for number in range(count)]


def test_nothing_waits_nothing_is_taken(db: None) -> None:
    assert claim() is None


def test_one_learners_programs_are_taken_in_their_order(alice: User, exercise: Exercise) -> None:
    waiting = [make_submission(alice, exercise) for _number in range(3)]
    assert claims(4) == [*waiting, None]


def test_runs_of_the_samples_go_before_full_submissions(alice: User, exercise: Exercise) -> None:
    full = make_submission(alice, exercise)
    samples = make_submission(alice, exercise, scope=Submission.Scope.SAMPLES)
    assert claims(2) == [samples, full]


def test_a_flood_from_one_learner_delays_no_other(
    alice: User, bob: User, charlie: User, exercise: Exercise
) -> None:
    flood = [make_submission(alice, exercise, created_at=NOON - MINUTE) for _number in range(4)]
    of_bob = [make_submission(bob, exercise) for _number in range(2)]
    of_charlie = make_submission(charlie, exercise)
    Submission.objects.update(queued_at=NOON)
    taken = claims(7)
    assert taken[:3] == [flood[0], of_bob[0], of_charlie]
    assert taken[3:] == [flood[1], of_bob[1], *flood[2:]]


def test_whoever_was_served_the_longest_ago_is_next(
    alice: User, bob: User, exercise: Exercise
) -> None:
    make_submission(alice, exercise, verdict="AC", created_at=NOON - 2 * SECOND)
    make_submission(bob, exercise, verdict="AC", created_at=NOON - 5 * SECOND)
    of_alice, of_bob = (make_submission(learner, exercise) for learner in (alice, bob))
    assert claims(2) == [of_bob, of_alice]


def test_a_full_submission_that_has_waited_long_is_as_urgent_as_samples(
    alice: User, bob: User, exercise: Exercise
) -> None:
    full = make_submission(alice, exercise, created_at=NOON - MINUTE)
    samples = make_submission(bob, exercise, scope=Submission.Scope.SAMPLES)
    assert claims(2) == [full, samples]


def test_judging_again_waits_behind_everything_else(
    alice: User, bob: User, exercise: Exercise
) -> None:
    again = make_submission(bob, exercise, rejudging=True, created_at=NOON - MINUTE)
    full = make_submission(alice, exercise)
    assert claims(2) == [full, again]
