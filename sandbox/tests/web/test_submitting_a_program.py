"""Handing in a program from the page: kept first, once, and refused with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sandbox.models import Draft, Exercise, Submission

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def form(**fields: Any) -> dict[str, Any]:
    return {"framework": "numpy", "scope": "full", "key": uuid4(), "source": "x = 1\n", **fields}


def submit(client: Client, **fields: Any) -> Any:
    return client.post("/exercises/add/submit/", form(**fields), headers=HTMX)


def test_a_submission_is_kept_and_shown_as_waiting(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    response = submit(client_of(alice))
    row = Submission.objects.get()
    assert (row.learner, row.source, row.scope) == (alice, "x = 1\n", "full")
    html = response.content.decode()
    assert "Waiting" in html
    assert f'hx-get="/exercises/submissions/{row.pk}/"' in html


def test_without_javascript_it_leads_to_the_submissions_own_page(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    response = client_of(alice).post("/exercises/add/submit/?section=a", form())
    address = f"/exercises/submissions/{Submission.objects.get().pk}/"
    assert response["Location"] == f"{address}?section=a"


def test_the_same_form_twice_counts_once(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    client, key = client_of(alice), uuid4()
    assert submit(client, key=key).status_code == submit(client, key=key).status_code == 200
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"source": ""}, 400, "no code"),
        ({"source": "  \n"}, 400, "no code"),
        ({"source": "a\0b"}, 400, "NUL"),
        ({"source": "#" * (64 * 1024 + 1)}, 400, "65,537"),
        ({"framework": "jax"}, 400, "jax"),
        ({"framework": ""}, 400, "numpy"),
        ({"scope": "all"}, 400, "Reload the page"),
        ({"key": "once"}, 400, "Reload the page"),
    ],
)
def test_what_cannot_be_judged_is_refused_with_a_reason(
    alice: User,
    exercise: Exercise,
    client_of: ClientOf,
    fields: dict[str, str],
    status: int,
    words: str,
) -> None:
    response = submit(client_of(alice), **fields)
    assert response.status_code == status
    assert response["Content-Type"].startswith("text/plain")
    assert words.replace(",", "") in response.content.decode().replace(",", "")
    assert not Submission.objects.exists()


def test_a_source_of_ten_megabytes_is_refused_before_it_is_read(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    response = submit(client_of(alice), source="#" * (10 << 20))
    assert response.status_code in (400, 413)
    assert not Submission.objects.exists()


def test_a_withdrawn_exercise_takes_no_more_programs(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    Exercise.objects.update(retired=True)
    response = submit(client_of(alice))
    assert response.status_code == 410
    assert "no longer offered" in response.content.decode()


def test_too_many_at_once_have_to_wait(
    alice: User, exercise: Exercise, client_of: ClientOf, settings: Any
) -> None:
    settings.SUBMISSIONS_IN_FLIGHT = 1
    client = client_of(alice)
    submit(client)
    response = submit(client)
    assert response.status_code == 429
    assert "Wait for a verdict" in response.content.decode()
    assert Submission.objects.count() == 1


def save(client: Client, text: str, revision: int | str, framework: str = "numpy") -> Any:
    fields = {"text": text, "revision": revision, "framework": framework}
    return client.post("/exercises/add/draft/", fields)


def test_what_is_typed_is_saved_with_a_revision(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    client = client_of(alice)
    first = save(client, "one", 0).json()["revision"]
    assert save(client, "two\r\nlines", first).json()["revision"] == first + 1
    assert Draft.objects.get().text == "two\nlines"


def test_an_older_tab_gets_the_newer_text_instead_of_overwriting_it(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    client = client_of(alice)
    revision = save(client, "one", 0).json()["revision"]
    save(client, "newer", revision)
    response = save(client, "older", revision)
    assert response.status_code == 409
    assert response.json() == {"revision": revision + 1, "text": "newer"}
    assert Draft.objects.get().text == "newer"


@pytest.mark.parametrize("revision", ["", "x", "-1", "1" * 20])
def test_a_draft_without_a_sensible_revision_is_refused(
    alice: User, exercise: Exercise, client_of: ClientOf, revision: str
) -> None:
    assert save(client_of(alice), "one", revision).status_code == 400
    assert not Draft.objects.exists()


def test_a_draft_longer_than_is_kept_is_refused_with_both_sizes(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    response = save(client_of(alice), "é" * 100_000, 0)
    assert response.status_code == 400
    assert "200000" in response.content.decode().replace(",", "")
