"""Zygote servers for the tests: as this user or as nobody, whole or on a poorer kernel."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.judge.client import SERVER, Lease, Limits, Zygote
from sandbox.judge.jail.identity import NOBODY
from sandbox.judge.wire import Frame

INMATE = "sandbox.tests.judge_jail.inmate:serve"
LAUNCHER = Path(__file__).with_name("launcher.py")
IS_ROOT = os.geteuid() == 0
# Root can also try the jail as somebody else; an ordinary user is that somebody.
USERS = ["this user", "nobody"] if IS_ROOT else ["this user"]
ROOMY = Limits(wall_s=60, cpu_s=20, memory_mb=256)
_PATIENCE_S = 90


@dataclass
class Server:
    """A running server process, what it announced, and a client's view of it."""

    process: subprocess.Popen[str]
    announced: dict[str, Any]
    zygote: Zygote
    socket: Path
    log: Path

    def stop(self) -> int:
        """End it as a service manager would; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


@contextmanager
def running(
    user: str = "this user",
    *,
    refuse: str | None = None,
    pool: int = 2,
    more: tuple[str, ...] = (),
    serve: str = INMATE,
) -> Iterator[Server]:
    """Run a server below a temporary folder of its own."""
    with tempfile.TemporaryDirectory(prefix="quizsite-judge-test-") as name:
        folder = Path(name)
        if user == "nobody":
            os.chown(folder, NOBODY, NOBODY)
        socket, log = folder / "s", folder / "log"
        command = [sys.executable, "-I", "-B", str(LAUNCHER)]
        command += ["--nobody"] if user == "nobody" else []
        command += ["--refuse", refuse] if refuse else []
        command += ["--", sys.executable, "-I", "-B", "-X", "utf8", str(SERVER)]
        command += ["--socket", str(socket), "--pool", str(pool), "--serve", serve, *more]
        with log.open("w") as written:
            process = subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=written, env={}, text=True
            )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, f"the server said nothing; its log: {log.read_text()}"
            yield Server(process, json.loads(line), Zygote(socket), socket, log)
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait(_PATIENCE_S)
            process.stdout.close()


def tell(lease: Lease, source: str, *, wall_s: float = 30, cpu_s: float = 10) -> Any:
    """Have the inmate run `source`; return its `answer`, or raise what became of it."""
    lease.send(Frame({"type": "run", "source": source}))
    header = lease.receive(wall_s=wall_s, cpu_s=cpu_s).header
    if header["error"] is not None:
        raise InmateError(header["error"])
    return header["answer"]


def run(zygote: Zygote, source: str, limits: Limits = ROOMY, **waits: float) -> Any:
    """Have a fresh inmate run `source`; return its `answer`."""
    with zygote.lease(limits) as lease:
        return tell(lease, source, **waits)


def below(pid: int) -> list[int]:
    """Return every descendant of a process."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [found for child in map(int, children) for found in [child, *below(child)]]


def name_of(pid: int) -> str:
    """Return a process's name, empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


class InmateError(Exception):
    """What the inmate's code raised, as "Type: message"."""
