"""Staff find every figure with the Markdown that puts it into a card."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.figures import TOPICS, all_figures, drawing_of
from cards.models import Profile

ClientOf = Callable[[User], Client]


def test_each_topic_shows_its_figures_with_what_to_paste(
    charlie: User, client_of: ClientOf
) -> None:
    client = client_of(charlie)
    for topic in {figure.topic for figure in all_figures()}:
        html = client.get(f"/figures/?topic={topic}").content.decode()
        names = [figure.name for figure in all_figures() if figure.topic == topic]
        assert html.count("<svg") == len(names)
        for name in names:
            assert f"<code>![](figure:{name})</code>" in html
            for part in drawing_of(name).parts:
                assert f"![](figure:{name}#hide={part})" in html
                assert f"![](figure:{name}#show={part})" in html


def test_the_page_opens_with_the_first_topic_and_speaks_chinese(
    charlie: User, client_of: ClientOf
) -> None:
    Profile.objects.filter(user=charlie).update(language="zh-hans")
    html = client_of(charlie).get("/figures/").content.decode()
    assert '<a href="?topic=convolution" aria-current="page">卷积' in html
    assert "<h1>图示</h1>" in html
    assert 'aria-label="空洞卷积：' in html
    assert "个可遮住或突出的部分" in html


def test_writing_a_card_leads_to_the_figures(charlie: User, client_of: ClientOf) -> None:
    assert 'href="/figures/"' in client_of(charlie).get("/cards/add/").content.decode()


def test_the_page_asks_the_database_for_no_figure(
    charlie: User, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(charlie)
    with django_assert_max_num_queries(5):
        client.get("/figures/")


@pytest.mark.parametrize("topic", ["cooking", "../etc", "<script>"])
def test_a_topic_that_does_not_exist_is_not_found(
    charlie: User, client_of: ClientOf, topic: str
) -> None:
    assert client_of(charlie).get("/figures/", {"topic": topic}).status_code == 404


def test_learners_are_refused_and_visitors_sign_in(
    alice: User, client_of: ClientOf, client: Client
) -> None:
    assert client_of(alice).get("/figures/").status_code == 403
    assert client.get("/figures/").headers["Location"].startswith("/sign-in/?next=")
    assert client_of(alice).post("/figures/").status_code == 405


def test_every_topic_has_a_name_in_both_languages() -> None:
    assert all(english and chinese for english, chinese in TOPICS.values())
