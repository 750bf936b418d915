"""Programs for a GPU go to a worker that has one, one at a time; without any they still end."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from sandbox.models import Exercise, Submission, Worker
from sandbox.queue.claims import Claim, claim_next
from sandbox.queue.waking import wake_workers
from sandbox.tasks import judge as judge_task
from sandbox.tests.factories import MINUTE, NOON, make_submission


@pytest.fixture
def row(alice: User, exercise: Exercise) -> Submission:
    return make_submission(alice, exercise, device=Submission.Device.CUDA)


def make_worker(name: str = "gpu", **fields: Any) -> Worker:
    defaults = {"serves_gpu": True, "started_at": NOON, "seen_at": NOON, "judge_ready": True}
    return Worker.objects.create(name=name, **{**defaults, **fields})


def claim(worker: str, *, serves_gpu: bool) -> Claim | None:
    return claim_next(worker=worker, serves_gpu=serves_gpu, now=NOON)


def queue_of(row: Submission, monkeypatch: pytest.MonkeyPatch) -> str:
    queues: list[str] = []

    def send(_args: object, *, queue: str, **_more: object) -> None:
        queues.append(queue)

    monkeypatch.setattr(judge_task, "apply_async", send)
    monkeypatch.setattr("sandbox.queue.waking.timezone.now", lambda: NOON)
    wake_workers([(row.pk, row.device)])
    return queues[0]


def test_with_a_gpu_worker_its_queue_gets_the_message(
    row: Submission, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_worker()
    assert queue_of(row, monkeypatch) == "gpu"


@pytest.mark.parametrize("silent", [True, False])
def test_without_one_the_usual_queue_gets_it(
    row: Submission, monkeypatch: pytest.MonkeyPatch, *, silent: bool
) -> None:
    if silent:
        make_worker(seen_at=NOON - MINUTE)
    assert queue_of(row, monkeypatch) == "celery"


def test_other_programs_stay_in_the_usual_queue(
    alice: User, exercise: Exercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_worker()
    assert queue_of(make_submission(alice, exercise), monkeypatch) == "celery"


def test_a_worker_without_gpu_leaves_it_to_one_that_has(row: Submission) -> None:
    make_worker()
    assert claim("cpu", serves_gpu=False) is None
    assert claim("gpu", serves_gpu=True) is not None


def test_without_any_gpu_a_usual_worker_takes_it_to_say_so(row: Submission) -> None:
    claimed = claim("cpu", serves_gpu=False)
    assert claimed is not None
    assert claimed.submission == row


def test_one_program_at_a_time_has_the_gpu(
    alice: User, exercise: Exercise, row: Submission
) -> None:
    make_worker()
    second = make_submission(alice, exercise, device=Submission.Device.CUDA)
    plain = make_submission(alice, exercise)
    taken = [claim("gpu", serves_gpu=True) for _turn in range(3)]
    assert [one.submission if one else None for one in taken] == [row, plain, None]
    Submission.objects.filter(pk=row.pk).update(
        state="done", verdict="AC", finished_at=NOON, lease_until=None
    )
    again = claim("gpu", serves_gpu=True)
    assert again is not None
    assert again.submission == second
