"""A learner's time zone is guessed, confirmed, and never breaks a page."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from cards.models import Profile
from cards.tests.factories import make_learner
from cards.time_zones import known_or_utc, zone_choices

ClientOf = Callable[[User], Client]


def test_confirming_a_zone_stores_it_and_returns_to_today(client_of: ClientOf, db: None) -> None:
    dora = make_learner("dora", time_zone_confirmed=False)
    response = client_of(dora).post(reverse("confirm_time_zone"), {"time_zone": "Asia/Shanghai"})
    profile = Profile.objects.get(user=dora)

    assert response.url == reverse("today")  # type: ignore[attr-defined]
    assert (profile.time_zone, profile.time_zone_confirmed) == ("Asia/Shanghai", True)


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../../etc/passwd", "x" * 5000])
def test_an_unknown_zone_changes_nothing_and_says_so(
    client_of: ClientOf, db: None, zone: str
) -> None:
    dora = make_learner("dora", time_zone_confirmed=False)
    response = client_of(dora).post(reverse("confirm_time_zone"), {"time_zone": zone}, follow=True)
    profile = Profile.objects.get(user=dora)

    assert "does not know that time zone" in response.text
    assert (profile.time_zone, profile.time_zone_confirmed) == ("UTC", False)


def test_a_visitor_confirms_nothing(client: Client, alice: User) -> None:
    response = client.post(reverse("confirm_time_zone"), {"time_zone": "Asia/Shanghai"})

    assert response.url.startswith(reverse("login"))  # type: ignore[attr-defined]
    assert Profile.objects.get().time_zone == "UTC"


def test_confirming_needs_a_post(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).get(reverse("confirm_time_zone")).status_code == 405


@pytest.mark.parametrize("gone", ["Mars/Olympus", "", "/etc/passwd", "../UTC", "Asia", "a\0b"])
def test_a_zone_that_this_machine_does_not_know_counts_as_utc(gone: str) -> None:
    assert Profile(time_zone=gone).zone == ZoneInfo("UTC")


def test_pages_still_open_when_the_zone_has_vanished(client_of: ClientOf, db: None) -> None:
    client = client_of(make_learner("dora", time_zone="Mars/Olympus"))

    for name in ("today", "settings", "study", "review"):
        assert client.get(reverse(name)).status_code == 200


def test_the_page_tells_the_browser_the_zone_of_the_settings(client_of: ClientOf, db: None) -> None:
    client = client_of(make_learner("dora", time_zone="Asia/Tokyo", time_zone_confirmed=False))
    page = client.get(reverse("today")).text

    assert 'data-time-zone="Asia/Tokyo"' in page
    assert 'data-confirmed="no"' in page


def test_zones_are_offered_region_by_region_with_their_present_offset() -> None:
    winter = {z.name: z.offset for z in zone_choices(datetime(2026, 1, 1, tzinfo=UTC))}
    summer = {z.name: z.offset for z in zone_choices(datetime(2026, 7, 1, tzinfo=UTC))}
    names = list(winter)

    assert names[0] == "UTC"
    assert names[1:] == sorted(names[1:])
    assert (winter["Europe/Berlin"], summer["Europe/Berlin"]) == ("UTC+01:00", "UTC+02:00")
    assert winter["Asia/Kathmandu"] == "UTC+05:45"
    assert winter["America/St_Johns"] == "UTC-03:30"
    assert "PRC" not in winter
    assert known_or_utc("PRC") == "PRC"
