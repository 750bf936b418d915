"""From the message to the verdict: what is kept, what is tried again, what waits."""

import logging

import pytest
from django.contrib.auth.models import User

from sandbox.models import Exercise, ExerciseProgress, Notice, Submission, SubmissionCase
from sandbox.queue import judging
from sandbox.queue.claims import Claim, release
from sandbox.queue.judging import judge_next
from sandbox.tests.factories import MINUTE, NOON, make_submission
from sandbox.tests.queue.fake_judge import FakeJudge, OnCase, make_report, wrong_case


@pytest.fixture(autouse=True)
def no_messages(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, str]]:
    """Collects whom the workers are woken for, instead of waking them."""
    sent: list[tuple[int, str]] = []
    monkeypatch.setattr(judging, "wake_workers", sent.extend)
    return sent


@pytest.fixture
def row(alice: User, exercise: Exercise) -> Submission:
    return make_submission(alice, exercise)


def judge_all() -> None:
    while judge_next(worker="w1"):
        pass


def test_a_verdict_is_kept_with_its_cases(
    alice: User, exercise: Exercise, judge: FakeJudge
) -> None:
    row = make_submission(alice, exercise, source="# verdicts: AC WA TLE\n")
    assert judge_next(worker="w1")
    row.refresh_from_db()
    assert (row.state, row.verdict, row.attempt) == (Submission.State.DONE, "WA", 1)
    assert (row.duration_ms, row.cpu_ms, row.memory_bytes) == (12, 10, 1 << 20)
    assert (row.confinement, row.exercise_version) == ("full", exercise.version)
    assert row.lease_until is None
    assert [case.verdict for case in row.cases.all()] == ["AC", "WA", "TLE"]


def test_with_nothing_waiting_nothing_is_done(db: None, judge: FakeJudge) -> None:
    assert not judge_next(worker="w1")
    assert judge.judged == []


def test_everything_about_a_wrong_case_is_kept_and_made_fit_to_keep(
    row: Submission, judge: FakeJudge
) -> None:
    def find(_claim: Claim, on_case: OnCase) -> None:
        on_case(wrong_case(7))

    judge.during = find
    judge_next(worker="w1")
    case = SubmissionCase.objects.get(index=7)
    assert case.message_values == {"path": "result\N{REPLACEMENT CHARACTER}?", "wrong": 1, "of": 2}
    assert case.mismatches == [{"path": "result", "index": [0, 1], "got": "nan", "expected": "1.0"}]
    assert case.error_ratio is None
    assert case.counter_example == "a = 1\N{REPLACEMENT CHARACTER}"
    assert bytes(case.picture or b"") == b"\x89PNG"


def test_without_a_sandbox_nothing_is_taken_and_it_waits(
    row: Submission, judge: FakeJudge, caplog: pytest.LogCaptureFixture
) -> None:
    judge.reason = "user namespaces are switched off"
    assert not judge_next(worker="w1")
    row.refresh_from_db()
    assert (row.state, row.attempt) == (Submission.State.QUEUED, 0)
    assert "user namespaces are switched off" in caplog.text
    judge.reason = ""
    assert judge_next(worker="w1")


def test_when_the_judge_breaks_off_it_is_tried_again(
    row: Submission, judge: FakeJudge, no_messages: list[tuple[int, str]]
) -> None:
    def break_once(claim: Claim, _on_case: OnCase) -> None:
        if claim.attempt == 1:
            raise RuntimeError("the zygote was killed")

    judge.during = break_once
    judge_next(worker="w1")
    row.refresh_from_db()
    assert row.state == Submission.State.QUEUED
    assert no_messages == [(row.pk, "cpu")]
    judge_next(worker="w1")
    row.refresh_from_db()
    assert (row.verdict, row.attempt) == ("AC", 2)
    assert row.cases.filter(attempt=2).count() == 1


def test_what_always_breaks_the_judge_ends_after_three_tries_with_its_traceback(
    row: Submission, judge: FakeJudge, caplog: pytest.LogCaptureFixture
) -> None:
    def break_it(_claim: Claim, _on_case: OnCase) -> None:
        raise RuntimeError("no luck\0")

    judge.during = break_it
    caplog.set_level(logging.CRITICAL)
    judge_all()
    row.refresh_from_db()
    assert (row.state, row.verdict, row.attempt) == (Submission.State.FAILED, "IE", 3)
    assert "RuntimeError: no luck" in Notice.objects.get().reason


def test_an_error_that_the_judge_reports_is_tried_again_too(
    alice: User, exercise: Exercise, judge: FakeJudge
) -> None:
    row = make_submission(alice, exercise, source="# verdicts: AC IE\n")
    judge_all()
    row.refresh_from_db()
    assert (row.verdict, row.attempt) == ("IE", 3)
    assert row.cases.filter(attempt=3).count() == 2


def test_a_worker_that_comes_too_late_changes_nothing(row: Submission, judge: FakeJudge) -> None:
    def lose(claim: Claim, _on_case: OnCase) -> None:
        release(claim, "silent", NOON)

    judge.during = lose
    judge_next(worker="w1")
    row.refresh_from_db()
    assert (row.state, row.verdict) == (Submission.State.QUEUED, "")
    assert not row.cases.exists()


def test_progress_is_worked_out_with_each_verdict(
    alice: User, exercise: Exercise, judge: FakeJudge
) -> None:
    rows = [
        make_submission(
            alice, exercise, source=f"# verdicts: {verdict}\n", created_at=NOON + number * MINUTE
        )
        for number, verdict in enumerate(["WA", "CE", "AC", "WA"])
    ]
    make_submission(alice, exercise, source="# verdicts: WA\n", scope=Submission.Scope.SAMPLES)
    judge_all()
    progress = ExerciseProgress.objects.get()
    assert (progress.first_accepted, progress.failures) == (rows[2], 2)
    assert progress.best is None


def test_the_best_time_is_that_of_the_present_version(
    alice: User, exercise: Exercise, judge: FakeJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = {1: 2.5, 2: 1.5, 3: 0.5}
    rows = [make_submission(alice, exercise) for _number in times]
    order = {row.pk: number for number, row in enumerate(rows, start=1)}

    def run(claim: Claim, *_args: object, **_more: object) -> object:
        number = order[claim.submission.pk]
        version = "older" if number == 3 else exercise.version
        return make_report(relative_time=times[number], exercise_version=version)

    monkeypatch.setattr("sandbox.queue.grader_access.run_grader", run)
    judge_all()
    progress = ExerciseProgress.objects.get()
    assert (progress.best, progress.best_relative_time) == (rows[1], 1.5)
