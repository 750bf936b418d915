"""The cast: Alice learns, Bob is a stranger to her cards, Charlie is staff."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
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


@pytest.fixture
def separate_connections(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Give each thread a connection of its own, which SQLite does only for a file."""
    if connection.vendor != "sqlite":
        yield
        return
    file = tmp_path / "threads.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(file)])
    in_memory = connection.connection, connection.settings_dict["NAME"]
    connection.connection, connection.settings_dict["NAME"] = None, str(file)
    yield
    connection.close()
    connection.connection, connection.settings_dict["NAME"] = in_memory
