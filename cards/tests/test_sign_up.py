"""Visitors make an account where the admin allows it."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from cards.models import Profile, SiteSettings
from cards.views import sign_up as view

PASSWORD = "correct horse battery"
FORM = {"username": "dora", "password1": PASSWORD, "password2": PASSWORD, "time_zone": "Asia/Tokyo"}


@pytest.fixture
def open_site(charlie: User) -> None:
    site = SiteSettings.load()
    site.open_sign_up = True
    site.save()


def test_a_new_learner_is_signed_in_and_no_staff(client: Client, open_site: None) -> None:
    form = client.get(reverse("sign_up"))
    response = client.post(reverse("sign_up"), FORM, headers={"accept-language": "zh-CN"})
    dora = User.objects.get(username="dora")

    assert form.status_code == 200
    assert response.url == reverse("today")  # type: ignore[attr-defined]
    assert client.session["_auth_user_id"] == str(dora.pk)
    assert (dora.is_staff, dora.is_superuser) == (False, False)
    assert (dora.profile.language, dora.profile.time_zone) == ("zh-hans", "Asia/Tokyo")
    assert not dora.profile.time_zone_confirmed


def test_nobody_becomes_staff_by_asking(client: Client, open_site: None) -> None:
    client.post(reverse("sign_up"), {**FORM, "is_staff": "on", "is_superuser": "on"})

    assert not User.objects.filter(username="dora", is_staff=True).exists()
    assert not User.objects.filter(username="dora", is_superuser=True).exists()


def test_where_it_is_closed_visitors_are_told_whom_to_ask(client: Client, charlie: User) -> None:
    shown = client.get(reverse("sign_up"))
    posted = client.post(reverse("sign_up"), FORM)

    assert (shown.status_code, posted.status_code) == (403, 403)
    assert "Ask the admin" in shown.text
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "CHARLIE"}, "username"),
        ({"username": "no spaces"}, "username"),
        ({"username": ""}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"password2": "different"}, "password2"),
        ({"password1": "12345678", "password2": "12345678"}, "password2"),
    ],
)
def test_bad_input_is_named_at_its_field(
    client: Client, open_site: None, change: dict[str, str], field: str
) -> None:
    response = client.post(reverse("sign_up"), {**FORM, **change})

    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.text
    assert User.objects.count() == 1


def test_a_name_taken_at_the_same_moment_is_named_too(
    client: Client, open_site: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose_the_race(*_args: object, **_kwargs: object) -> User:
        raise IntegrityError

    monkeypatch.setattr(view, "create_account", lose_the_race)
    response = client.post(reverse("sign_up"), FORM)

    assert response.status_code == 422
    assert 'id="id_username_error"' in response.text


def test_who_has_an_account_is_led_on(
    alice: User, open_site: None, client_of: Callable[[User], Client]
) -> None:
    client = client_of(alice)

    assert client.get(reverse("sign_up")).url == reverse("today")  # type: ignore[attr-defined]
    client.post(reverse("sign_up"), FORM)
    assert Profile.objects.count() == 2


def test_other_methods_are_refused(client: Client, open_site: None) -> None:
    assert client.delete(reverse("sign_up")).status_code == 405
