"""The cast, an exercise, and a judge that gives the verdict a program asks for."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from cards.tests.factories import make_learner
from sandbox.models import Exercise
from sandbox.tests.factories import make_exercise


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
def exercise(db: None) -> Exercise:
    return make_exercise(slug="add")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
