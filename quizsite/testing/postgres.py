"""Run a command against a throw-away PostgreSQL server: `python -m … postgres -- pytest …`.

The server listens on a private Unix socket only, writes nothing safely (it is thrown away), and
ends with this process. PostgreSQL refuses to run as root, so root lends it another user.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote

from quizsite.supervisor.process import die_with

_FAST_AND_UNSAFE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
# Millions of rows are written at once for measurements.
_FEW_CHECKPOINTS = ("max_wal_size=8GB", "checkpoint_timeout=30min")
_START_LIMIT = 60.0


class Account(TypedDict, total=False):
    """Under whom the server runs, as subprocess wants to be told; empty for the present user."""

    user: int
    group: int
    extra_groups: list[int]


def main(command: list[str]) -> int:
    """Return the command's exit status; without a server, 0, or 1 when everything is required."""
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL's server programs were not found: not tested on PostgreSQL.")  # noqa: T201
        return int(os.environ.get("QUIZSITE_TEST_REQUIRE_ALL") == "1")
    with server(binaries) as url:
        print("Testing on PostgreSQL", flush=True)  # noqa: T201
        return subprocess.run(  # noqa: S603 (the caller's own command)
            command, env={**os.environ, "DATABASE_URL": url}, check=False
        ).returncode


def find_binaries() -> Path | None:
    """Return the folder of the newest installed server; Debian keeps it out of PATH."""
    versions = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    newest = max(versions, key=lambda path: float(path.parts[-3]), default=None)
    found = newest or shutil.which("postgres")
    return Path(found).resolve().parent if found else None


@contextmanager
def server(binaries: Path) -> Iterator[str]:
    """Make a cluster, start its server, yield the address of its database, remove it all."""
    account = _account()
    # The folder's name becomes part of a socket's path, which may not be long.
    with tempfile.TemporaryDirectory(prefix="quizsite-pg-", dir="/tmp") as name:
        folder = Path(name)
        if "user" in account:
            os.chown(folder, account["user"], account["group"])
        initdb: list[str | Path] = [binaries / "initdb", "--pgdata", folder / "data"]
        initdb += ["--username", "quizsite", "--auth", "trust", "--no-sync"]
        initdb += ["--encoding", "UTF8", "--no-locale"]
        subprocess.run(  # noqa: S603
            initdb,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=True,
            **account,
        )
        command: list[str | Path] = [binaries / "postgres", "-D", folder / "data", "-k", folder]
        for setting in (
            "listen_addresses=",
            "max_connections=200",
            *_FAST_AND_UNSAFE,
            *_FEW_CHECKPOINTS,
        ):
            command += ["-c", setting]
        own_process = os.getpid()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(  # noqa: S603
                command,
                cwd=folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                # SIGQUIT makes PostgreSQL stop at once with all its processes.
                preexec_fn=lambda: die_with(own_process, signal.SIGQUIT),
                **account,
            )
        try:
            _wait_until_ready(binaries, folder, process)
            yield f"postgres://quizsite@{quote(name, safe='')}/postgres"
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()


def _account() -> Account:
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("PostgreSQL refuses to run as root, and there is no other user to lend it.")


def _wait_until_ready(binaries: Path, folder: Path, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_LIMIT
    probe: list[str | Path] = [binaries / "pg_isready", "--quiet", "--host", folder]
    while subprocess.run(probe, check=False).returncode != 0:  # noqa: S603
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)


def _stop(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    # A terminated run must still remove its cluster.
    signal.signal(signal.SIGTERM, _stop)
    sys.exit(main(sys.argv[sys.argv.index("--") + 1 :]))
