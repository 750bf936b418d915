"""Taking programs in: kept at once, counted once, within limits, with or without a broker."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from sandbox.errors import (
    EmptySource,
    ExerciseGone,
    KeyReused,
    SourceHasNul,
    SourceNotUtf8,
    SourceRefused,
    SourceTooLong,
    TooManyInFlight,
    TooManyPerMinute,
    UnknownFramework,
)
from sandbox.models import Exercise, Submission
from sandbox.queue.sweeping import sweep
from sandbox.sources import decode_source
from sandbox.submitting import submit_source
from sandbox.tasks import judge as judge_task
from sandbox.tests.factories import MINUTE, NOON, SECOND, make_exercise, make_submission
from sandbox.tests.queue.fake_judge import FakeJudge


def submit(learner: User, exercise: Exercise, **fields: Any) -> Submission:
    defaults = {"source": "x = 1", "framework": "numpy", "key": uuid4(), "now": NOON}
    return submit_source(learner=learner, exercise=exercise, **{**defaults, **fields})


def test_a_program_is_kept_as_it_was_written(alice: User, exercise: Exercise) -> None:
    submission = submit(alice, exercise, source="def add(a, b):\n    return a + b\n")
    assert submission.source == "def add(a, b):\n    return a + b\n"
    assert submission.state == Submission.State.QUEUED
    assert submission.exercise_version == exercise.version


def test_each_has_a_secret_seed_of_its_own(alice: User, exercise: Exercise) -> None:
    assert submit(alice, exercise).seed != submit(alice, exercise).seed


def test_a_byte_order_mark_and_foreign_line_ends_are_taken_off(
    alice: User, exercise: Exercise
) -> None:
    assert submit(alice, exercise, source="\ufeffa = 1\r\nb = 2\r").source == "a = 1\nb = 2\n"


def test_a_message_with_the_id_alone_is_sent_after_the_commit(
    alice: User,
    exercise: Exercise,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(judge_task, "apply_async", lambda args, **_more: sent.append(args))
    with django_capture_on_commit_callbacks(execute=True):
        submission = submit(alice, exercise)
        assert sent == []
    assert sent == [(submission.pk,)]


@pytest.mark.parametrize(
    "error", [OperationalError("down"), ConnectionRefusedError(), TimeoutError()]
)
def test_without_a_broker_the_program_waits_for_the_sweep(
    alice: User,
    exercise: Exercise,
    judge: FakeJudge,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    error: Exception,
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(judge_task, "apply_async", refuse)
        with django_capture_on_commit_callbacks(execute=True):
            submission = submit(alice, exercise)
    submission.refresh_from_db()
    assert submission.state == Submission.State.QUEUED
    assert sweep(now=NOON + MINUTE) == 1
    submission.refresh_from_db()
    assert submission.verdict == "AC"


def test_the_same_key_again_is_the_same_submission(alice: User, exercise: Exercise) -> None:
    key = uuid4()
    assert submit(alice, exercise, key=key) == submit(alice, exercise, key=key)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize("change", [{"source": "y = 2"}, {"scope": Submission.Scope.SAMPLES}])
def test_a_key_does_not_stand_for_two_programs(
    alice: User, exercise: Exercise, change: dict[str, Any]
) -> None:
    key = uuid4()
    submit(alice, exercise, key=key)
    with pytest.raises(KeyReused):
        submit(alice, exercise, key=key, **change)
    with pytest.raises(KeyReused):
        submit(alice, make_exercise(), key=key)


def test_two_learners_may_have_the_same_key(alice: User, bob: User, exercise: Exercise) -> None:
    key = uuid4()
    assert submit(alice, exercise, key=key) != submit(bob, exercise, key=key)


def test_the_database_itself_counts_a_key_once(alice: User, exercise: Exercise) -> None:
    key = uuid4()
    make_submission(alice, exercise, key=key)
    with pytest.raises(IntegrityError):
        make_submission(alice, exercise, key=key)


@pytest.mark.parametrize(
    ("source", "error"),
    [
        ("", EmptySource),
        ("\ufeff \n\t\r\n", EmptySource),
        ("x = 1\ny = '\0'", SourceHasNul),
        ("x = '\ud800'", SourceNotUtf8),
        ("x" * (64 * 1024 + 1), SourceTooLong),
        ("你" * 21_846, SourceTooLong),
        ("x" * 10_000_000, SourceTooLong),
    ],
)
def test_what_cannot_be_a_program_is_refused_with_a_reason(
    alice: User, exercise: Exercise, source: str, error: type[SourceRefused]
) -> None:
    with pytest.raises(error):
        submit(alice, exercise, source=source)
    assert not Submission.objects.exists()


def test_the_longest_program_is_taken(alice: User, exercise: Exercise) -> None:
    assert submit(alice, exercise, source="x" * 64 * 1024).pk


def test_a_refusal_says_the_line() -> None:
    with pytest.raises(SourceHasNul) as caught:
        decode_source(b"x = 1\ny = '\0'")
    assert caught.value.values == {"line": 2}
    with pytest.raises(SourceNotUtf8) as not_utf8:
        decode_source(b"x = 1\n\xff")
    assert not_utf8.value.values == {"position": 6}


def test_an_unknown_framework_is_refused(alice: User, exercise: Exercise) -> None:
    with pytest.raises(UnknownFramework) as caught:
        submit(alice, exercise, framework="jax")
    assert caught.value.values == {"framework": "jax", "known": "numpy, torch"}


def test_a_retired_exercise_takes_nothing_more(alice: User, exercise: Exercise) -> None:
    exercise.retired = True
    with pytest.raises(ExerciseGone):
        submit(alice, exercise)


def test_three_may_wait_or_run_at_a_time(alice: User, bob: User, exercise: Exercise) -> None:
    make_submission(alice, exercise, state=Submission.State.RUNNING)
    make_submission(alice, exercise)
    for verdict in ("AC", "IE"):
        make_submission(alice, exercise, verdict=verdict)
    make_submission(alice, exercise, rejudging=True)
    submit(alice, exercise)
    with pytest.raises(TooManyInFlight) as caught:
        submit(alice, exercise)
    assert caught.value.values == {"limit": 3}
    submit(bob, exercise)


def test_a_repeated_key_is_not_held_up_by_the_limits(alice: User, exercise: Exercise) -> None:
    key = uuid4()
    first = submit(alice, exercise, key=key)
    for _other in range(2):
        submit(alice, exercise)
    assert submit(alice, exercise, key=key) == first


def test_twenty_may_come_in_a_minute(alice: User, exercise: Exercise) -> None:
    for number in range(20):
        created = NOON + number * SECOND
        make_submission(alice, exercise, verdict="WA", created_at=created)
    with pytest.raises(TooManyPerMinute) as caught:
        submit(alice, exercise, now=NOON + 30 * SECOND)
    assert caught.value.values == {"limit": 20, "seconds": 30}
    assert submit(alice, exercise, now=NOON + 60 * SECOND).pk
