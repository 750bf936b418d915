"""One showing counts once: a double click, a retry, a second tab, the back button."""

from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from cards.models import Review, Schedule
from cards.scheduling import session
from cards.scheduling.session import KeyReused, NotAnswerable, StaleSchedule, undo_last
from cards.tests.answering import DAY, NOON, answer, learnt, make_cloze
from cards.tests.factories import make_card, make_learner


def test_the_same_form_sent_again_gives_the_same_review(alice: User) -> None:
    card, key = make_card(), uuid4()
    first = answer(alice, card, 4, key=key, version=0)
    schedule = Schedule.objects.values().get()
    again = answer(alice, card, 4, key=key, version=0, now=NOON + 3 * DAY, duration_ms=9)
    assert again == first
    assert Schedule.objects.values().get() == schedule
    assert Review.objects.count() == 1


def test_the_same_form_sent_after_an_undo_changes_nothing(alice: User) -> None:
    card, key = make_card(), uuid4()
    answer(alice, card, key=key, version=0)
    undo_last(learner=alice, now=NOON)
    again = answer(alice, card, key=key, version=0)
    assert again.undone_at == NOON
    assert Schedule.objects.get().due_day is None
    assert Review.objects.count() == 1


@pytest.mark.parametrize("other", ["card", "grade"])
def test_a_key_is_refused_for_anything_else(alice: User, other: str) -> None:
    card, another, key = make_card(), make_card(), uuid4()
    answer(alice, card, 4, key=key)
    with pytest.raises(KeyReused) as refused:
        answer(alice, another if other == "card" else card, 4 if other == "card" else 5, key=key)
    assert isinstance(refused.value, ValueError)
    assert Review.objects.count() == Schedule.objects.count() == 1


def test_keys_of_different_learners_do_not_meet(alice: User, bob: User) -> None:
    card, key = make_card(), uuid4()
    hers, his = answer(alice, card, 4, key=key), answer(bob, card, 5, key=key)
    assert (hers.learner, his.learner) == (alice, bob)


def test_a_second_tab_is_told_that_the_card_was_answered(alice: User) -> None:
    card = make_card()
    answer(alice, card, 4, version=0)
    with pytest.raises(StaleSchedule):
        answer(alice, card, 5, version=0)
    assert Review.objects.count() == 1
    assert Schedule.objects.get().ef == 250


def test_a_stale_form_in_drill_is_refused(alice: User) -> None:
    card = make_card()
    answer(alice, card, 2)
    answer(alice, card, 3, version=1)
    with pytest.raises(StaleSchedule):
        answer(alice, card, 4, version=1)


@pytest.mark.parametrize("version", [1, 7, -1])
def test_a_version_that_never_was_is_refused(alice: User, version: int) -> None:
    with pytest.raises(StaleSchedule):
        answer(alice, make_card(), version=version)
    assert not Schedule.objects.exists()


def test_a_stale_form_stays_stale_after_an_undo(alice: User) -> None:
    card = make_card()
    learnt(alice, card, due=0, version=5)
    answer(alice, card, version=5)
    undo_last(learner=alice, now=NOON)
    with pytest.raises(StaleSchedule):
        answer(alice, card, version=5)
    assert Schedule.objects.get().version == 7


def test_a_stale_form_of_a_new_card_stays_stale_after_an_undo(alice: User) -> None:
    card = make_card()
    answer(alice, card, version=0)
    undo_last(learner=alice, now=NOON)
    with pytest.raises(StaleSchedule):
        answer(alice, card, version=0)
    assert answer(alice, card, version=2).phase == Review.Phase.NEW


def test_a_stale_showing_is_one_that_may_not_be_answered() -> None:
    assert issubclass(StaleSchedule, NotAnswerable)


@pytest.mark.parametrize("version", [0, 2], ids=["new", "due"])
def test_a_schedule_changed_in_the_middle_of_an_answer_is_not_overwritten(
    alice: User, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    card = make_card()
    if version:
        learnt(alice, card, due=0, version=version)

    def answered_elsewhere(*_arguments: object) -> bool:
        if not version:
            Schedule.objects.create(learner=alice, card=card)
        Schedule.objects.update(version=version + 1)
        return True

    monkeypatch.setattr(session, "may_be_answered", answered_elsewhere)
    with pytest.raises(StaleSchedule):
        answer(alice, card, version=version)
    assert not Review.objects.exists()


def run_together(*jobs: Callable[[], Review | None]) -> list[object]:
    """Run each job on a connection of its own, all at once; return results and refusals."""
    start = Barrier(len(jobs))
    results: list[object] = []

    def run(job: Callable[[], Review | None]) -> None:
        start.wait()
        try:
            results.append(job())
        except NotAnswerable as refusal:
            results.append(refusal)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def kinds(results: list[object]) -> list[str]:
    return sorted(type(result).__name__ for result in results)


@pytest.mark.usefixtures("transactional_db")
@pytest.mark.parametrize("version", [0, 1], ids=["new", "due"])
def test_of_tabs_answering_at_once_exactly_one_counts(version: int) -> None:
    alice, card = make_learner("alice"), make_card()
    if version:
        learnt(alice, card, due=0, version=version)
    tabs = [partial(answer, alice, card, grade, version=version) for grade in (3, 4, 5, 2)]
    assert kinds(run_together(*tabs)) == ["Review", *["StaleSchedule"] * 3]
    assert Schedule.objects.get().version == version + Review.objects.count() == version + 1


@pytest.mark.usefixtures("transactional_db")
def test_a_double_click_counts_once() -> None:
    alice, card = make_learner("alice"), make_card()
    click = partial(answer, alice, card, 4, version=0, key=uuid4())
    first, second, third = run_together(click, click, click)
    assert first == second == third == Review.objects.get()


@pytest.mark.usefixtures("transactional_db")
def test_two_undos_at_once_take_back_two_answers() -> None:
    alice, cards = make_learner("alice"), [make_card() for _ in range(3)]
    for card in cards:
        answer(alice, card)
    undo = partial(undo_last, learner=alice, now=NOON)
    undone = run_together(undo, undo)
    assert {review.card for review in undone if isinstance(review, Review)} == set(cards[1:])


@pytest.mark.usefixtures("transactional_db")
def test_of_siblings_answered_at_once_one_counts() -> None:
    alice, cards = make_learner("alice"), make_cloze()
    tabs = [partial(answer, alice, card, version=0) for card in cards]
    assert kinds(run_together(*tabs)) == ["NotAnswerable", "Review"]
