"""The page of an exercise: statement, editor, help; what it costs and what it withholds."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.models import Profile
from cards.tests.factories import make_card
from sandbox.models import Draft, Exercise, Help
from sandbox.progress import refresh_progress
from sandbox.tests.factories import NOON, make_submission

ClientOf = Callable[[User], Client]
SOLUTION = "return a + b"


def page(client: Client, query: str = "") -> str:
    response = client.get(f"/exercises/add/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_statement_shows_formula_example_and_what_is_forbidden(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    exercise.page = {**exercise.page, "statement": {"en": "$a^2$\n\n{{example}}", "zh": "无"}}
    exercise.save()
    html = page(client_of(alice))
    assert "<math" in html
    assert "&gt;&gt;&gt;" in html
    assert "{{" not in html
    assert "numpy.add" in html


def test_the_page_speaks_chinese(alice: User, exercise: Exercise, client_of: ClientOf) -> None:
    Profile.objects.filter(user=alice).update(language="zh-hans")
    html = page(client_of(alice))
    assert "求" in html
    assert exercise.title_zh in html


def test_the_editor_begins_with_the_starter_of_the_chosen_framework(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    assert "# torch" not in page(client_of(alice))
    assert "# torch" in page(client_of(alice), "?framework=torch")


def test_the_editor_goes_on_where_one_left_it(
    alice: User, bob: User, exercise: Exercise, client_of: ClientOf
) -> None:
    Draft.objects.create(
        learner=alice,
        exercise=exercise,
        framework="torch",
        text="my own </textarea><script>",
        revision=7,
        updated_at=NOON,
    )
    html = page(client_of(alice))
    assert "my own &lt;/textarea&gt;&lt;script&gt;" in html
    assert 'data-revision="7"' in html
    assert "my own" not in page(client_of(bob))


def test_a_draft_from_an_older_starter_is_kept_and_said(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    Draft.objects.create(
        learner=alice,
        exercise=exercise,
        framework="numpy",
        text="x",
        starter_version="old",
        updated_at=NOON,
    )
    assert "The exercise has changed since you began" in page(client_of(alice))


def test_a_withdrawn_exercise_says_so_and_keeps_its_attempts(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="AC")
    Exercise.objects.update(retired=True)
    html = page(client_of(alice))
    assert "no longer offered" in html
    assert "Accepted" in html


def test_cards_of_its_sections_are_at_hand_but_not_exercises(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_card(exercise.card.section, en={"front": "What is a sum?"})
    html = page(client_of(alice))
    assert "What is a sum?" in html


def test_hints_come_one_at_a_time(alice: User, exercise: Exercise, client_of: ClientOf) -> None:
    client = client_of(alice)
    assert "Hint 1" not in page(client)
    htmx = {"HX-Request": "true"}
    html = client.post("/exercises/add/hint/", {"seen": "0"}, headers=htmx).content.decode()
    assert "Hint 1" in html
    assert "Hint 2" not in html
    assert client.post("/exercises/add/hint/", {"seen": "1"}).status_code == 302
    assert "Hint 2" in page(client)


@pytest.mark.parametrize("seen", ["", "x", "-1", "99", "9" * 50])
def test_hints_that_are_not_next_are_refused_with_a_sentence(
    alice: User, exercise: Exercise, client_of: ClientOf, seen: str
) -> None:
    response = client_of(alice).post("/exercises/add/hint/", {"seen": seen})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert response.content
    assert not Help.objects.exists()


def test_the_solution_is_withheld_until_solved_or_given_up(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    client = client_of(alice)
    refused = client.post("/exercises/add/solution/", {"framework": "numpy"})
    assert refused.status_code == 403
    assert SOLUTION not in page(client)
    client.post("/exercises/add/give-up/", {"framework": "numpy"})
    assert "Use " in page(client)


def test_once_solved_the_solution_is_there_folded(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="AC", source="mine")
    html = page(client_of(alice))
    assert "Use " in html
    assert "<details open" not in html.partition('id="solution"')[2].partition("</section>")[0]


def test_in_a_later_round_the_solution_opens_at_a_press(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="AC", source="mine")
    refresh_progress(alice, exercise)
    key = "2b7c2a5e-8e3e-4d0e-9a51-0123456789ab"
    client = client_of(alice)
    client.post("/exercises/add/grade/", {"grade": "5", "key": key})
    assert "Use " not in page(client)
    response = client.post("/exercises/add/solution/", {"framework": "torch"})
    assert response["Location"] == "/exercises/add/?framework=torch#solution"
    assert "Use " in page(client)


def test_the_page_costs_the_same_for_any_history(
    alice: User,
    exercise: Exercise,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _attempt in range(12):
        make_submission(alice, exercise, verdict="WA")
    client = client_of(alice)
    client.get("/exercises/add/")
    with django_assert_max_num_queries(28):
        html = page(client)
    assert "All attempts" in html
