"""What was lost is found: rows without a message, and rows whose worker died."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User

from quizsite.celery import app
from sandbox.models import Exercise, Notice, Submission
from sandbox.queue import sweeping
from sandbox.queue.sweeping import recover, sweep
from sandbox.tests.factories import MINUTE, NOON, SECOND, make_submission


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    ids: list[int] = []

    def wake(waiting: list[tuple[int, str]]) -> bool:
        ids.extend(pk for pk, _device in waiting)
        return True

    monkeypatch.setattr(sweeping, "wake_workers", wake)
    return ids


def test_a_row_that_waits_gets_a_message_again(
    alice: User, exercise: Exercise, woken: list[int]
) -> None:
    row = make_submission(alice, exercise)
    assert sweep(now=NOON + MINUTE) == 1
    assert woken == [row.pk]


def test_a_row_that_just_came_has_its_own(
    alice: User, exercise: Exercise, woken: list[int]
) -> None:
    make_submission(alice, exercise)
    assert sweep(now=NOON + SECOND) == 0
    assert woken == []


def test_what_is_judged_or_being_judged_is_left_alone(
    alice: User, exercise: Exercise, woken: list[int]
) -> None:
    make_submission(alice, exercise, verdict="AC")
    make_submission(alice, exercise, state=Submission.State.RUNNING)
    assert sweep(now=NOON + 5 * SECOND) == 0
    assert not woken


def test_a_row_whose_worker_was_not_heard_of_waits_again(alice: User, exercise: Exercise) -> None:
    row = make_submission(alice, exercise, state=Submission.State.RUNNING)
    sweep(now=NOON + MINUTE)
    row.refresh_from_db()
    assert (row.state, row.attempt) == (Submission.State.QUEUED, 1)


def test_a_program_that_kills_its_worker_three_times_is_given_up(
    alice: User, exercise: Exercise
) -> None:
    row = make_submission(alice, exercise, state=Submission.State.RUNNING)
    Submission.objects.update(attempt=3)
    sweep(now=NOON + MINUTE)
    row.refresh_from_db()
    assert (row.state, row.verdict) == (Submission.State.FAILED, "IE")
    assert Notice.objects.get().reason == "its worker was not heard of in time, at try 3"


def test_a_worker_that_starts_again_gives_back_what_it_held(
    alice: User, exercise: Exercise
) -> None:
    mine, other, newer = (
        make_submission(alice, exercise, state=Submission.State.RUNNING, **fields)
        for fields in (
            {"worker": "w1"},
            {"worker": "w2"},
            {"worker": "w1", "created_at": NOON + MINUTE},
        )
    )
    recover(worker="w1", started_at=NOON + SECOND)
    states = {row.pk: row.state for row in Submission.objects.all()}
    assert states == {mine.pk: "queued", other.pk: "running", newer.pk: "running"}


def test_a_sweep_sends_no_more_than_a_hundred_messages(
    alice: User, exercise: Exercise, woken: list[int]
) -> None:
    for _number in range(105):
        make_submission(alice, exercise)
    assert sweep(now=NOON + MINUTE) == len(woken) == 100


def test_the_clock_sweeps_every_few_seconds() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["sweep"]
    app.loader.import_default_modules()
    assert entry["task"] in app.tasks
    assert timedelta(seconds=entry["schedule"]) <= timedelta(seconds=15)
