"""The cast: Alice learns, Bob is a stranger to her cards, Charlie is staff."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.tests.factories import make_learner


@pytest.fixture
def alice(db: None) -> User:
    return make_learner("alice")


@pytest.fixture
def bob(db: None) -> User:
    return make_learner("bob")


@pytest.fixture
def charlie(db: None) -> User:
    return make_learner("charlie", is_staff=True)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
