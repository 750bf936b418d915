"""A learner's settings."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils.translation import get_language

from cards.models import Profile
from cards.tests.factories import make_learner
from cards.views import settings as view

ClientOf = Callable[[User], Client]

FORM = {
    "language": "en",
    "theme": "dark",
    "time_zone": "Asia/Shanghai",
    "rollover_hour": "3",
    "new_per_day": "7",
    "reviews_per_day": "70",
    "sibling_rule": "section",
    "leech_lapses": "5",
    "leech_action": "mark",
    "shortcuts": "on",
}


def profile_of(user: User) -> dict[str, Any]:
    return dict(Profile.objects.filter(user=user).values().get())


def test_everything_is_saved_with_one_button(alice: User, client_of: ClientOf) -> None:
    response = client_of(alice).post(reverse("settings"), FORM, follow=True)
    profile = profile_of(alice)

    assert "Saved." in response.text
    assert {name: profile[name] for name in FORM} == {
        **FORM,
        "rollover_hour": 3,
        "new_per_day": 7,
        "reviews_per_day": 70,
        "leech_lapses": 5,
        "shortcuts": True,
    }
    assert profile["show_timer"] is False
    assert 'data-theme="dark"' in response.text


def test_the_page_shows_what_is_set(client_of: ClientOf, db: None) -> None:
    dora = make_learner("dora", rollover_hour=23, new_per_day=31, time_zone="Europe/Paris")
    page = client_of(dora).get(reverse("settings")).text

    assert '<option value="23" selected>23:00</option>' in page
    assert 'value="31"' in page
    assert 'value="Europe/Paris"' in page
    assert '<option value="Asia/Shanghai">UTC+08:00</option>' in page


def test_a_new_language_shows_at_once_even_in_the_confirmation(
    alice: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "_", lambda text: f"{text} ({get_language()})")
    client = client_of(alice)
    response = client.post(reverse("settings"), {**FORM, "language": "zh-hans"})
    page = client.get(response.url)  # type: ignore[attr-defined]

    assert '<html lang="zh-Hans"' in page.text
    assert page.headers["Content-Language"] == "zh-hans"
    assert "Saved. (zh-hans)" in page.text


def test_who_saves_the_page_has_seen_the_time_zone(client_of: ClientOf, db: None) -> None:
    dora = make_learner("dora", time_zone_confirmed=False)
    client_of(dora).post(reverse("settings"), FORM)

    assert profile_of(dora)["time_zone_confirmed"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("language", "tlh"),
        ("theme", "pink"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("rollover_hour", "24"),
        ("rollover_hour", "-1"),
        ("rollover_hour", "four"),
        ("new_per_day", "-1"),
        ("new_per_day", "10000"),
        ("new_per_day", "9" * 400),
        ("reviews_per_day", "10000"),
        ("reviews_per_day", "1.5"),
        ("sibling_rule", "all"),
        ("leech_lapses", "0"),
        ("leech_lapses", "100"),
        ("leech_action", "burn"),
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_typed_is_lost(
    alice: User, client_of: ClientOf, field: str, value: str
) -> None:
    before = profile_of(alice)
    response = client_of(alice).post(reverse("settings"), {**FORM, field: value})

    assert response.status_code == 422
    assert response.text.count("errorlist") == 1
    assert f'id="id_{field}_error"' in response.text
    assert 'aria-invalid="true"' in response.text
    assert f"id_{field}_error" in response.text.split("aria-describedby=", 1)[1]
    if field != "reviews_per_day":
        assert 'value="70"' in response.text
    assert profile_of(alice) == before


def test_a_refused_form_does_not_change_how_the_page_looks(
    alice: User, client_of: ClientOf
) -> None:
    response = client_of(alice).post(reverse("settings"), {**FORM, "new_per_day": "-1"})

    assert 'data-theme="auto"' in response.text


def test_an_empty_form_resets_nothing(alice: User, client_of: ClientOf) -> None:
    before = profile_of(alice)
    client_of(alice).post(reverse("settings"), {})

    assert profile_of(alice) == before


def test_settings_are_ones_own(alice: User, bob: User, client_of: ClientOf) -> None:
    before = profile_of(alice)
    client_of(bob).post(reverse("settings"), {**FORM, "user": str(alice.pk)})

    assert profile_of(alice) == before
    assert profile_of(bob)["new_per_day"] == 7


def test_a_visitor_is_sent_to_sign_in(client: Client, alice: User) -> None:
    for response in (client.get(reverse("settings")), client.post(reverse("settings"), FORM)):
        assert response.url.startswith(reverse("login"))  # type: ignore[attr-defined]


def test_other_methods_are_refused(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).put(reverse("settings")).status_code == 405


def test_every_page_behind_the_settings_is_linked(alice: User, client_of: ClientOf) -> None:
    page = client_of(alice).get(reverse("settings")).text

    for name in ("password_change", "export_my_data", "delete_account", "suspended", "study"):
        assert f'href="{reverse(name)}"' in page
