"""Objects read and stored by statements of our own are the same as Django's."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Model

from cards.models import Card, Profile, Review, Schedule
from cards.rows import Columns, fetch, insert, update, update_all
from cards.tests.answering import NOON, answer, learnt
from cards.tests.factories import make_card, make_section


def read_all(model: type[Model]) -> list[Any]:
    columns = Columns(model, "it")
    statement = f"SELECT {columns} FROM {model._meta.db_table} AS it ORDER BY it.{pk_of(model)}"  # noqa: S608
    return [found for (found,) in fetch(statement, [], columns)]


def pk_of(model: type[Model]) -> str:
    return str(model._meta.pk.column)


def test_what_is_read_equals_what_django_reads(alice: User) -> None:
    card = make_card(
        kind=Card.Kind.NUMERIC, numeric_answer=Decimal("2.5"), accepted_units=["m", "米"]
    )
    make_section(retired=True)
    answer(alice, card, key=uuid4())
    for model in (User, Profile, Card, Schedule, Review):
        manager: Any = model._default_manager
        objects = read_all(model)
        assert [vars_of(found) for found in objects] == [
            vars_of(found) for found in manager.order_by("pk")
        ]
        assert objects


def vars_of(found: Model) -> dict[str, Any]:
    return {name: value for name, value in vars(found).items() if name != "_state"}


def test_what_is_read_can_be_changed_and_saved(alice: User) -> None:
    learnt(alice, make_card(), due=1)
    (schedule,) = read_all(Schedule)
    schedule.lapses = 3
    schedule.save()
    assert Schedule.objects.get().lapses == 3


def test_an_outer_join_that_finds_nothing_gives_none(alice: User) -> None:
    card, schedule = Columns(Card, "card"), Columns(Schedule, "schedule")
    made = make_card()
    rows = fetch(
        f"SELECT {card}, {schedule} FROM cards_card AS card "  # noqa: S608
        "LEFT JOIN cards_schedule AS schedule ON schedule.card_id = card.id",
        [],
        card,
        schedule,
    )
    assert list(rows) == [(made, None)]


def test_a_row_is_stored_once(alice: User) -> None:
    card = make_card()
    new = Schedule(learner=alice, card=card, suspended=True, updated_at=NOON)
    assert insert(new)
    assert vars_of(new)["id"] == Schedule.objects.get().pk
    assert Schedule.objects.get().updated_at == NOON
    assert not insert(Schedule(learner=alice, card=card, updated_at=NOON))
    assert Schedule.objects.get().suspended


def test_the_database_still_refuses_what_cannot_be(alice: User) -> None:
    wrong = Schedule(learner=alice, card=make_card(), ef=1, updated_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(wrong)


def test_only_the_rows_meant_are_changed(alice: User, bob: User) -> None:
    card, later = make_card(), NOON + timedelta(days=1)
    for learner in (alice, bob):
        learnt(learner, card, due=0, version=4)
    values = {"suspended": True, "updated_at": later}
    assert update(Schedule, values, {"learner": alice.pk, "card": card.pk, "version": 3}) == 0
    assert update(Schedule, values, {"learner": alice.pk, "card": card.pk, "version": 4}) == 1
    assert Schedule.objects.get(learner=alice).updated_at == later
    assert Schedule.objects.get(learner=alice).suspended
    assert not Schedule.objects.get(learner=bob).suspended


def test_many_rows_are_stored_each_with_its_own_values(alice: User) -> None:
    cards = [make_card(kind=Card.Kind.NUMERIC, numeric_answer=Decimal(1)) for _ in range(3)]
    elsewhere = make_section()
    for number, card in enumerate(cards[:2]):
        card.numeric_answer, card.accepted_units = Decimal(number) / 4, [f"unit {number}"]
        card.section = elsewhere
        card.difficulty = 5
    update_all(Card, cards[:2], ["numeric_answer", "accepted_units", "section"])

    stored = list(Card.objects.order_by("pk"))
    assert [card.numeric_answer for card in stored] == [0, Decimal("0.25"), 1]
    assert [card.accepted_units for card in stored] == [["unit 0"], ["unit 1"], []]
    assert [card.section == elsewhere for card in stored] == [True, True, False]
    assert 5 not in [card.difficulty for card in stored]
    update_all(Card, [], ["order"])
