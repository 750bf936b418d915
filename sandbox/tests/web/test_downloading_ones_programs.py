"""All my data holds my programs and drafts, and nobody else's."""

import json
from collections.abc import Callable

from django.contrib.auth.models import User
from django.test import Client

from sandbox import my_data
from sandbox.models import Draft, Exercise, Help, Submission
from sandbox.tests.factories import NOON, make_submission

ClientOf = Callable[[User], Client]


def test_programs_drafts_and_help_are_ones_own_and_the_seed_stays_secret(
    alice: User, bob: User, exercise: Exercise, client_of: ClientOf
) -> None:
    mine = make_submission(alice, exercise, verdict="WA", source="mine")
    make_submission(bob, exercise, verdict="AC", source="his")
    Draft.objects.create(
        learner=alice, exercise=exercise, framework="torch", text="begun", updated_at=NOON
    )
    Help.objects.create(learner=alice, exercise=exercise, kind="hint", hint=1, at=NOON)
    response = client_of(alice).get("/settings/my-data/")
    text = response.getvalue().decode()
    data = json.loads(text)
    (submission,) = data["submissions"]
    assert (submission["exercise"], submission["source"]) == ("add", "mine")
    assert submission["verdict"] == "WA"
    assert [draft["text"] for draft in data["drafts"]] == ["begun"]
    assert [(row["kind"], row["hint"]) for row in data["help_taken"]] == [("hint", 1)]
    assert data["exercise_settings"] == []
    assert str(mine.seed) not in text
    assert "his" not in [row["source"] for row in data["submissions"]]


def test_every_column_of_a_program_is_exported_but_those_of_the_queue() -> None:
    """A new column must be exported, or be named here with its reason."""
    of_the_queue = {"id", "learner", "exercise", "seed", "queued_at", "rejudging", "attempt"}
    of_the_queue |= {"attempts_before", "lease_until", "worker", "started_at", "confinement"}
    of_the_queue |= {"smallest_failure"}
    columns = {field.name for field in Submission._meta.concrete_fields}
    assert columns - of_the_queue == set(my_data._SUBMISSIONS.fields) - {"exercise__slug"}


def test_deleting_the_account_takes_programs_and_drafts_along(
    alice: User, exercise: Exercise
) -> None:
    make_submission(alice, exercise, verdict="WA")
    Draft.objects.create(learner=alice, exercise=exercise, framework="numpy", updated_at=NOON)
    alice.delete()
    assert not Draft.objects.exists()
    assert not exercise.submissions.exists()
