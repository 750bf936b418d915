"""The cast, and a judge that gives the verdict a program asks for."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection

from cards.tests.factories import make_learner
from sandbox.models import Exercise
from sandbox.queue import grader_access
from sandbox.tests.factories import make_exercise
from sandbox.tests.queue.fake_judge import FakeJudge


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
def judge(monkeypatch: pytest.MonkeyPatch) -> FakeJudge:
    fake = FakeJudge()
    monkeypatch.setattr(grader_access, "connect", fake.connect)
    monkeypatch.setattr(grader_access, "run_grader", fake.run_grader)
    return fake


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
