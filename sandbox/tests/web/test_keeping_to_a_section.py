"""Whoever solves an exercise on the way through one section comes back to that section."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.models import Schedule
from cards.tests.answering import learnt
from sandbox.models import Exercise
from sandbox.tests.factories import make_submission

ClientOf = Callable[[User], Client]


@pytest.fixture
def section(exercise: Exercise) -> str:
    """The query that keeps to the section of the exercise."""
    return "section=" + exercise.card.section.stable_id.replace("/", "%2F")


def test_the_review_of_a_section_leads_to_its_exercise_and_the_exercise_back(
    alice: User, exercise: Exercise, section: str, client_of: ClientOf
) -> None:
    learnt(alice, exercise.card, due=-20_000, interval=1)
    client = client_of(alice)
    assert f'href="/exercises/add/?{section}"' in client.get(f"/review/?{section}").text
    assert f'href="/review/?{section}"' in client.get(f"/exercises/add/?{section}").text


def test_an_exercise_opened_by_itself_leads_to_no_section(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    html = client_of(alice).get("/exercises/add/").text
    assert "section=" not in html
    assert "Back to the review" not in html


def test_every_step_on_the_exercises_page_keeps_to_the_section(
    alice: User, exercise: Exercise, section: str, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="AC")
    html = client_of(alice).get(f"/exercises/add/?{section}").text
    for step in ("submit", "hint", "grade"):
        assert f'action="/exercises/add/{step}/?{section}"' in html
    for framework in ("numpy", "torch"):
        assert f'href="?framework={framework}&amp;{section}"' in html


def test_the_result_asks_again_and_offers_its_grades_within_the_section(
    alice: User, exercise: Exercise, section: str, client_of: ClientOf
) -> None:
    client = client_of(alice)
    running = make_submission(alice, exercise, state="running")
    address = f"/exercises/submissions/{running.pk}/?{section}"
    assert f'hx-get="{address}"' in client.get(address, headers={"HX-Request": "true"}).text
    solved = make_submission(alice, exercise, verdict="AC")
    address = f"/exercises/submissions/{solved.pk}/?{section}"
    answer = client.get(address, headers={"HX-Request": "true"}).text
    assert f'action="/exercises/add/grade/?{section}"' in answer


def test_taking_the_grade_stays_and_going_over_it_again_goes_on_within_the_section(
    alice: User, exercise: Exercise, section: str, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="AC")
    client = client_of(alice)

    def grade(value: str) -> str:
        form = {"grade": value, "key": str(uuid4())}
        return client.post(f"/exercises/add/grade/?{section}", form)["Location"]

    assert grade("3") == f"/exercises/add/?{section}"
    assert Schedule.objects.get().drilling
    assert grade("confirm") == f"/review/?{section}"


@pytest.mark.parametrize(
    ("step", "form", "leads_to"),
    [
        ("hint", {"seen": "0"}, "/exercises/add/?{section}#hints"),
        ("give-up", {}, "/exercises/add/?{section}#solution"),
        (
            "give-up",
            {"framework": "torch"},
            "/exercises/add/?framework=torch&{section}#solution",
        ),
    ],
)
def test_help_without_javascript_leads_back_within_the_section(
    alice: User,
    exercise: Exercise,
    section: str,
    client_of: ClientOf,
    step: str,
    form: dict[str, str],
    leads_to: str,
) -> None:
    response = client_of(alice).post(f"/exercises/add/{step}/?{section}", form)
    assert response["Location"] == leads_to.format(section=section)
