"""A database file of its own, beside the one of the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections
from pytest_django import DjangoDbBlocker

from quizsite.sqlite.base import DatabaseWrapper


@pytest.fixture
def connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> Iterator[DatabaseWrapper]:
    """A connection to a file, under the alias `turns`; its own commits never copy the log back."""
    if connections["default"].vendor != "sqlite":
        pytest.skip("this is about SQLite")
    settings = {**connections.settings["default"], "NAME": str(tmp_path / "site.sqlite3")}
    log = "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
    settings["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 0.2, "init_command": log}
    monkeypatch.setitem(connections.settings, "turns", settings)
    wrapper = connections["turns"]
    assert isinstance(wrapper, DatabaseWrapper)
    with django_db_blocker.unblock():
        with wrapper.temporary_connection() as cursor:
            cursor.execute("CREATE TABLE note (text)")
        yield wrapper
        wrapper.close()
    del connections["turns"]
