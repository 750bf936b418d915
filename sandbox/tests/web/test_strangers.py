"""Who is not signed in sees nothing; who is sees only their own."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from sandbox.models import Exercise, SubmissionCase
from sandbox.tests.factories import make_submission

ClientOf = Callable[[User], Client]
PAGES = ["/exercises/", "/exercises/add/", "/exercises/add/attempts/"]
ACTIONS = ["submit", "draft", "hint", "give-up", "solution", "grade", "name"]


@pytest.mark.parametrize("path", PAGES)
def test_visitors_are_sent_to_sign_in_and_back(
    exercise: Exercise, client: Client, path: str
) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("action", ACTIONS)
def test_visitors_can_do_nothing(exercise: Exercise, client: Client, action: str) -> None:
    assert client.post(f"/exercises/add/{action}/").status_code == 302


@pytest.mark.parametrize("action", ACTIONS)
def test_actions_are_not_links(
    alice: User, exercise: Exercise, client_of: ClientOf, action: str
) -> None:
    assert client_of(alice).get(f"/exercises/add/{action}/").status_code == 405


@pytest.mark.parametrize("part", ["", "changes/", "cases/0.png"])
def test_somebody_elses_submission_is_not_there(
    alice: User, bob: User, exercise: Exercise, client_of: ClientOf, part: str
) -> None:
    row = make_submission(alice, exercise, verdict="WA", smallest_failure=0)
    SubmissionCase.objects.create(
        submission=row, attempt=1, index=0, verdict="WA", picture=b"\x89PNG"
    )
    assert client_of(bob).get(f"/exercises/submissions/{row.pk}/{part}").status_code == 404


def test_staff_see_everybodys_submissions(
    alice: User, charlie: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="WA")
    assert client_of(charlie).get(f"/exercises/submissions/{row.pk}/").status_code == 200


@pytest.mark.parametrize("path", ["/exercises/none/", "/exercises/add/?framework=jax"])
def test_what_is_not_there_answers_404(
    alice: User, exercise: Exercise, client_of: ClientOf, path: str
) -> None:
    assert client_of(alice).get(path).status_code == 404
