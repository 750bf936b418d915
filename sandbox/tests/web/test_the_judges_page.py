"""Staff see how judging goes and can have it done again; nobody else can."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sandbox.models import Exercise, Judgement, Notice, Submission, SubmissionCase, Worker
from sandbox.tests.factories import NOON, make_submission

ClientOf = Callable[[User], Client]


@pytest.fixture
def failed(alice: User, exercise: Exercise) -> Submission:
    row = make_submission(alice, exercise, verdict="IE", message_code="judge-failed")
    Notice.objects.create(submission=row, attempt=1, reason="<it> broke", created_at=NOON)
    return row


@pytest.mark.parametrize("path", ["/judge/", "/judge/cases/add/"])
def test_only_staff_may_look(
    alice: User, exercise: Exercise, client: Client, client_of: ClientOf, path: str
) -> None:
    assert client.get(path).status_code == 302
    assert client_of(alice).get(path).status_code == 403


@pytest.mark.parametrize("action", ["again", "all", "close"])
def test_only_staff_may_act(
    alice: User, failed: Submission, client: Client, client_of: ClientOf, action: str
) -> None:
    path = {
        "again": f"/exercises/submissions/{failed.pk}/again/",
        "all": "/exercises/add/again/",
        "close": f"/judge/notices/{Notice.objects.get().pk}/",
    }[action]
    assert client.post(path).status_code == 302
    assert client_of(alice).post(path).status_code == 403
    failed.refresh_from_db()
    assert failed.state == Submission.State.FAILED
    assert Notice.objects.get().resolved_at is None


def test_without_a_worker_the_page_says_that_nothing_is_judged(
    charlie: User, client_of: ClientOf
) -> None:
    html = client_of(charlie).get("/judge/").content.decode()
    assert "Nothing is judged now" in html
    assert "No worker has ever reported" in html


def test_each_worker_tells_what_its_sandbox_says_of_itself(
    charlie: User, client_of: ClientOf
) -> None:
    Worker.objects.create(
        name="quizsite@host",
        started_at=NOON,
        seen_at=NOON,
        judge={"reason": "user namespaces are disabled", "remedy": "sysctl"},
    )
    html = client_of(charlie).get("/judge/").content.decode()
    for words in ("quizsite@host", "not heard of", "user namespaces are disabled", "sysctl"):
        assert words in html


def test_notices_stand_there_until_somebody_closes_them(
    charlie: User, failed: Submission, client_of: ClientOf
) -> None:
    client = client_of(charlie)
    assert "&lt;it&gt; broke" in client.get("/judge/").content.decode()
    client.post(f"/judge/notices/{Notice.objects.get().pk}/")
    assert "broke" not in client.get("/judge/").content.decode()


def test_judging_again_queues_it_and_keeps_the_old_verdict(
    charlie: User, failed: Submission, client_of: ClientOf
) -> None:
    client_of(charlie).post(f"/exercises/submissions/{failed.pk}/again/")
    failed.refresh_from_db()
    assert failed.state == Submission.State.QUEUED
    assert Judgement.objects.get().verdict == "IE"


def test_what_waits_already_is_not_queued_twice(
    alice: User, charlie: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise)
    response = client_of(charlie).post(f"/exercises/submissions/{row.pk}/again/")
    assert response.status_code == 400
    assert "waiting" in response.content.decode()


def test_an_exercise_that_changed_is_offered_for_judging_again(
    alice: User, charlie: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="AC", exercise_version="old")
    make_submission(alice, exercise, verdict="AC")
    client = client_of(charlie)
    assert "Changed since they were judged" in client.get("/judge/").content.decode()
    client.post("/exercises/add/again/", {"outdated": "1"})
    assert Submission.objects.filter(state=Submission.State.QUEUED).count() == 1


def test_the_cases_that_fail_most_come_first(
    alice: User, charlie: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="WA")
    for index, (name, verdict) in enumerate([("easy", "AC"), ("hard", "WA")]):
        SubmissionCase.objects.create(
            submission=row, attempt=1, index=index, name=name, verdict=verdict
        )
    html = client_of(charlie).get("/judge/cases/add/").content.decode()
    assert html.index("hard") < html.index("easy")


def test_the_page_costs_the_same_for_many_notices(
    alice: User,
    charlie: User,
    failed: Submission,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(30):
        Notice.objects.create(submission=failed, attempt=1, reason="again", created_at=NOON)
    client = client_of(charlie)
    with django_assert_max_num_queries(18):
        client.get("/judge/")
