"""A full disk is said plainly, and nothing that was acknowledged is lost."""

from collections.abc import Callable, Iterator
from unittest.mock import patch

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client

from cards.models import Profile, Review, Schedule
from cards.tests.factories import make_card, make_section
from cards.tests.test_review_page import HTMX, show, token_in

ClientOf = Callable[[User], Client]


@pytest.fixture
def full_disk(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Let SQLite's file grow no further: the same error as on a full disk."""
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's own limit stands in for a full disk")

    def fill() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA page_count")
            (pages,) = cursor.fetchone()
            cursor.execute(f"PRAGMA max_page_count = {int(pages)}")

    yield fill
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")


def test_on_a_full_disk_an_answer_is_refused_whole_and_can_be_sent_again(
    full_disk: Callable[[], None], alice: User, client_of: ClientOf
) -> None:
    section = make_section()
    for _card in range(400):
        make_card(section)
    client = client_of(alice)
    full_disk()
    refused = None
    for _answer in range(400):
        form = {"token": token_in(show(client)), "grade": "4"}
        response = client.post("/review/answer/", form, headers=HTMX)
        if response.status_code != 200:
            refused = response
            break
    assert refused is not None, "the disk never filled up"
    assert refused.status_code == 503
    assert b"disk may be full" in refused.content
    answered = Review.objects.count()
    assert Schedule.objects.filter(due_day__isnull=False).count() == answered
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert client.post("/review/answer/", form, headers=HTMX).status_code == 200
    assert Review.objects.count() == answered + 1


def test_a_database_that_is_down_answers_503_on_every_page(
    alice: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(alice)

    def down(*_args: object, **_options: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("cards.views.today.todays_work", down)
    response = client.get("/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert b"connection refused" not in response.content


def test_the_page_that_says_so_tells_its_language(alice: User, client_of: ClientOf) -> None:
    Profile.objects.filter(user=alice).update(language="zh-hans")
    with patch("cards.views.today.todays_work", side_effect=OperationalError("disk full")):
        response = client_of(alice).get("/")
    assert response.status_code == 503
    assert '<html lang="zh-hans"' in response.text
    assert "数据库" in response.text
