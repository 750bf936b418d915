"""Judging again keeps the old verdict, replaces it once, and waits behind everything else."""

import pytest
from django.contrib.auth.models import User

from sandbox.errors import ExerciseGone, NotJudged
from sandbox.models import Exercise, Judgement, Notice, Submission
from sandbox.queue.judging import judge_next
from sandbox.rejudging import (
    open_notices,
    outdated_exercises,
    rejudge_exercise,
    rejudge_submission,
    resolve_notice,
)
from sandbox.results import cases_of, earlier_judgements
from sandbox.tests.factories import MINUTE, NOON, make_exercise, make_submission
from sandbox.tests.queue.fake_judge import FakeJudge


def judged(learner: User, exercise: Exercise, verdict: str = "WA", **fields: object) -> Submission:
    make_submission(learner, exercise, source=f"# verdicts: {verdict}\n", **fields)
    assert judge_next(worker="w1")
    return Submission.objects.latest("pk")


def change(exercise: Exercise) -> None:
    exercise.version = "f" * 64
    exercise.save()


def test_the_old_verdict_is_kept_with_its_cases(
    alice: User, charlie: User, exercise: Exercise, judge: FakeJudge
) -> None:
    row = judged(alice, exercise)
    finished, version = row.finished_at, row.exercise_version
    change(exercise)
    Submission.objects.update(source="# verdicts: AC AC\n")
    rejudge_submission(submission=row, now=NOON + MINUTE, staff=charlie)
    row.refresh_from_db()
    assert (row.state, row.verdict, row.rejudging) == (Submission.State.QUEUED, "", True)
    assert judge_next(worker="w1")
    row.refresh_from_db()
    assert (row.verdict, row.attempt, row.exercise_version) == ("AC", 2, "f" * 64)
    assert not row.rejudging
    (earlier,) = earlier_judgements(submission=row)
    assert (earlier.verdict, earlier.attempt, earlier.judged_at) == ("WA", 1, finished)
    assert (earlier.exercise_version, earlier.replaced_by) == (version, charlie)
    assert [case.verdict for case in cases_of(submission=row)] == ["AC", "AC"]
    assert [case.verdict for case in cases_of(submission=row, attempt=1)] == ["WA"]


def test_what_waits_cannot_be_asked_for_again(
    alice: User, exercise: Exercise, judge: FakeJudge
) -> None:
    row = judged(alice, exercise)
    rejudge_submission(submission=row, now=NOON)
    with pytest.raises(NotJudged):
        rejudge_submission(submission=row, now=NOON)
    assert Judgement.objects.count() == 1


def test_it_has_three_tries_again(alice: User, exercise: Exercise, judge: FakeJudge) -> None:
    row = make_submission(alice, exercise, source="# verdicts: IE\n")
    while judge_next(worker="w1"):
        pass
    rejudge_submission(submission=row, now=NOON)
    while judge_next(worker="w1"):
        pass
    row.refresh_from_db()
    assert (row.verdict, row.attempt) == ("IE", 6)
    assert [one.attempt for one in earlier_judgements(submission=row)] == [3]


def test_judging_again_resolves_the_notice(
    alice: User, exercise: Exercise, judge: FakeJudge
) -> None:
    row = make_submission(alice, exercise, source="# verdicts: IE\n")
    while judge_next(worker="w1"):
        pass
    assert [notice.submission for notice in open_notices()] == [row]
    rejudge_submission(submission=row, now=NOON)
    assert not open_notices().exists()


def test_an_admin_may_resolve_a_notice_without_judging_again(
    alice: User, exercise: Exercise
) -> None:
    row = make_submission(alice, exercise, verdict="IE")
    notice = Notice.objects.create(submission=row, attempt=1, reason="?", created_at=NOON)
    resolve_notice(notice=notice, now=NOON)
    resolve_notice(notice=notice, now=NOON + MINUTE)
    notice.refresh_from_db()
    assert notice.resolved_at == NOON


def test_all_full_submissions_of_an_exercise_can_be_judged_again(
    alice: User, bob: User, exercise: Exercise
) -> None:
    for learner in (alice, bob):
        make_submission(learner, exercise, verdict="WA")
    make_submission(alice, exercise, verdict="WA", scope=Submission.Scope.SAMPLES)
    make_submission(alice, exercise)
    make_submission(alice, make_exercise(), verdict="WA")
    assert rejudge_exercise(exercise=exercise, now=NOON) == 2
    assert rejudge_exercise(exercise=exercise, now=NOON) == 0


def test_a_changed_exercise_is_offered_until_its_verdicts_are_new(
    alice: User, exercise: Exercise, judge: FakeJudge
) -> None:
    judged(alice, exercise)
    assert outdated_exercises() == []
    change(exercise)
    (offered,) = outdated_exercises()
    assert (offered.exercise, offered.count) == (exercise, 1)
    make_submission(alice, exercise, verdict="AC")
    assert rejudge_exercise(exercise=exercise, now=NOON, outdated_only=True) == 1
    assert outdated_exercises() == []
    judge_next(worker="w1")
    assert outdated_exercises() == []


def test_a_retired_exercise_is_not_judged_again(alice: User, exercise: Exercise) -> None:
    row = make_submission(alice, exercise, verdict="WA")
    exercise.retired = True
    exercise.save()
    with pytest.raises(ExerciseGone):
        rejudge_submission(submission=row, now=NOON)
    with pytest.raises(ExerciseGone):
        rejudge_exercise(exercise=exercise, now=NOON)
