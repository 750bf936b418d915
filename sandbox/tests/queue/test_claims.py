"""One worker at a time holds a row, and only while it lives."""

import threading
from collections import Counter

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection

from cards.tests.factories import make_learner
from sandbox.models import Exercise, Notice, Submission, SubmissionCase
from sandbox.queue.claims import (
    LEASE,
    Claim,
    claim_next,
    claims_of,
    expired_claims,
    fail,
    release,
    renew,
)
from sandbox.queue.storing import store_cases, store_report
from sandbox.tests.factories import MINUTE, NOON, SECOND, make_exercise, make_submission
from sandbox.tests.queue.fake_judge import make_case, make_report


@pytest.fixture
def row(alice: User, exercise: Exercise) -> Submission:
    return make_submission(alice, exercise)


def claim(worker: str = "w1") -> Claim:
    claimed = claim_next(worker=worker, serves_gpu=False, now=NOON)
    assert claimed is not None
    return claimed


def test_a_claim_marks_the_row(row: Submission) -> None:
    claim()
    row.refresh_from_db()
    assert (row.state, row.attempt, row.worker) == (Submission.State.RUNNING, 1, "w1")
    assert (row.started_at, row.lease_until) == (NOON, NOON + LEASE)


def test_a_row_is_taken_once(row: Submission) -> None:
    claim("w1")
    assert claim_next(worker="w2", serves_gpu=False, now=NOON) is None


def test_a_lease_runs_out_unless_it_is_renewed(row: Submission) -> None:
    claimed = claim()
    assert renew(claimed, NOON + 20 * SECOND)
    assert expired_claims(NOON + LEASE + SECOND) == []
    later = NOON + LEASE + 21 * SECOND
    assert [one.attempt for one in expired_claims(later)] == [1]


def test_what_was_given_back_is_taken_by_another_with_a_new_attempt(row: Submission) -> None:
    assert release(claim("w1"), "died", NOON)
    again = claim("w2")
    assert (again.attempt, again.submission.worker) == (2, "w2")


def test_a_worker_that_lost_its_row_writes_nothing_any_more(row: Submission) -> None:
    lost = claim("w1")
    release(lost, "died", NOON)
    valid = claim("w2")
    assert not renew(lost, NOON)
    assert not store_cases(lost, [make_case()])
    assert not store_report(lost, make_report("WA"), [make_case(verdict="WA")], NOON)
    fail(lost, "nonsense", NOON)
    assert not release(lost, "nonsense", NOON)
    row.refresh_from_db()
    assert (row.state, row.attempt, row.verdict) == (Submission.State.RUNNING, 2, "")
    assert not SubmissionCase.objects.exists()
    assert not Notice.objects.exists()
    assert store_report(valid, make_report("AC"), [make_case()], NOON)


def test_a_verdict_is_given_once(row: Submission) -> None:
    claimed = claim()
    assert store_report(claimed, make_report("AC"), [], NOON)
    assert not store_report(claimed, make_report("WA"), [], NOON)
    row.refresh_from_db()
    assert row.verdict == "AC"


def test_after_three_tries_it_is_an_error_of_the_judge_that_the_admins_see(
    row: Submission,
) -> None:
    assert release(claim(), "died", NOON)
    assert release(claim(), "died", NOON)
    assert not release(claim(), "died again", NOON + MINUTE)
    row.refresh_from_db()
    assert (row.state, row.verdict, row.message_code) == ("failed", "IE", "judge-failed")
    notice = Notice.objects.get()
    assert (notice.submission, notice.attempt, notice.reason) == (row, 3, "died again")
    assert claim_next(worker="w1", serves_gpu=False, now=NOON) is None


def test_a_worker_knows_what_it_held_before_it_started(row: Submission) -> None:
    claim("w1")
    assert [one.submission for one in claims_of("w1", before=NOON + SECOND)] == [row]
    assert claims_of("w1", before=NOON) == []
    assert claims_of("w2", before=NOON + SECOND) == []


@pytest.mark.parametrize(
    "impossible",
    [
        {"state": "running"},
        {"state": "done"},
        {"state": "queued", "verdict": "AC"},
        {"state": "done", "verdict": "IE", "finished_at": NOON},
        {"state": "failed", "verdict": "AC", "finished_at": NOON},
        {"state": "done", "verdict": "??", "finished_at": NOON},
        {"state": "queued", "lease_until": NOON},
        {"attempts_before": 1},
        {"scope": "some"},
        {"device": "tpu"},
    ],
)
def test_the_database_keeps_no_row_that_cannot_be(
    row: Submission, impossible: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError):
        Submission.objects.filter(pk=row.pk).update(**impossible)


@pytest.mark.usefixtures("transactional_db")
def test_workers_that_race_take_every_row_exactly_once() -> None:
    exercise = make_exercise()
    rows = [
        make_submission(make_learner(f"learner-{number % 3}"), exercise)
        if number < 3
        else make_submission(User.objects.get(username=f"learner-{number % 3}"), exercise)
        for number in range(24)
    ]
    taken: list[int] = []
    begin = threading.Barrier(4)

    def work(worker: str) -> None:
        begin.wait()
        while (claimed := claim_next(worker=worker, serves_gpu=False, now=NOON)) is not None:
            taken.append(claimed.submission.pk)
        connection.close()

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(taken) == Counter(row.pk for row in rows)
