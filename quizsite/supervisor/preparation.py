"""What has to be in place before the site starts; each step costs little when nothing is new."""

import fcntl
import hashlib
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

Say = Callable[[str], None]
_fork = multiprocessing.get_context("fork")
_LONGEST_SOCKET_PATH = 103
"""Bytes; the smallest limit of the systems we run on, which is macOS's."""


class CannotStart(Exception):
    """The data folder cannot be used; the message says why and what to do."""


@contextmanager
def exclusive_use(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process; raises CannotStart when another one has it.

    The lock lies on a folder that is there anyway, and the kernel drops it with the process.
    """
    handle = os.open(folder / "run", os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise CannotStart(
            f"quizsite is already running on the data folder {folder}. "
            "Stop it first, or choose another folder with QUIZSITE_DATA."
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def check_socket_path(path: Path) -> None:
    """Raise CannotStart when the system cannot hold a socket with so long a path."""
    if len(os.fsencode(path)) > _LONGEST_SOCKET_PATH:
        raise CannotStart(
            f"The path {path} is too long for a socket. "
            "Choose a data folder with a shorter path with QUIZSITE_DATA, or set REDIS_URL."
        )


def keep_private(folder: Path) -> None:
    """Keep other users of this machine out of the folder and of everything made in it from now."""
    os.umask(0o077)
    folder.chmod(0o700)


def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("Preparing the database …")
        call_command("migrate", interactive=False, verbosity=0)


def load_content(*, verbosity: int) -> None:
    """Load what changed; raises CannotStart when the files are wrong, which is then on stderr.

    It runs in a process of its own: reading exercises loads NumPy, and the web server, which is
    forked off from this process, is not to carry it along.
    """
    connections.close_all()
    process = _fork.Process(target=_load_content, args=(verbosity,))
    process.start()
    process.join()
    if process.exitcode:
        raise CannotStart("The content could not be loaded.")


def _load_content(verbosity: int) -> None:
    try:
        call_command("load_content", "--if-changed", verbosity=verbosity)
    except CommandError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)


def collect_static_files(say: Say) -> None:
    """Copy and compress style sheets, scripts and fonts, unless all are as they were."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    fingerprint = _fingerprint_of_static_files()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    say("Collecting style sheets, scripts and fonts …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint, encoding="ascii")


def _fingerprint_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            path = Path(storage.path(name))
            state = path.stat()
            digest.update(f"{path}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
