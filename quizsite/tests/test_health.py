from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from cards.tests.factories import make_learner
from quizsite import broker, health
from sandbox.models import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("broker", "worker"):
        monkeypatch.setitem(health.CHECKS, name, lambda: True)
    monkeypatch.setitem(health.OPTIONAL_CHECKS, "judge", lambda: True)


@pytest.fixture
def break_part(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda name: monkeypatch.setitem(health.CHECKS, name, lambda: False)


def report(client: Client, status: int) -> dict[str, Any]:
    response = client.get("/health/", headers={"accept": "application/json"})
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/json"
    assert "no-store" in response.headers["Cache-Control"]
    parsed: dict[str, Any] = response.json()
    return parsed


@pytest.fixture
def charlie(client: Client) -> Client:
    client.force_login(make_learner("charlie", is_staff=True), "cards.backends.LearnerBackend")
    return client


def test_a_stranger_learns_only_that_all_is_well(client: Client) -> None:
    assert report(client, 200) == {"status": "ok"}


@pytest.mark.parametrize("part", ["database", "broker", "worker"])
def test_a_stranger_learns_only_that_something_is_wrong(
    client: Client, break_part: Callable[[str], None], part: str
) -> None:
    break_part(part)
    assert report(client, 503) == {"status": "failing"}
    page = client.get("/health/", headers={"accept": "text/html"})
    assert page.status_code == 503
    assert part.encode() not in page.content.lower()


def test_a_learner_learns_no_more_than_a_stranger(client: Client) -> None:
    client.force_login(make_learner("alice"), "cards.backends.LearnerBackend")
    assert report(client, 200) == {"status": "ok"}


def test_staff_learn_which_part_is_wrong(
    charlie: Client, break_part: Callable[[str], None]
) -> None:
    break_part("worker")
    assert report(charlie, 503) == {
        "status": "failing",
        "parts": {"database": "ok", "broker": "ok", "worker": "failing", "judge": "ok"},
    }


def test_a_judge_that_is_not_available_is_told_and_fails_nothing(
    charlie: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(health.OPTIONAL_CHECKS, "judge", lambda: False)
    told = report(charlie, 200)
    assert told["status"] == "ok"
    assert told["parts"]["judge"] == "unavailable"


def test_the_judge_answers_when_a_worker_lately_reached_it() -> None:
    now = timezone.now()
    assert not health.judge_answers()
    worker = Worker.objects.create(name="w1", started_at=now, seen_at=now, judge_ready=True)
    assert health.judge_answers()
    worker.seen_at = now - timedelta(minutes=5)
    worker.save()
    assert not health.judge_answers()


def test_staff_see_every_part_on_the_page(
    charlie: Client, break_part: Callable[[str], None]
) -> None:
    break_part("broker")
    page = charlie.get("/health/", headers={"accept": "text/html"}).content.decode()
    assert page.count("<dt>") == 4
    assert page.count("does not answer") == 1


def test_a_browser_gets_a_page_and_a_query_can_ask_for_json(client: Client) -> None:
    html = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    assert client.get("/health/", headers=html).headers["Content-Type"].startswith("text/html")
    response = client.get("/health/?format=json", headers=html)
    assert response.headers["Content-Type"] == "application/json"


def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post("/health/").status_code == 405


def test_a_broken_database_is_noticed(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr(health, "connection", Broken())
    assert not health.database_answers()
    assert report(client, 503) == {"status": "failing"}


def test_a_broker_that_is_not_there_is_noticed_and_so_is_its_worker() -> None:
    # The test settings name a socket in an empty data folder.
    assert not broker.broker_answers()
    assert not broker.worker_answers()
