"""The size of letters in the editor is the learner's, on every device."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from sandbox.models import Exercise, SandboxSettings

ClientOf = Callable[[User], Client]


def test_it_is_kept_for_the_next_page(
    alice: User, bob: User, exercise: Exercise, client_of: ClientOf
) -> None:
    client = client_of(alice)
    assert 'data-font-size="14"' in client.get("/exercises/add/").content.decode()
    assert client.post(reverse("set_font_size"), {"size": "18"}).status_code == 204
    assert 'data-font-size="18"' in client.get("/exercises/add/").content.decode()
    assert 'data-font-size="14"' in client_of(bob).get("/exercises/add/").content.decode()


@pytest.mark.parametrize("size", ["", "-3", "1.5", "large", "٣", "99999"])
def test_what_is_no_size_is_refused_with_a_sentence(
    alice: User, client_of: ClientOf, size: str
) -> None:
    response = client_of(alice).post(reverse("set_font_size"), {"size": size})
    assert response.status_code == 400
    assert "whole number of pixels" in response.content.decode()
    assert not SandboxSettings.objects.exists()


def test_visitors_have_none(client: Client, db: None) -> None:
    assert client.post(reverse("set_font_size"), {"size": "18"}).status_code == 302
    assert not SandboxSettings.objects.exists()


def test_it_is_no_link(alice: User, client_of: ClientOf) -> None:
    assert client_of(alice).get(reverse("set_font_size")).status_code == 405
