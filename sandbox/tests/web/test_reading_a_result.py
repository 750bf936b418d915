"""The verdict in words, case by case, as far as each may be shown."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.models import Schedule
from sandbox.models import Exercise, Submission, SubmissionCase
from sandbox.tests.factories import NOON, SECOND, make_submission
from sandbox.views.attempts import differences_of

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def make_case(submission: Submission, index: int = 0, **fields: Any) -> SubmissionCase:
    defaults: dict[str, Any] = {
        "name": f"case {index}",
        "category": "small",
        "origin": "sample",
        "dtype": "float64",
        "device": "cpu",
        "verdict": "AC",
    }
    return SubmissionCase.objects.create(
        submission=submission, attempt=submission.attempt, index=index, **{**defaults, **fields}
    )


def show(client: Client, submission: Submission, *, part: bool = True) -> str:
    headers = HTMX if part else {}
    response = client.get(f"/exercises/submissions/{submission.pk}/", headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_while_it_is_judged_the_page_asks_again_and_shows_finished_cases(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, state="running")
    make_case(row)
    html = show(client_of(alice), row)
    assert 'hx-trigger="load delay:100ms, every 1s"' in html
    assert "1 case so far" in html
    assert "Small numbers" in html


def test_a_final_result_asks_no_more(alice: User, exercise: Exercise, client_of: ClientOf) -> None:
    row = make_submission(
        alice,
        exercise,
        verdict="AC",
        cpu_ms=1234,
        duration_ms=2500,
        memory_bytes=3 << 20,
        relative_time=0.5,
    )
    make_case(row)
    html = show(client_of(alice), row)
    assert "hx-trigger" not in html
    for words in (
        "Accepted",
        "All 1 cases passed",
        "1,234 ms",
        "judged in 2.50 s",
        "memory 3 MB",
        "0.50×",
    ):
        assert words in html


@pytest.mark.parametrize(("state", "told"), [("running", False), ("final", True)])
def test_the_rest_of_the_page_is_told_of_a_verdict_and_of_nothing_before(
    alice: User, exercise: Exercise, client_of: ClientOf, state: str, *, told: bool
) -> None:
    fields = {"verdict": "WA"} if told else {"state": state}
    row = make_submission(alice, exercise, **fields)
    response = client_of(alice).get(f"/exercises/submissions/{row.pk}/", headers=HTMX)
    assert ("judged" in response.headers.get("HX-Trigger-After-Settle", "")) is told


def test_passed_samples_are_not_called_accepted(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="AC", scope="samples")
    html = show(client_of(alice), row)
    assert "Sample cases passed" in html
    assert "Accepted" not in html


def test_a_wrong_case_shows_what_must_hold_and_the_first_differences(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="WA", smallest_failure=1)
    make_case(row, 0)
    make_case(
        row,
        1,
        verdict="WA",
        message_code="wrong-values",
        message_values={"path": "result", "wrong": 1, "of": 4},
        mismatches=[{"path": "result", "index": [0, 1], "got": "<b>3</b>", "expected": "4.0"}],
        counter_example="a = 1",
        picture=b"\x89PNG",
    )
    html = show(client_of(alice), row)
    for words in (
        "Wrong answer",
        "1 of 2 cases failed",
        "The sum is exact.",
        "result: 1 of 4 values are wrong",
        "result[0, 1]",
        "&lt;b&gt;3&lt;/b&gt;",
        "a = 1",
        f"/exercises/submissions/{row.pk}/cases/1.png",
    ):
        assert words in html


def test_a_hidden_case_keeps_its_data(alice: User, exercise: Exercise, client_of: ClientOf) -> None:
    row = make_submission(alice, exercise, verdict="WA")
    make_case(row, verdict="WA", origin="hidden", message_code="hidden-wrong")
    html = show(client_of(alice), row)
    assert "The data of this case stays hidden." in html
    assert "The sum is exact." in html


@pytest.mark.parametrize(
    ("verdict", "code"),
    [("TLE", "timed-out"), ("RV", "rule-broken"), ("WA", "wrong-dtype"), ("WA", "changed-input")],
)
def test_what_must_hold_is_not_said_of_a_failure_it_does_not_explain(
    alice: User, exercise: Exercise, client_of: ClientOf, verdict: str, code: str
) -> None:
    row = make_submission(alice, exercise, verdict=verdict)
    make_case(row, verdict=verdict, message_code=code)
    assert "The sum is exact." not in show(client_of(alice), row)


def test_a_line_of_the_program_is_quoted_where_it_broke(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(
        alice,
        exercise,
        verdict="CE",
        source="a = 1\nb = = 2\n",
        message_code="syntax-error",
        message_values={"line": 2, "message": "invalid syntax"},
    )
    html = show(client_of(alice), row)
    assert 'data-line="2"' in html
    assert "b = = 2" in html


@pytest.mark.parametrize("line", [0, 3, "2", None])
def test_a_line_that_is_not_there_is_not_quoted(
    alice: User, exercise: Exercise, client_of: ClientOf, line: object
) -> None:
    row = make_submission(
        alice,
        exercise,
        verdict="RE",
        source="a = 1\n",
        message_code="syntax-error",
        message_values={"line": line, "message": "x"},
    )
    assert "data-line" not in show(client_of(alice), row)


def test_what_it_printed_is_shown_as_text(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="WA", output="<script>alert(1)</script>")
    html = show(client_of(alice), row)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_an_unconfined_verdict_says_so(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="AC", confinement="unconfined")
    assert "without the sandbox" in show(client_of(alice), row)


def test_every_page_warns_while_programs_run_unconfined(
    alice: User, client_of: ClientOf, settings: Any
) -> None:
    assert "QUIZSITE_UNCONFINED" not in client_of(alice).get("/").content.decode()
    settings.JUDGE_UNCONFINED = True
    assert "QUIZSITE_UNCONFINED" in client_of(alice).get("/").content.decode()


def test_the_picture_is_private_and_never_changes(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="WA")
    make_case(row, 0, verdict="WA", picture=b"\x89PNG")
    make_case(row, 1, verdict="WA")
    client = client_of(alice)
    response = client.get(f"/exercises/submissions/{row.pk}/cases/0.png?attempt=1")
    assert response.content == b"\x89PNG"
    assert response["Content-Type"] == "image/png"
    assert "private" in response["Cache-Control"]
    attempts = [f"0.png?attempt={'9' * digits}" for digits in (1, 30, 5000)]
    for missing in ("1.png", "7.png", *attempts):
        assert client.get(f"/exercises/submissions/{row.pk}/cases/{missing}").status_code == 404


def test_two_attempts_are_compared_line_by_line(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="WA", source="a = 1\nb = 2\n")
    row = make_submission(
        alice, exercise, verdict="AC", source="a = 1\nb = 3\n", created_at=NOON + SECOND
    )
    html = client_of(alice).get(f"/exercises/submissions/{row.pk}/changes/").content.decode()
    assert 'class="removed"' in html
    assert "b = 2" in html
    assert "b = 3" in html


def test_thousands_of_equal_lines_are_compared_at_once() -> None:
    """Line by line this takes minutes, in which the server would answer nobody else."""
    same = "import math\n\n\n"
    before = same + "0\n" * 6000 + "x = 1\n" + same
    after = same + "y = 2\n" + "0\n" * 6000 + same
    started = time.perf_counter()
    lines = differences_of(before, after)
    assert time.perf_counter() - started < 3
    assert [line.text for line in lines if line.kind == "removed"] == ["0"] * 6000 + ["x = 1"]
    assert [line.text for line in lines if line.kind == "added"] == ["y = 2"] + ["0"] * 6000
    assert [line.text for line in lines if line.kind == "same"] == same.splitlines() * 2
    assert lines[-1].place == 6007
    assert differences_of(before, before) == []


def test_the_first_attempt_has_nothing_to_compare_with(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    row = make_submission(alice, exercise, verdict="WA")
    response = client_of(alice).get(f"/exercises/submissions/{row.pk}/changes/")
    assert response["Location"] == f"/exercises/submissions/{row.pk}/"


def test_the_earned_grade_and_all_lower_ones_are_offered_after_solving(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="WA")
    row = make_submission(alice, exercise, verdict="AC", created_at=NOON + SECOND)
    html = show(client_of(alice), row)
    assert 'name="grade" value="4"' in html
    assert 'name="grade" value="0"' in html
    assert 'name="grade" value="5"' not in html
    assert "Solved after 1 failed submission." in html


def grade(client: Client, value: str, key: str = "2b7c2a5e-8e3e-4d0e-9a51-0123456789ab") -> Any:
    return client.post("/exercises/add/grade/", {"grade": value, "key": key})


def test_taking_the_grade_schedules_the_exercise(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="AC")
    response = client_of(alice).post(
        "/exercises/add/grade/",
        {"grade": "5", "key": "2b7c2a5e-8e3e-4d0e-9a51-0123456789ab"},
        follow=True,
    )
    assert "It comes back in 1 day." in response.content.decode()
    assert Schedule.objects.get(learner=alice).card == exercise.card


@pytest.mark.parametrize(
    ("value", "key"), [("7", ""), ("5", "no-uuid"), ("x", ""), ("", ""), ("4.5", "")]
)
def test_grades_that_do_not_exist_are_refused(
    alice: User, exercise: Exercise, client_of: ClientOf, value: str, key: str
) -> None:
    make_submission(alice, exercise, verdict="AC")
    response = grade(client_of(alice), value, *([key] if key else []))
    assert response.status_code == 400
    assert not Schedule.objects.exists()


def test_a_grade_above_the_earned_one_is_refused(
    alice: User, exercise: Exercise, client_of: ClientOf
) -> None:
    make_submission(alice, exercise, verdict="WA")
    make_submission(alice, exercise, verdict="AC", created_at=NOON + SECOND)
    response = grade(client_of(alice), "5")
    assert response.status_code == 400
    assert "not raise it" in response.content.decode()


def test_asking_how_it_fares_costs_few_queries(
    alice: User,
    exercise: Exercise,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    row = make_submission(alice, exercise, state="running")
    for index in range(20):
        make_case(row, index)
    client = client_of(alice)
    with django_assert_max_num_queries(6):
        show(client, row)
