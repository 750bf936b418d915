"""The parts of a page that show a card: what people type stays text, what is missing is seen."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils import translation
from jinja2 import UndefinedError

from cards.views.card_parts import render_part
from cards.views.intervals import days

Show = Callable[..., str]


@pytest.fixture
def show(rf: RequestFactory) -> Show:
    request = rf.get("/")
    request.user = AnonymousUser()
    return lambda part, **context: render_part(request, part, context)


def test_what_was_typed_is_shown_as_text(show: Show) -> None:
    numeric = {"reason": "unit"}
    given = {"text": "<script>1</script>", "correct": False, "numeric": numeric, "typed": None}
    assert "&lt;script&gt;1&lt;/script&gt;" in show("verdict", given=given)


def test_a_name_that_no_view_gives_is_an_error(show: Show) -> None:
    with pytest.raises(UndefinedError, match="today"):
        show("progress")


def test_a_translation_is_that_of_the_page_at_each_time(show: Show) -> None:
    day = {"done": 3, "done_and_left": 5, "overdue": 0, "due": 0, "new": 2, "drill": 0}
    with translation.override("zh-hans"):
        assert "完成 3" in show("progress", today=day)
    with translation.override("en"):
        assert "3 done" in show("progress", today=day)


@pytest.mark.parametrize(
    ("interval", "words"),
    [(1, "1 day"), (30, "30 days"), (31, "1.0 months"), (365, "12.0 months"), (548, "1.5 years")],
)
def test_an_interval_is_told_in_the_largest_unit_that_fits(interval: int, words: str) -> None:
    with translation.override("en"):
        assert days(interval) == words
