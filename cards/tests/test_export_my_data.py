"""A learner takes all their data along, and nobody else's."""

import json
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cards.exchange import my_data as exchange
from cards.models import Card, Flag, Review, Schedule, Tag
from cards.scheduling.session import answer_card, flag_card, undo_last
from cards.tests.factories import make_card, make_learner, make_section

ClientOf = Callable[[User], Client]


def download(client: Client) -> dict[str, Any]:
    response = client.get(reverse("export_my_data"))
    assert response.status_code == 200
    return json.loads(response.getvalue())  # type: ignore[no-any-return]


def answer(learner: User, card: Card, *, grade: int, now: datetime) -> None:
    schedule = Schedule.objects.filter(learner=learner, card=card).first()
    answer_card(
        learner=learner,
        card_id=card.pk,
        version=schedule.version if schedule else 0,
        grade=grade,
        key=uuid4(),
        duration_ms=900,
        now=now,
    )


def make_reviews(learner: User, card: Card, number: int) -> None:
    Review.objects.bulk_create(
        (
            Review(
                learner=learner,
                card=card,
                key=uuid4(),
                phase=Review.Phase.REVIEW,
                grade=index % 6,
                answered_at=datetime(2026, 3, 1, tzinfo=UTC),
                day=20513,
                elapsed_days=1,
                duration_ms=index % 60_000,
                repetitions_before=1,
                repetitions_after=2,
                interval_before=1,
                interval_after=6,
                ef_before=250,
                ef_after=250,
                state_before={},
            )
            for index in range(number)
        ),
        batch_size=500,
    )


def test_everything_about_the_learner_is_in_the_file(client_of: ClientOf, db: None) -> None:
    dora = make_learner("dora", new_per_day=9, time_zone="Asia/Tokyo", language="zh-hans")
    section = make_section()
    card, skipped = make_card(section), make_card()
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    answer(dora, card, grade=2, now=now)
    undo_last(learner=dora, now=now)
    answer(dora, card, grade=5, now=now)
    flag_card(learner=dora, card=card, note="错字 “typo”")
    dora.profile.skipped_sections.add(skipped.section)
    dora.profile.skipped_documents.add(skipped.document)
    dora.profile.skipped_tags.add(Tag.objects.create(name="cnn"))
    data = download(client_of(dora))

    assert (data["format"], data["version"]) == ("quizsite-my-data", 1)
    assert data["account"]["username"] == "dora"
    assert data["profile"]["new_per_day"] == 9
    assert data["profile"]["time_zone"] == "Asia/Tokyo"
    assert data["left_out"] == {
        "documents": [skipped.document.stable_id],
        "sections": [skipped.section.stable_id],
        "tags": ["cnn"],
    }
    assert [(row["grade"], bool(row["undone_at"])) for row in data["reviews"]] == [
        (2, True),
        (5, False),
    ]
    assert {row["card"] for row in data["reviews"]} == {card.stable_id}
    assert data["reviews"][1]["day"] == "2026-03-01"
    assert data["reviews"][1]["answered_at"] == "2026-03-01T12:00:00Z"
    (schedule,) = data["schedules"]
    assert (schedule["card"], schedule["interval"], schedule["ef"]) == (card.stable_id, 1, 260)
    assert (schedule["last_day"], schedule["due_day"]) == ("2026-03-01", "2026-03-02")
    assert [(row["card"], row["note"]) for row in data["flags"]] == [
        (card.stable_id, "错字 “typo”")
    ]


def test_every_column_is_exported_but_those_of_the_site(alice: User) -> None:
    """A new column must be exported, or be named here with its reason."""
    internal = {
        "id",
        "learner",
        "card",  # given by its stable id
        "version",  # of the row, not of the learning
        "state_before",  # what undo needs; the columns beside it say the same
        "resolved_by",  # another person
    }
    for model, fields in (
        (Schedule, exchange._SCHEDULE_FIELDS),
        (Review, exchange._REVIEW_FIELDS),
        (Flag, exchange._FLAG_FIELDS),
    ):
        columns = {field.name for field in model._meta.concrete_fields}
        assert columns - internal == set(fields) - {"card__stable_id"}


def test_nothing_of_anybody_else_is_in_the_file(
    alice: User, bob: User, client_of: ClientOf
) -> None:
    card = make_card()
    make_reviews(alice, card, 3)
    make_reviews(bob, card, 5)
    flag_card(learner=alice, card=card, note="alice's note")
    Schedule.objects.create(learner=alice, card=card)
    data = download(client_of(bob))

    assert (len(data["reviews"]), data["schedules"], data["flags"]) == (5, [], [])
    assert "alice" not in json.dumps(data)


def test_the_password_is_not_in_the_file(alice: User, client_of: ClientOf) -> None:
    assert alice.password not in json.dumps(download(client_of(alice)))


def test_batches_join_without_gap_or_repetition(
    alice: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "BATCH", 4)
    section = make_section()
    for number in range(9):
        Schedule.objects.create(learner=alice, card=make_card(section), lapses=number)
    make_reviews(alice, make_card(section), 12)
    data = download(client_of(alice))

    assert [row["lapses"] for row in data["schedules"]] == list(range(9))
    keys = Review.objects.order_by("pk").values_list("key", flat=True)
    assert [row["key"] for row in data["reviews"]] == [str(key) for key in keys]


def test_memory_does_not_grow_with_the_log(alice: User) -> None:
    card = make_card()

    def peak() -> int:
        tracemalloc.start()
        for _part in exchange.my_data(alice, now=timezone.now()):
            pass
        (_now, highest) = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    make_reviews(alice, card, exchange.BATCH)
    peak()
    one_batch = peak()
    make_reviews(alice, card, 7 * exchange.BATCH)

    assert peak() < 1.5 * one_batch


def test_no_query_reads_more_than_a_batch(
    alice: User, client_of: ClientOf, django_assert_num_queries: Any
) -> None:
    make_reviews(alice, make_card(), 2 * exchange.BATCH + 1)
    account_and_choices, schedules, reviews, flags = 5, 1, 4, 1
    others = len(exchange._further)

    with django_assert_num_queries(account_and_choices + schedules + reviews + flags + others):
        for _part in exchange.my_data(User.objects.get(pk=alice.pk), now=timezone.now()):
            pass


@pytest.mark.parametrize("name", ["alice@example.com", "李雷", "a.b+c-d_e"])
def test_the_file_is_named_after_learner_and_day(client_of: ClientOf, db: None, name: str) -> None:
    client = client_of(make_learner(name))
    response = client.get(reverse("export_my_data"))

    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Content-Disposition"].startswith("attachment; filename")
    assert response.headers["Content-Disposition"].rstrip('"').endswith(".json")


def test_a_visitor_is_sent_to_sign_in(client: Client, alice: User) -> None:
    response = client.get(reverse("export_my_data"))

    assert response.url.startswith(reverse("login"))  # type: ignore[attr-defined]


def test_other_methods_are_refused(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).post(reverse("export_my_data")).status_code == 405
