"""Today counts exactly what will be shown until the end of the day."""

from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from django.contrib.auth.models import User

from cards.models import Card, Profile, Review
from cards.scheduling.queue import today
from cards.tests.answering import (
    NOON,
    answer,
    change_profile,
    day_of,
    learnt,
    make_cloze,
    work_through,
)
from cards.tests.factories import make_card, make_section


def test_an_empty_site_asks_nothing(alice: User) -> None:
    work = today(alice, now=NOON)
    assert (work.documents, work.total, work.done, work.done_and_left) == ((), 0, 0, 0)


def test_each_document_has_its_row_in_the_order_of_the_site(alice: User) -> None:
    last, first = make_section(), make_section()
    first.document.position, last.document.position = 1, 2
    first.document.save()
    last.document.save()
    learnt(alice, make_card(last), due=-2)
    learnt(alice, make_card(last), due=0)
    learnt(alice, make_card(last), due=1)
    learnt(alice, make_card(last), due=4, drilling=True)
    make_card(first)
    rows = today(alice, now=NOON).documents
    assert [(row.document, row.overdue, row.due, row.new, row.drill) for row in rows] == [
        (first.document, 0, 0, 1, 0),
        (last.document, 1, 1, 0, 1),
    ]
    assert [row.total for row in rows] == [1, 3]


def test_what_is_done_is_counted_by_phase(alice: User) -> None:
    new, due = make_card(), make_card()
    learnt(alice, due, due=0)
    answer(alice, new, 2)
    answer(alice, due)
    answer(alice, new, 3)
    answer(alice, new, 4)
    work = today(alice, now=NOON)
    assert (work.done_new, work.done_reviews, work.done_drill) == (1, 1, 2)
    assert (work.done, work.total, work.done_and_left) == (4, 0, 4)


def test_the_next_day_starts_at_the_learners_rollover(alice: User) -> None:
    change_profile(alice, time_zone="Asia/Shanghai", rollover_hour=5)
    assert today(alice, now=NOON).next_day_start == datetime(2025, 3, 10, 21, tzinfo=UTC)


def make_collection(learner: User, dice: Random) -> None:
    for _document in range(3):
        document = make_section().document
        for _section in range(3):
            section = make_section(document)
            for _text in range(dice.randint(0, 3)):
                cards = dice.choice(
                    [[make_card(section)], make_cloze(section), make_cloze(section, deletions=3)]
                )
                if dice.random() < 0.6:
                    for card in cards:
                        give_a_past(learner, card, dice)


def give_a_past(learner: User, card: Card, dice: Random) -> None:
    past = dice.choice(["new", "new", "due", "overdue", "later", "drill", "done"])
    interval = dice.randint(1, 9)
    if past == "due":
        learnt(learner, card, due=0, interval=interval, drilling=dice.random() < 0.3)
    elif past == "overdue":
        learnt(learner, card, due=-dice.randint(1, 20), interval=interval)
    elif past in {"later", "drill"}:
        learnt(learner, card, due=2, interval=interval, drilling=past == "drill")
    elif past == "done":
        learnt(learner, card, due=3, interval=interval, last_day=day_of(learner))
        Review.objects.create(
            learner=learner, card=card, key=f"{card.pk:032x}", phase=dice.choice(["new", "review"]),
            grade=4, answered_at=NOON, day=day_of(learner), duration_ms=1, repetitions_before=0,
            repetitions_after=1, interval_before=0, interval_after=1, ef_before=250, ef_after=250,
            state_before={},
        )  # fmt: skip


@pytest.mark.parametrize("rule", Profile.SiblingRule.values)
@pytest.mark.parametrize("seed", range(12))
def test_the_counts_are_what_is_then_shown(alice: User, rule: str, seed: int) -> None:
    dice = Random(f"{rule} {seed}")  # noqa: S311
    make_collection(alice, dice)
    change_profile(
        alice,
        sibling_rule=rule,
        new_per_day=dice.choice([0, 1, 3, 20]),
        reviews_per_day=dice.choice([0, 2, 5, 200]),
    )
    before = today(alice, now=NOON)
    due_days = dict(alice.schedules.values_list("card", "due_day"))
    shown: Counter[tuple[int, str]] = Counter()
    for card, phase in work_through(alice):
        kind = str(phase)
        if phase == Review.Phase.REVIEW:
            kind = "due" if due_days[card.pk] == day_of(alice) else "overdue"
        shown[card.document_id, kind] += 1
    counted = {
        (row.document.pk, kind): getattr(row, kind)
        for row in before.documents
        for kind in ("overdue", "due", "new", "drill")
    }
    assert +Counter(counted) == shown
    after = today(alice, now=NOON)
    assert (after.total, after.done) == (0, before.done + before.total)
