"""Sign in and out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from cards.models import Profile, SiteSettings

CREDENTIALS = {"username": "alice", "password": "alice-password"}
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)

ClientOf = Callable[[User], Client]


def sign_in(client: Client, **changes: str) -> int:
    return client.post(reverse("login"), {**CREDENTIALS, **changes}).status_code


def test_the_right_password_leads_to_today(client: Client, alice: User) -> None:
    response = client.post(reverse("login"), CREDENTIALS)

    assert response.url == reverse("today")  # type: ignore[attr-defined]
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client, alice: User) -> None:
    response = client.post(reverse("login"), {**CREDENTIALS, "password": "wrong"})

    assert response.status_code == 422
    assert 'value="alice"' in response.text
    assert "errorlist" in response.text
    assert "_auth_user_id" not in client.session


def test_next_leads_back_to_a_page_of_this_site(client: Client, alice: User) -> None:
    page = reverse("settings")
    response = client.post(reverse("login"), {**CREDENTIALS, "next": page})

    assert response.url == page  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "http:evil", r"\\evil"],
)
def test_next_never_leads_to_another_site(client: Client, alice: User, elsewhere: str) -> None:
    response = client.post(reverse("login"), {**CREDENTIALS, "next": elsewhere})

    assert response.url == reverse("today")  # type: ignore[attr-defined]


def test_a_visitor_is_sent_to_sign_in_and_back(client: Client, alice: User) -> None:
    response = client.get(reverse("settings"))

    assert response.url == f"{reverse('login')}?next={reverse('settings')}"  # type: ignore[attr-defined]


def test_who_is_signed_in_is_led_on(alice: User, client_of: ClientOf) -> None:
    response = client_of(alice).get(reverse("login"))

    assert response.url == reverse("today")  # type: ignore[attr-defined]


def test_signing_up_is_offered_only_where_it_is_open(client: Client, alice: User) -> None:
    closed = client.get(reverse("login")).text
    SiteSettings.objects.update(open_sign_up=True)
    opened = client.get(reverse("login")).text

    assert reverse("sign_up") not in closed
    assert reverse("sign_up") in opened


def test_signing_out_needs_a_post(alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)

    assert client.get(reverse("logout")).status_code == 405
    assert client.get(reverse("settings")).status_code == 200
    assert client.post(reverse("logout")).url == reverse("login")  # type: ignore[attr-defined]
    assert client.get(reverse("settings")).status_code == 302


def test_a_visitor_chooses_the_language(client: Client, alice: User) -> None:
    page = reverse("login")
    english = client.get(page, headers={"accept-language": "en"})
    response = client.post(reverse("set_language"), {"language": "zh-hans", "next": page})
    chinese = client.get(page, headers={"accept-language": "en"})

    assert 'lang="en"' in english.text
    assert response.url == page  # type: ignore[attr-defined]
    assert '<html lang="zh-Hans"' in chinese.text
    assert chinese.headers["Content-Language"] == "zh-hans"


def test_the_page_differs_by_the_browsers_language_and_says_so(client: Client, alice: User) -> None:
    response = client.get(reverse("login"), headers={"accept-language": "zh-CN,zh;q=0.9"})

    assert '<html lang="zh-Hans"' in response.text
    assert "Accept-Language" in response.headers["Vary"]


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_guessing_is_locked_out_and_told_how_long(client: Client, alice: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        guesses = [sign_in(client, password="wrong") for _ in range(3)]
        clock.shift(timedelta(minutes=4, seconds=30))
        locked = client.post(reverse("login"), CREDENTIALS)

        assert guesses == [422, 422, 429]
        assert locked.status_code == 429
        # A quarter of an hour after the last guess, rounded up to whole minutes.
        assert "11 minutes" in locked.text
        assert locked.headers["Retry-After"] == "630"
        assert "_auth_user_id" not in client.session


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_the_wait_ends_when_it_was_said_to_end(client: Client, alice: User) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        for _ in range(3):
            sign_in(client, password="wrong")
        clock.shift(timedelta(minutes=14))
        assert sign_in(client) == 429
        clock.shift(timedelta(minutes=1, seconds=1))

        assert sign_in(client) == 302


@override_settings(AXES_ENABLED=True, AXES_FAILURE_LIMIT=3)
def test_guessing_one_name_locks_nobody_else_out(client: Client, alice: User, bob: User) -> None:
    for _ in range(3):
        sign_in(client, password="wrong")

    assert sign_in(client, username="bob", password="bob-password") == 302


def test_the_admin_uses_the_same_sign_in_page(client: Client, alice: User, charlie: User) -> None:
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0] == f"{reverse('login')}?next=/admin/"


def test_a_learner_at_the_admin_is_refused_without_going_in_circles(
    alice: User, client_of: ClientOf
) -> None:
    response = client_of(alice).get("/admin/", follow=True)

    assert response.status_code == 403


def test_a_superuser_made_on_the_command_line_gets_settings_on_first_use(
    client: Client, db: None
) -> None:
    root = User.objects.create_superuser("root", password="root-password")
    client.force_login(root)
    response = client.get(reverse("settings"), headers={"accept-language": "zh-CN"})

    assert response.status_code == 200
    assert Profile.objects.get(user=root).language == "zh-hans"


def test_a_session_that_is_over_signs_nobody_in(alice: User, client_of: ClientOf) -> None:
    client = client_of(alice)
    assert client.get("/").status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get("/").status_code == 302


def test_a_form_sent_after_the_session_ended_leads_to_a_page_and_says_so(
    alice: User, client: Client
) -> None:
    response = client.post(reverse("answer"), {"grade": "4"}, follow=True)
    assert response.redirect_chain == [("/sign-in/?next=/", 302)]
    assert "nothing was saved" in response.text
    form = {"username": "alice", "password": "alice-password", "next": "/"}
    assert client.post("/sign-in/", form, follow=True).status_code == 200
