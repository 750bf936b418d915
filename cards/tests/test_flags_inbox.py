"""Staff read what learners reported, answer and close it; learners see the reply."""

import re
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cards.models import Card, Flag
from cards.tests.factories import make_card

ClientOf = Callable[[User], Client]


def make_flag(learner: User, note: str = "The sign is wrong.", card: Card | None = None) -> Flag:
    return Flag.objects.create(learner=learner, card=card or make_card(), note=note)


def test_open_flags_show_newest_first_with_card_learner_and_note(
    alice: User, bob: User, charlie: User, client_of: ClientOf
) -> None:
    card = make_card(en={"front": "Which norm?"})
    make_flag(alice, "Old note", card)
    make_flag(bob, "New note")
    html = client_of(charlie).get("/flags/").content.decode()
    assert html.index("New note") < html.index("Old note")
    assert "Which norm?" in html
    assert "alice" in html
    assert f"/cards/{card.pk}/edit/?next=/flags/" in html


def test_resolving_records_who_and_when_and_the_learner_reads_the_reply(
    alice: User, charlie: User, client_of: ClientOf
) -> None:
    flag = make_flag(alice)
    response = client_of(charlie).post(f"/flags/{flag.pk}/resolve/", {"reply": "Mended, thanks."})
    assert response.status_code == 302
    flag.refresh_from_db()
    assert (flag.resolved_by, flag.reply) == (charlie, "Mended, thanks.")
    assert flag.resolved_at is not None
    assert "The sign is wrong." not in client_of(charlie).get("/flags/").content.decode()
    assert "Mended, thanks." in client_of(alice).get("/my-flags/").content.decode()


def test_learners_see_only_their_own_reports(alice: User, bob: User, client_of: ClientOf) -> None:
    make_flag(alice, "Alice's note")
    assert "Alice" not in client_of(bob).get("/my-flags/").content.decode()


def test_a_flag_is_resolved_once(
    alice: User, bob: User, charlie: User, client_of: ClientOf
) -> None:
    flag = make_flag(alice)
    client = client_of(charlie)
    client.post(f"/flags/{flag.pk}/resolve/", {"reply": "First"})
    response = client.post(f"/flags/{flag.pk}/resolve/", {"reply": "Second"}, follow=True)
    flag.refresh_from_db()
    assert flag.reply == "First"
    assert "Somebody else resolved that flag already." in response.content.decode()


def test_a_reply_that_is_too_long_is_shown_again(
    alice: User, charlie: User, client_of: ClientOf
) -> None:
    flag = make_flag(alice)
    response = client_of(charlie).post(f"/flags/{flag.pk}/resolve/", {"reply": "x" * 2001})
    assert response.status_code == 422
    html = response.content.decode()
    assert "x" * 2001 in html
    assert "at most 2000 characters" in html
    flag.refresh_from_db()
    assert flag.resolved_at is None


def test_the_header_counts_open_flags_for_staff_only(
    alice: User, charlie: User, client_of: ClientOf
) -> None:
    make_flag(alice)
    make_flag(alice)
    for_staff = client_of(charlie).get("/settings/").content.decode()
    assert re.search(r"open flags: </span>2<", for_staff)
    assert ">Flags<" in for_staff
    for_learners = client_of(alice).get("/settings/").content.decode()
    assert "open flags" not in for_learners
    assert ">Flags<" not in for_learners


def test_fifty_flags_make_a_page_and_no_query_for_each(
    alice: User,
    charlie: User,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    card = make_card()
    Flag.objects.bulk_create(Flag(learner=alice, card=card, note=f"note {n}.") for n in range(51))
    client = client_of(charlie)
    with django_assert_max_num_queries(10):
        html = client.get("/flags/").content.decode()
    assert html.count("Reply to the learner") == 50
    assert "note 0." in client.get("/flags/?p=2").content.decode()


def test_notes_are_text_not_html(alice: User, charlie: User, client_of: ClientOf) -> None:
    make_flag(alice, "<script>alert(1)</script>")
    assert "<script>alert" not in client_of(charlie).get("/flags/").content.decode()


@pytest.mark.parametrize(("method", "path"), [("get", "/flags/"), ("post", "/flags/1/resolve/")])
def test_learners_are_refused_and_visitors_sign_in(
    alice: User, client_of: ClientOf, client: Client, method: str, path: str
) -> None:
    assert getattr(client_of(alice), method)(path).status_code == 403
    response = getattr(client, method)(path)
    assert response.headers["Location"].startswith("/sign-in/?next=")


def test_a_visitor_has_no_reports_to_see(db: None, client: Client) -> None:
    assert client.get("/my-flags/").headers["Location"].startswith("/sign-in/?next=")


def test_wrong_methods_and_unknown_flags_are_refused(charlie: User, client_of: ClientOf) -> None:
    client = client_of(charlie)
    assert client.post("/flags/").status_code == 405
    assert client.get("/flags/1/resolve/").status_code == 405
    assert client.post("/flags/999/resolve/").status_code == 404
