"""The first visit makes the first account, once, by whoever can read the terminal."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.test import Client, override_settings
from django.urls import reverse

from cards import accounts
from cards.forms import NewAccountForm
from cards.models import Profile, SiteSettings
from quizsite import setup_token

Result = TypeVar("Result")

PASSWORD = "correct horse battery"
FORM = {"username": "root", "password1": PASSWORD, "password2": PASSWORD, "time_zone": "Asia/Tokyo"}


@pytest.fixture
def token(db: None, tmp_path: Path) -> Iterator[str]:
    with override_settings(DATA_DIR=tmp_path):
        made = setup_token.ensure_token()
        assert made
        yield made


def address(token: str) -> str:
    return f"{reverse('setup')}?token={token}"


def test_the_first_account_is_an_admin_who_is_signed_in_at_once(client: Client, token: str) -> None:
    form = client.get(address(token))
    response = client.post(address(token), FORM)
    root = User.objects.get()

    assert form.status_code == 200
    assert response.url == reverse("today")  # type: ignore[attr-defined]
    assert (root.username, root.is_superuser, root.is_staff) == ("root", True, True)
    assert root.check_password(PASSWORD)
    assert client.session["_auth_user_id"] == str(root.pk)
    assert client.get(reverse("today")).status_code == 200


def test_language_and_time_zone_are_the_browsers_until_confirmed(
    client: Client, token: str
) -> None:
    client.post(address(token), FORM, headers={"accept-language": "zh-CN,zh;q=0.9"})
    profile = Profile.objects.get()

    assert profile.language == "zh-hans"
    assert profile.time_zone == "Asia/Tokyo"
    assert not profile.time_zone_confirmed


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000])
def test_a_time_zone_that_makes_no_sense_becomes_utc(client: Client, token: str, zone: str) -> None:
    client.post(address(token), {**FORM, "time_zone": zone})

    assert Profile.objects.get().time_zone == "UTC"


@pytest.mark.parametrize("wrong", ["", "wrong", "令牌"])
def test_without_the_token_the_page_says_where_to_find_it(
    client: Client, token: str, wrong: str
) -> None:
    shown = client.get(reverse("setup"), {"token": wrong})
    posted = client.post(address(wrong), FORM)

    assert (shown.status_code, posted.status_code) == (403, 403)
    assert "terminal" in shown.text
    assert 'name="token"' in shown.text
    assert ("not the set-up token" in shown.text) == bool(wrong)
    assert not User.objects.exists()


def test_the_token_works_once(client: Client, token: str, tmp_path: Path) -> None:
    client.post(address(token), FORM)
    second = Client()

    assert second.get(address(token)).url == reverse("login")  # type: ignore[attr-defined]
    assert second.post(address(token), {**FORM, "username": "mallory"}).status_code == 302
    assert User.objects.count() == 1
    assert not list(tmp_path.iterdir())


def test_bad_input_is_named_and_makes_no_account(client: Client, token: str) -> None:
    response = client.post(address(token), {**FORM, "username": "no spaces", "password2": "other"})

    assert response.status_code == 422
    assert 'value="no spaces"' in response.text
    assert response.text.count("errorlist") == 2
    assert response.text.count('aria-invalid="true"') == 2
    assert not User.objects.exists()


def test_other_methods_are_refused(client: Client, token: str) -> None:
    assert client.put(address(token)).status_code == 405


@pytest.mark.parametrize(
    "name",
    ["today", "review", "settings", "study", "login", "sign_up", "export_my_data", "admin:index"],
)
def test_while_there_is_no_account_every_page_leads_to_the_set_up(
    client: Client, db: None, name: str
) -> None:
    response = client.get(reverse(name), follow=True)

    assert response.redirect_chain[-1][0] == reverse("setup")


def test_when_two_people_post_at_once_one_becomes_admin(
    transactional_db: None, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Making this row is a lock of its own; the test is about the lock on it.
    SiteSettings.load()
    create = accounts._create
    both_are_creating = threading.Barrier(2)

    def create_together(form: NewAccountForm, *, language: str, admin: bool) -> User:
        # The lock lets only one come here: it meets nobody. Without a lock both would meet.
        with suppress(threading.BrokenBarrierError):
            both_are_creating.wait(timeout=2)
        return create(form, language=language, admin=admin)

    def post(name: str) -> str:
        return Client().post(address(token), {**FORM, "username": name}).headers["Location"]

    monkeypatch.setattr(accounts, "_create", create_together)
    led_to = run_in_threads(lambda: post("first"), lambda: post("second"))
    admins, profiles = run_in_threads(
        lambda: User.objects.filter(is_superuser=True).count(), Profile.objects.count
    )

    assert set(led_to) == {reverse("today"), reverse("login")}
    assert (admins, profiles) == (1, 1)


def run_in_threads(*jobs: Callable[[], Result]) -> list[Result]:
    def run(job: Callable[[], Result]) -> Result:
        try:
            return job()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_sign_up_stays_closed_after_set_up(client: Client, token: str) -> None:
    client.post(address(token), FORM)

    assert not SiteSettings.load().open_sign_up
    assert Client().get(reverse("sign_up")).status_code == 403
