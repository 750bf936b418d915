"""The judge's zygote as a program of `up`: how it is started, and what it says of itself.

Nothing here loads NumPy: the web server is forked off from this process.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from sandbox.judge import zygote
from sandbox.judge.zygote import listener, protocol

# One child for each program that the worker judges at a time, one for a reference, one to spare.
_POOL = 4
_PATIENCE_S = 1.0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why nothing can be judged on this host, and what to do about it."""

    reason: str
    remedy: str


def run_judge() -> None:
    """Become the zygote: another program, with nothing in its environment for a program to read."""
    server = Path(zygote.__file__).with_name("__main__.py")
    command = [sys.executable, "-I", "-B", "-X", "utf8", str(server)]
    command += ["--socket", str(settings.JUDGE_SOCKET), "--pool", str(_POOL)]
    command += ["--unconfined"] if settings.JUDGE_UNCONFINED else []
    # What it makes for jails must be readable in them, by another user; its socket is private.
    os.umask(0o022)
    os.chdir("/")
    os.execve(sys.executable, command, {})  # noqa: S606 (our own command, no shell)


def judge_has_settled() -> bool:
    """Whether it has a child ready, or knows that it cannot have one."""
    status = _status()
    return status is not None and bool(status.get("idle") or _is_unavailable(status))


def judge_trouble() -> Trouble | None:
    """What keeps the judge from judging, None if nothing does that it knows of."""
    status = _status()
    if status is None:
        return Trouble("it does not answer", "see its log")
    if not _is_unavailable(status):
        return None
    broken = next((fact for fact in status.get("facts", ()) if not fact["holds"]), None)
    if broken is None:
        return Trouble("programs cannot be confined here", "see its log")
    return Trouble(broken["reason"], broken["remedy"])


def _is_unavailable(status: protocol.Message) -> bool:
    return bool(status.get("confinement") == "unavailable")


def _status() -> protocol.Message | None:
    try:
        with listener.connect(settings.JUDGE_SOCKET) as connection:
            connection.settimeout(_PATIENCE_S)
            protocol.send(connection, {"op": "status"})
            received = protocol.receive(connection)
    except (OSError, protocol.ProtocolError):
        return None
    if received is None:
        return None
    status: protocol.Message = received[0]["status"]
    return status
