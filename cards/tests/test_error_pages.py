"""Every error has a page that says what happened and what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import reverse
from django.views.defaults import bad_request, server_error

from quizsite.settings import STORAGES

ClientOf = Callable[[User], Client]


def test_an_unknown_address(alice: User, client_of: ClientOf) -> None:
    for client in (client_of(alice), Client()):
        response = client.get("/no/such/page/")
        assert response.status_code == 404
        assert "Nothing here" in response.text


def test_what_an_account_may_not_do(alice: User, client_of: ClientOf) -> None:
    response = client_of(alice).get("/admin/login/")

    assert response.status_code == 403
    assert "Not for you" in response.text


def test_a_form_from_another_time_or_site(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    response = client.post(reverse("settings"), {"language": "en"})

    assert response.status_code == 403
    assert "out of date" in response.text


@pytest.mark.parametrize(("view", "status"), [(server_error, 500), (bad_request, 400)])
def test_pages_without_a_request_ask_no_database(
    view: Callable[..., object], status: int, rf: object
) -> None:
    response = view(HttpRequest(), *([ValueError()] if status == 400 else []))

    assert response.status_code == status  # type: ignore[attr-defined]
    assert b"{%" not in response.content  # type: ignore[attr-defined]
    assert b"cards/site.css" in response.content  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["400.html", "500.html", "503.html"])
def test_they_open_even_when_the_static_files_were_not_collected(name: str, tmp_path: Path) -> None:
    with override_settings(STORAGES=STORAGES, STATIC_ROOT=tmp_path):
        assert "cards/site.css" in get_template(name).render()


@pytest.mark.parametrize(
    "address", ["/sections/a%00b/", "/review/?section=%00", "/cards/add/?section=a%00"]
)
def test_an_address_with_a_null_character_is_refused(
    charlie: User, client_of: ClientOf, address: str
) -> None:
    response = client_of(charlie).get(address)
    assert response.status_code == 400
    assert "could not be read" in response.text
