"""SQLite's log is copied back into the database, and no writer waits for it."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import transaction

from quizsite.sqlite import checkpoints
from quizsite.sqlite.base import DatabaseWrapper
from quizsite.sqlite.checkpoints import Checkpoints, copy_back

PATIENCE = 20.0


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Checkpoints come after few transactions, and none is under way at the end."""
    monkeypatch.setattr(checkpoints, "_COMMITS", 5)
    monkeypatch.setattr("quizsite.sqlite.base._checkpoints", Checkpoints())
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(PATIENCE)


def write(connection: DatabaseWrapper, times: int) -> None:
    for _ in range(times):
        with transaction.atomic(using="turns"), connection.cursor() as cursor:
            cursor.execute("INSERT INTO note VALUES (%s)", ["x" * 5000])


def notes_without_log(folder: Path) -> int:
    """How many notes are in the database file itself."""
    copy = folder / "copy.sqlite3"
    shutil.copy(folder / "site.sqlite3", copy)
    with closing(sqlite3.connect(copy)) as database:
        return int(database.execute("SELECT count(*) FROM note").fetchone()[0])


def pages_in_log(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "site.sqlite3")) as database:
        return int(database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1])


def test_what_was_committed_comes_into_the_database_by_itself(
    connection: DatabaseWrapper, tmp_path: Path
) -> None:
    write(connection, 4)
    assert notes_without_log(tmp_path) == 0
    write(connection, 1)
    deadline = time.monotonic() + PATIENCE
    while notes_without_log(tmp_path) < 5:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_writers_do_not_wait_for_it(
    connection: DatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(_path: str) -> None:
        begun.set()
        assert go_on.wait(PATIENCE)

    monkeypatch.setattr(checkpoints, "copy_back", slow)
    write(connection, 5)
    assert begun.wait(PATIENCE)
    # Twice as many as begin another one: it waits until the first has ended.
    write(connection, 10)
    go_on.set()


def test_it_waits_for_no_writer(
    connection: DatabaseWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(connection, 1)
    monkeypatch.setattr(checkpoints, "_PATIENCE", 3 * PATIENCE)
    copying = threading.Thread(target=copy_back, args=(str(tmp_path / "site.sqlite3"),))
    with transaction.atomic(using="turns"):
        copying.start()
        copying.join(PATIENCE)
        assert not copying.is_alive()
    assert notes_without_log(tmp_path) == 1


def test_a_long_log_begins_anew_although_it_could_not_all_be_copied_at_once(
    connection: DatabaseWrapper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_LONG", 5)
    reader = sqlite3.connect(tmp_path / "site.sqlite3", isolation_level=None)
    write(connection, 2)
    # What is written from now on is not copied while somebody still reads what was before.
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM note").fetchone()
    write(connection, 1)
    really_copied, lengths = checkpoints._copied, []

    def copied(database: sqlite3.Connection) -> int:
        lengths.append(really_copied(database))
        reader.close()
        return lengths[-1]

    monkeypatch.setattr(checkpoints, "_copied", copied)
    copy_back(str(tmp_path / "site.sqlite3"))
    write(connection, 1)
    assert pages_in_log(tmp_path) < lengths[0]


def test_a_database_that_is_gone_is_not_made(connection: DatabaseWrapper, tmp_path: Path) -> None:
    gone = tmp_path / "gone.sqlite3"
    noted = Checkpoints()
    for _ in range(5):
        noted.committed(str(gone))
    for thread in threading.enumerate():
        if thread.name.endswith("(_run)"):
            thread.join(PATIENCE)
    assert not gone.exists()
    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        copy_back(str(gone))
