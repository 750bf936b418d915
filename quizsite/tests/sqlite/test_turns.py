"""Writers of one SQLite file take turns, and a turn always ends."""

import fcntl
import os
import sqlite3
from pathlib import Path

import pytest
from django.db import OperationalError, transaction

from quizsite.sqlite.base import DatabaseWrapper


def is_free(tmp_path: Path) -> bool:
    file = os.open(tmp_path / "site.sqlite3-turns", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(file)
    return True


def test_a_transaction_holds_the_turn_until_it_commits(
    connection: DatabaseWrapper, tmp_path: Path
) -> None:
    with transaction.atomic(using="turns"):
        assert not is_free(tmp_path)
    assert is_free(tmp_path)


def test_a_transaction_that_fails_gives_the_turn_back(
    connection: DatabaseWrapper, tmp_path: Path
) -> None:
    with pytest.raises(KeyError), transaction.atomic(using="turns"):
        raise KeyError
    assert is_free(tmp_path)


def test_a_closed_connection_gives_the_turn_back(
    connection: DatabaseWrapper, tmp_path: Path
) -> None:
    connection.set_autocommit(False)
    connection.close()
    assert is_free(tmp_path)


def test_a_writer_that_never_gets_its_turn_is_refused_by_sqlite(
    connection: DatabaseWrapper, tmp_path: Path
) -> None:
    other = sqlite3.connect(tmp_path / "site.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="locked"), transaction.atomic(using="turns"):
        pass
    other.close()
    assert is_free(tmp_path)


def test_the_file_of_turns_is_private(connection: DatabaseWrapper, tmp_path: Path) -> None:
    with transaction.atomic(using="turns"):
        mode = (tmp_path / "site.sqlite3-turns").stat().st_mode & 0o777
    assert mode == 0o600


def test_reading_takes_no_turn(connection: DatabaseWrapper, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM note")
        assert is_free(tmp_path)
