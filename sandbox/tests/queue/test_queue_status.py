"""What the staff see of the queue, and what a learner sees of a submission in it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from sandbox.models import Exercise, Submission, SubmissionCase, Worker
from sandbox.queue.status import case_failures, queue_status
from sandbox.queue.workers import report
from sandbox.results import latest_submissions, progress_of
from sandbox.tests.factories import DAY, MINUTE, NOON, SECOND, make_submission
from sandbox.tests.queue.fake_judge import FakeJudge


def make_worker(name: str = "w1", **fields: Any) -> Worker:
    defaults = {"started_at": NOON, "seen_at": NOON, "judge_ready": True}
    return Worker.objects.create(name=name, **{**defaults, **fields})


def make_case(submission: Submission, name: str, verdict: str, **fields: Any) -> SubmissionCase:
    defaults = {"attempt": submission.attempt, "index": submission.cases.count()}
    return SubmissionCase.objects.create(
        submission=submission,
        name=name,
        category="small",
        origin="hidden",
        dtype="float64",
        device="cpu",
        verdict=verdict,
        **{**defaults, **fields},
    )


def test_an_idle_queue_has_nothing_to_tell(db: None) -> None:
    status = queue_status(now=NOON)
    assert (status.workers, status.waiting, status.running) == ([], {}, 0)
    assert (status.oldest_wait, status.average_wait, status.finished_last_hour) == (None, None, 0)
    assert not status.can_judge


def test_depth_and_throughput_are_counted(alice: User, exercise: Exercise) -> None:
    make_submission(alice, exercise, created_at=NOON - MINUTE)
    make_submission(alice, exercise, device=Submission.Device.CUDA)
    make_submission(alice, exercise, rejudging=True, created_at=NOON - DAY)
    make_submission(alice, exercise, state=Submission.State.RUNNING, worker="w1")
    for age in (2 * SECOND, 5 * MINUTE, 3 * DAY):
        make_submission(
            alice,
            exercise,
            verdict="AC",
            created_at=NOON - age - 3 * SECOND,
            started_at=NOON - age - SECOND,
            finished_at=NOON - age,
        )
    failed = make_submission(alice, exercise, verdict="IE", finished_at=NOON - DAY)
    make_submission(alice, exercise, verdict="IE", finished_at=NOON - 30 * DAY)
    status = queue_status(now=NOON)
    assert (status.waiting, status.rejudging, status.running) == ({"cpu": 1, "cuda": 1}, 1, 1)
    assert status.oldest_wait == MINUTE
    assert (status.finished_last_minute, status.finished_last_hour) == (1, 2)
    assert status.average_wait == timedelta(seconds=2)
    assert status.average_judging == timedelta(seconds=1)
    assert status.failures == [failed]


def test_a_silent_worker_counts_as_dead(alice: User, exercise: Exercise) -> None:
    make_worker("w1")
    make_worker("w2", seen_at=NOON - MINUTE)
    make_submission(alice, exercise, state=Submission.State.RUNNING, worker="w1")
    status = queue_status(now=NOON)
    assert [(one.worker.name, one.alive, one.judging) for one in status.workers] == [
        ("w1", True, 1),
        ("w2", False, 0),
    ]
    assert status.can_judge


def test_a_worker_reports_its_sandbox_or_why_there_is_none(db: None, judge: FakeJudge) -> None:
    row = report(name="w1", started_at=NOON, now=NOON)
    assert row.judge_ready
    assert row.judge["confinement"] == "full"
    judge.reason = "user namespaces are switched off"
    row = report(name="w1", started_at=NOON, now=NOON + MINUTE)
    assert not row.judge_ready
    assert row.judge == {"reason": "user namespaces are switched off", "remedy": "Start it."}
    assert row.seen_at == NOON + MINUTE
    assert Worker.objects.count() == 1


@pytest.mark.parametrize(
    ("told_to", "cuda", "serves"),
    [(True, True, True), (True, None, True), (True, False, False), (False, True, False)],
)
def test_a_worker_serves_a_gpu_that_its_sandbox_has_got(
    settings: Any, monkeypatch: pytest.MonkeyPatch, db: None, *, told_to: bool, cuda: bool | None,
    serves: bool,
) -> None:  # fmt: skip
    settings.JUDGE_GPU = told_to
    monkeypatch.setattr("sandbox.queue.workers.sandbox_status", lambda: (True, {"cuda": cuda}))
    assert report(name="w1", started_at=NOON, now=NOON).serves_gpu is serves


def test_a_worker_long_gone_is_forgotten(db: None, judge: FakeJudge) -> None:
    make_worker("gone", seen_at=NOON - 2 * DAY)
    report(name="w1", started_at=NOON, now=NOON)
    assert [worker.name for worker in Worker.objects.all()] == ["w1"]


def test_the_cases_that_fail_most_come_first(alice: User, bob: User, exercise: Exercise) -> None:
    for learner, ties in ((alice, "WA"), (bob, "AC")):
        row = make_submission(learner, exercise, verdict="WA")
        make_case(row, "ties", ties)
        make_case(row, "empty", "RE")
        make_case(row, "large", "AC")
        make_case(row, "on the GPU", "NR")
        make_case(row, "ties", "WA", attempt=7)  # an earlier attempt
    sample = make_submission(alice, exercise, verdict="WA", scope=Submission.Scope.SAMPLES)
    make_case(sample, "ties", "WA")
    found = [(one.name, one.failed, one.judged) for one in case_failures(exercise=exercise)]
    assert found == [("empty", 2, 2), ("ties", 1, 2), ("large", 0, 2)]


@pytest.mark.parametrize(
    ("workers", "expected"),
    [
        ([], "worker"),
        ([{"seen_at": NOON - MINUTE}], "worker"),
        ([{"judge_ready": False}], "sandbox"),
        ([{"judge_ready": False, "name": "w0"}, {}], "turn"),
    ],
)
def test_a_learner_is_told_what_a_submission_waits_for(
    alice: User, exercise: Exercise, workers: list[dict[str, Any]], expected: str
) -> None:
    for fields in workers:
        make_worker(**fields)
    row = make_submission(alice, exercise)
    assert progress_of(submission=row, now=NOON).waiting_for == expected


def test_a_learner_is_told_how_many_come_before(alice: User, bob: User, exercise: Exercise) -> None:
    make_worker()
    make_submission(bob, exercise, rejudging=True, created_at=NOON - MINUTE)
    rows = [make_submission(alice, exercise, created_at=NOON + n * SECOND) for n in range(3)]
    assert [progress_of(submission=row, now=NOON).ahead for row in rows] == [0, 1, 2]


def test_a_learner_sees_the_cases_of_the_valid_attempt(alice: User, exercise: Exercise) -> None:
    row = make_submission(alice, exercise, state=Submission.State.RUNNING)
    make_case(row, "one", "AC")
    make_case(row, "two", "WA")
    make_case(row, "one", "WA", attempt=0)
    progress = progress_of(submission=row, now=NOON)
    assert [case.name for case in progress.cases] == ["one", "two"]
    assert (progress.passed, progress.is_final, progress.waiting_for) == (1, False, "")


def test_submissions_come_newest_first_and_page_by_page(
    alice: User, bob: User, exercise: Exercise
) -> None:
    rows = [make_submission(alice, exercise, verdict="WA") for _number in range(5)]
    make_submission(bob, exercise)
    first = latest_submissions(learner=alice, exercise=exercise, count=3)
    rest = latest_submissions(learner=alice, exercise=exercise, before=first[-1].pk)
    assert [*first, *rest] == rows[::-1]
    assert timezone.is_aware(first[0].created_at)
