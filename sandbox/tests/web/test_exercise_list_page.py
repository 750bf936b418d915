"""The list of exercises: found by what one looks for, at the same cost for any number."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from sandbox.models import Draft
from sandbox.progress import refresh_progress
from sandbox.tests.factories import NOON, make_exercise, make_submission

ClientOf = Callable[[User], Client]


def slugs(response: Any) -> list[str]:
    return [row.exercise.slug for row in response.context["page_obj"]]


def test_without_exercises_the_page_says_what_to_do(
    alice: User, charlie: User, client_of: ClientOf
) -> None:
    assert "Ask the admin" in client_of(alice).get("/exercises/").content.decode()
    assert "manage.py load_content" in client_of(charlie).get("/exercises/").content.decode()


def test_each_exercise_tells_how_far_one_is(alice: User, client_of: ClientOf) -> None:
    for slug in ("untouched", "begun", "tried", "solved"):
        exercise = make_exercise(slug=slug)
        if slug == "begun":
            Draft.objects.create(
                learner=alice, exercise=exercise, framework="numpy", updated_at=NOON
            )
        if slug == "tried":
            make_submission(alice, exercise, verdict="WA")
        if slug == "solved":
            make_submission(alice, exercise, verdict="AC", relative_time=0.5)
            refresh_progress(alice, exercise)
    html = client_of(alice).get("/exercises/").content.decode()
    for words in ("not tried yet", "begun", "tried", "✓ solved", "1 of 4 solved", "0.50×"):
        assert words in html


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["focal", "iou"]),
        ("?topic=loss", ["focal"]),
        ("?difficulty=1", ["iou"]),
        ("?state=untouched", ["focal", "iou"]),
        ("?state=solved", []),
        ("?words=框", ["iou"]),
        ("?words=FOCAL", ["focal"]),
        ("?words=focal%20box", []),
        ("?topic=no-such-topic", ["focal", "iou"]),
        ("?p=99", ["focal", "iou"]),
        ("?p=x&state=0", ["focal", "iou"]),
    ],
)
def test_choices_narrow_the_list(
    alice: User, client_of: ClientOf, query: str, found: list[str]
) -> None:
    make_exercise(slug="focal", topic="loss", difficulty=3, title_en="Focal loss")
    make_exercise(slug="iou", topic="boxes", difficulty=1, title_zh="两组框")
    assert slugs(client_of(alice).get(f"/exercises/{query}")) == found


def test_htmx_gets_the_list_alone(alice: User, client_of: ClientOf) -> None:
    make_exercise(slug="iou")
    html = client_of(alice).get("/exercises/", headers={"HX-Request": "true"}).content.decode()
    assert "/exercises/iou/" in html
    assert "<html" not in html


def test_withdrawn_exercises_are_not_listed(alice: User, client_of: ClientOf) -> None:
    make_exercise(slug="old", retired=True)
    assert slugs(client_of(alice).get("/exercises/")) == []


def test_many_exercises_are_paged_and_cost_no_query_each(
    alice: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(33):
        make_exercise()
    client = client_of(alice)
    with django_assert_max_num_queries(9):
        response = client.get("/exercises/?difficulty=1")
    assert len(slugs(response)) == 30
    assert "?difficulty=1&amp;p=2" in response.content.decode()
