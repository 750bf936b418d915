"""A learner sees a card, its answer and the next card."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.utils import timezone

from cards.models import Card, Review, Schedule, Section
from cards.tests.answering import DAY, answer, learnt
from cards.tests.factories import make_card, make_section

ClientOf = Callable[[User], Client]
HTMX = {"HX-Request": "true"}


def token_in(html: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', html)
    assert found, html
    return found.group(1)


def show(client: Client) -> str:
    return client.get("/review/").content.decode()


def reveal(client: Client, token: str, answer: str = "") -> str:
    response = client.post("/review/reveal/", {"token": token, "answer": answer}, headers=HTMX)
    assert response.status_code == 200, response.content
    return response.content.decode()


def test_a_visitor_is_sent_to_sign_in(db: None, client: Client) -> None:
    response = client.get("/review/")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/?next=/review/")


def test_an_open_page_is_told_that_the_session_ended(db: None, client: Client) -> None:
    response = client.post("/review/answer/", {"grade": 4}, headers=HTMX)
    assert response.status_code == 401
    assert b"Sign in" in response.content
    assert Review.objects.count() == 0


@pytest.mark.parametrize("path", ["reveal", "answer", "undo", "language"])
def test_actions_refuse_a_get(alice: User, client_of: ClientOf, path: str) -> None:
    assert client_of(alice).get(f"/review/{path}/").status_code == 405


def test_the_front_does_not_hold_the_answer(alice: User, client_of: ClientOf) -> None:
    make_card(en={"front": "Who?", "back": "Yann"})
    html = show(client_of(alice))
    assert "Who?" in html
    assert "Yann" not in html


def test_the_back_shows_answer_and_six_grades_with_their_intervals(
    alice: User, client_of: ClientOf
) -> None:
    make_card(en={"front": "Who?", "back": "Yann"})
    client = client_of(alice)
    html = reveal(client, token_in(show(client)))
    assert "Yann" in html
    assert re.findall(r'name="grade" value="(\d)"', html) == list("012345")
    assert html.count("1 day") == 6


def test_a_grade_is_logged_and_the_next_card_shows(alice: User, client_of: ClientOf) -> None:
    section = make_section()
    first = make_card(section, en={"front": "First?"})
    make_card(section, en={"front": "Second?"})
    client = client_of(alice)
    html = show(client)
    assert "First?" in html
    response = client.post(
        "/review/answer/",
        {"token": token_in(html), "grade": "4", "duration_ms": "2500"},
        headers=HTMX,
    )
    assert "Second?" in response.content.decode()
    review = Review.objects.get()
    assert (review.card, review.grade, review.duration_ms) == (first, 4, 2500)


def test_a_minute_is_the_longest_time_logged(alice: User, client_of: ClientOf) -> None:
    make_card()
    client = client_of(alice)
    client.post(
        "/review/answer/",
        {"token": token_in(show(client)), "grade": "4", "duration_ms": "99999999"},
    )
    assert Review.objects.get().duration_ms == 60_000


def test_a_double_click_counts_once(alice: User, client_of: ClientOf) -> None:
    make_card()
    client = client_of(alice)
    form = {"token": token_in(show(client)), "grade": "5"}
    for _click in range(2):
        assert client.post("/review/answer/", form, headers=HTMX).status_code == 200
    assert Review.objects.count() == 1


def test_of_two_grades_clicked_at_once_the_first_counts(alice: User, client_of: ClientOf) -> None:
    make_card()
    client = client_of(alice)
    token = token_in(show(client))
    for grade, status in (("5", 200), ("1", 409)):
        form = {"token": token, "grade": grade}
        assert client.post("/review/answer/", form, headers=HTMX).status_code == status
    assert Review.objects.get().grade == 5


def test_a_second_tab_counts_once_and_says_so(alice: User, client_of: ClientOf) -> None:
    make_card()
    client = client_of(alice)
    one, two = token_in(show(client)), token_in(show(client))
    client.post("/review/answer/", {"token": one, "grade": "5"}, headers=HTMX)
    response = client.post("/review/answer/", {"token": two, "grade": "1"}, headers=HTMX)
    assert response.status_code == 409
    assert b"already answered" in response.content
    assert Review.objects.get().grade == 5


def test_a_stale_form_cannot_reveal(alice: User, client_of: ClientOf) -> None:
    make_card()
    client = client_of(alice)
    token = token_in(show(client))
    client.post("/review/answer/", {"token": token, "grade": "5"}, headers=HTMX)
    response = client.post("/review/reveal/", {"token": token}, headers=HTMX)
    assert response.status_code == 409


@pytest.mark.parametrize("grade", ["7", "-1", "", "4.0", "five", "４"])
def test_a_grade_outside_0_to_5_is_refused(alice: User, client_of: ClientOf, grade: str) -> None:
    make_card()
    client = client_of(alice)
    token = token_in(show(client))
    response = client.post("/review/answer/", {"token": token, "grade": grade}, headers=HTMX)
    assert response.status_code == 400
    assert b"0 to 5" in response.content
    assert Review.objects.count() == 0


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
def test_a_grade_for_a_card_not_shown_is_refused(
    alice: User, client_of: ClientOf, token: str
) -> None:
    make_card()
    response = client_of(alice).post("/review/answer/", {"token": token, "grade": "5"})
    assert response.status_code == 400
    assert b"not shown to you" in response.content
    assert Review.objects.count() == 0


def test_somebody_elses_showing_is_refused(alice: User, bob: User, client_of: ClientOf) -> None:
    make_card()
    token = token_in(show(client_of(alice)))
    response = client_of(bob).post("/review/answer/", {"token": token, "grade": "5"})
    assert response.status_code == 400
    assert Review.objects.count() == 0


def test_a_card_retired_meanwhile_is_not_graded(alice: User, client_of: ClientOf) -> None:
    card = make_card()
    client = client_of(alice)
    token = token_in(show(client))
    Card.objects.filter(pk=card.pk).update(state=Card.State.RETIRED)
    response = client.post("/review/answer/", {"token": token, "grade": "5"}, headers=HTMX)
    assert response.status_code == 409
    assert Review.objects.count() == 0


@pytest.mark.parametrize("path", ["/review/answer/", "/review/reveal/", "/review/language/"])
def test_a_card_deleted_meanwhile_gives_way_to_the_next(
    alice: User, client_of: ClientOf, path: str
) -> None:
    card, other = make_card(), make_card()
    client = client_of(alice)
    token = token_in(show(client))
    card.delete()
    response = client.post(path, {"token": token, "grade": "5", "side": "front"}, headers=HTMX)
    assert response.status_code == 409
    assert f'data-card="{other.pk}"' in response.text
    assert Review.objects.count() == 0


def test_undo_brings_the_card_back(alice: User, client_of: ClientOf) -> None:
    make_card(en={"front": "Again?"})
    client = client_of(alice)
    done = client.post("/review/answer/", {"token": token_in(show(client)), "grade": "5"})
    assert done.status_code == 302
    assert "Done for today" in show(client)
    html = client.post("/review/undo/", headers=HTMX).content.decode()
    assert "Again?" in html
    assert Schedule.objects.filter(learner=alice, due_day__isnull=False).count() == 0


def test_undo_with_nothing_to_undo_says_so(alice: User, client_of: ClientOf) -> None:
    response = client_of(alice).post("/review/undo/", headers=HTMX)
    assert b"nothing left to undo" in response.content


def test_one_card_switches_language_and_keeps_its_place(alice: User, client_of: ClientOf) -> None:
    make_card(en={"front": "Why?", "back": "Because."}, zh={"front": "为什么？", "back": "因为。"})
    client = client_of(alice)
    form = {"token": token_in(show(client)), "side": "front"}
    chinese = client.post("/review/language/", form, headers=HTMX).content.decode()
    assert "为什么" in chinese
    assert 'lang="zh-Hans"' in chinese
    back = reveal(client, token_in(chinese))
    assert "因为" in back
    form = {"token": token_in(back), "side": "back"}
    assert "Because." in client.post("/review/language/", form, headers=HTMX).content.decode()


def test_without_javascript_the_page_still_works(alice: User, client_of: ClientOf) -> None:
    make_card(en={"front": "Who?", "back": "Yann"})
    client = client_of(alice)
    html = client.post("/review/reveal/", {"token": token_in(show(client))}).content.decode()
    assert "<!doctype html>" in html
    assert "Yann" in html


def test_the_front_names_the_place_but_not_the_section_that_may_be_the_answer(
    alice: User, client_of: ClientOf
) -> None:
    top = make_section(title_en="Whole document")
    middle = make_section(top.document, parent=top, title_en="Optimizers")
    leaf = make_section(top.document, parent=middle, title_en="RMSprop")
    make_card(leaf)
    client = client_of(alice)
    front = show(client)
    assert "Optimizers" in front
    assert "RMSprop" not in front
    assert "RMSprop" in reveal(client, token_in(front))


@pytest.mark.parametrize("path", ["/review/reveal/", "/review/language/"])
@pytest.mark.parametrize(
    ("kind", "answer", "message"),
    [
        ("typed", "x" * 1_000_000, b"too long"),
        ("numeric", "1" * 1_000_000, b"too long"),
        ("choice", "Z", b"one of the options"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_a_reason(
    alice: User, client_of: ClientOf, path: str, kind: str, answer: str, message: bytes
) -> None:
    texts = {"accepted": ["x"], "choices": ["a", "b"]}
    number = 1 if kind == "numeric" else None
    make_card(kind=kind, numeric_answer=number, en=texts, zh=texts)
    client = client_of(alice)
    form = {"token": token_in(show(client)), "answer": answer, "side": "back"}
    response = client.post(path, form, headers=HTMX)
    assert response.status_code == 400
    assert message in response.content
    assert "Question" in show(client)


def test_what_was_answered_yesterday_can_be_undone_before_anything_is_answered_today(
    alice: User, client_of: ClientOf
) -> None:
    card = make_card()
    answer(alice, card, now=timezone.now() - 2 * DAY)
    Schedule.objects.update(due_day=F("due_day") + 9)
    client = client_of(alice)
    undo = re.search(r'<button[^>]*data-key="u"[^>]*>', show(client))
    assert undo
    assert "disabled" not in undo[0]
    html = client.post("/review/undo/", headers=HTMX).text
    assert f'data-card="{card.pk}"' in html


def test_a_leech_that_is_put_away_says_so(alice: User, client_of: ClientOf) -> None:
    card = make_card()
    learnt(alice, card, due=-20_000, lapses=7)
    client = client_of(alice)
    form = {"token": token_in(show(client)), "grade": "1"}
    assert "It is suspended" in client.post("/review/answer/", form, headers=HTMX).text


def test_sections_that_lead_each_other_in_a_circle_do_not_hold_the_review_up(
    alice: User, client_of: ClientOf
) -> None:
    top = make_section(title_en="Norms")
    card = make_card(make_section(top.document, parent=top))
    Section.objects.filter(pk=top.pk).update(parent=card.section)
    assert "Norms" in show(client_of(alice))


def test_on_a_card_in_the_other_language_the_sites_own_words_keep_theirs(
    alice: User, client_of: ClientOf
) -> None:
    make_card(kind="choice", en={"choices": ["yes", "no"]}, zh={"choices": ["是", "否"]})
    client = client_of(alice)
    token = token_in(show(client))
    front = client.post("/review/language/", {"token": token}, headers=HTMX).text
    back = reveal(client, token_in(front), "A")
    assert '<fieldset class="choices">' in front
    assert '<ul class="options">' in back
    for html in (front, back):
        for option in ("是", "否"):
            assert f'<span class="content" lang="zh-Hans">{option}</span>' in html


def test_undo_sent_again_after_a_lost_connection_takes_back_one_answer(
    alice: User, client_of: ClientOf
) -> None:
    section = make_section()
    cards = [make_card(section) for _card in range(3)]
    for card in cards[:2]:
        answer(alice, card, now=timezone.now())
    client = client_of(alice)
    seen = re.search(r'name="seen" value="([^"]+)"', show(client))
    assert seen
    for _try in range(2):
        html = client.post("/review/undo/", {"seen": seen[1]}, headers=HTMX).text
        assert f'data-card="{cards[1].pk}"' in html
    assert Review.objects.filter(undone_at__isnull=True).count() == 1
    seen = re.search(r'name="seen" value="([^"]+)"', html)
    assert seen
    client.post("/review/undo/", {"seen": seen[1]}, headers=HTMX)
    assert not Review.objects.filter(undone_at__isnull=True).exists()


@pytest.mark.parametrize("seen", ["", "yesterday", "2026-01-01T00:00:00"])
def test_undo_without_a_sensible_time_undoes_the_latest(
    alice: User, client_of: ClientOf, seen: str
) -> None:
    answer(alice, make_card(), now=timezone.now())
    client_of(alice).post("/review/undo/", {"seen": seen}, headers=HTMX)
    assert Review.objects.get().undone_at
