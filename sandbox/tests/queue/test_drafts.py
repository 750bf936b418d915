"""What is typed is kept: on every device, over a changed starter, and not over a newer text."""

import pytest
from django.contrib.auth.models import User

from sandbox.drafts import load_draft, save_draft
from sandbox.errors import DraftTooLong, StaleDraft, UnknownFramework
from sandbox.models import Draft, Exercise
from sandbox.tests.factories import NOON


def save(
    learner: User, exercise: Exercise, text: str, revision: int, framework: str = "numpy"
) -> Draft:
    return save_draft(
        learner=learner,
        exercise=exercise,
        framework=framework,
        text=text,
        revision=revision,
        now=NOON,
    )


def load(learner: User, exercise: Exercise, framework: str = "numpy") -> tuple[str, int, bool]:
    state = load_draft(learner=learner, exercise=exercise, framework=framework)
    return state.text, state.revision, state.older_starter


def test_without_a_draft_the_starter_is_there(alice: User, exercise: Exercise) -> None:
    assert load(alice, exercise) == ("def add(a, b):\n    ...\n", 0, False)


def test_what_was_typed_comes_back_for_each_framework(alice: User, exercise: Exercise) -> None:
    save(alice, exercise, "one", 0)
    save(alice, exercise, "two", 0, "torch")
    assert load(alice, exercise) == ("one", 1, False)
    assert load(alice, exercise, "torch") == ("two", 1, False)


def test_drafts_are_ones_own(alice: User, bob: User, exercise: Exercise) -> None:
    save(alice, exercise, "mine", 0)
    assert load(bob, exercise)[1] == 0


def test_each_save_counts_the_revision_up(alice: User, exercise: Exercise) -> None:
    for revision in range(3):
        assert save(alice, exercise, f"text {revision}", revision).revision == revision + 1


@pytest.mark.parametrize("revision", [0, 1, 7])
def test_an_older_tab_does_not_overwrite_a_newer_text(
    alice: User, exercise: Exercise, revision: int
) -> None:
    save(alice, exercise, "one", 0)
    save(alice, exercise, "two", 1)
    with pytest.raises(StaleDraft) as caught:
        save(alice, exercise, "old", revision)
    assert caught.value.values == {"revision": 2}
    assert load(alice, exercise)[0] == "two"


def test_sending_the_same_text_again_is_no_conflict(alice: User, exercise: Exercise) -> None:
    save(alice, exercise, "one", 0)
    assert save(alice, exercise, "one", 0).revision == 1


def test_a_draft_from_an_older_starter_is_kept_and_said(alice: User, exercise: Exercise) -> None:
    save(alice, exercise, "mine", 0)
    exercise.version = "f" * 64
    exercise.save()
    assert load(alice, exercise) == ("mine", 1, True)


def test_who_puts_the_starter_back_begins_with_the_present_one(
    alice: User, exercise: Exercise
) -> None:
    save(alice, exercise, "mine", 0)
    exercise.version = "f" * 64
    exercise.save()
    starter = exercise.page["starters"]["numpy"]
    save(alice, exercise, starter, 1)
    assert load(alice, exercise) == (starter, 2, False)
    save(alice, exercise, f"{starter}# mine again", 2)
    assert load(alice, exercise) == (f"{starter}# mine again", 3, False)


def test_typing_on_after_the_draft_was_removed_begins_anew(alice: User, exercise: Exercise) -> None:
    save(alice, exercise, "mine", 0)
    Draft.objects.all().delete()
    assert save(alice, exercise, "mine, longer", 1).text == "mine, longer"


def test_what_no_database_can_keep_is_replaced(alice: User, exercise: Exercise) -> None:
    assert save(alice, exercise, "a\0b\ud800c", 0).text == "a\N{REPLACEMENT CHARACTER}b?c"


def test_an_endless_draft_is_refused(alice: User, exercise: Exercise) -> None:
    save(alice, exercise, "x" * 128 * 1024, 0)
    with pytest.raises(DraftTooLong):
        save(alice, exercise, "x" * 128 * 1024 + "x", 1)


def test_an_unknown_framework_is_refused(alice: User, exercise: Exercise) -> None:
    with pytest.raises(UnknownFramework):
        load(alice, exercise, "jax")
    with pytest.raises(UnknownFramework):
        save(alice, exercise, "", 0, "jax")
