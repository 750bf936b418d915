"""What a submission could leave behind on the host, looked for in every place there is."""

import os
import re
import site
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from sandbox.judge.client import Zygote
from sandbox.judge.jail.view import REPOSITORY

MARK = "quizsite-attack"
"""Part of the name of whatever an attack makes."""

KEY = 0x51534154
"""The key of the System V objects that attacks make."""

_SERVER = "sandbox/judge/zygote/__main__.py"
_PATIENCE_S = 10.0
_PLACES = ("/", "/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run", "/root")  # noqa: S108


@dataclass(frozen=True)
class Residue:
    """What there is; equal before and after an attack that has left nothing."""

    processes: int
    strays: tuple[str, ...]
    descriptors: tuple[int, ...]
    groups: tuple[str, ...]
    mounts: str
    files: tuple[str, ...]
    sockets: tuple[str, ...]
    shared: tuple[str, ...]

    def unlike(self, other: "Residue") -> str:
        """Say where the two differ; fewer descriptors than before are no residue."""
        pairs = ((one.name, getattr(self, one.name), getattr(other, one.name)) for one in _FIELDS)
        return "; ".join(
            f"{name}: {old} became {new}"
            for name, old, new in pairs
            if (_has_more(old, new) if name == "descriptors" else old != new)
        )


_FIELDS = fields(Residue)


def _has_more(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """Whether some process holds more than before: one connection may have been closing then."""
    return len(old) != len(new) or any(now > then for then, now in zip(old, new, strict=True))


def look_around(zygote: Zygote, folder: Path) -> Residue:
    """Return what there is now of the server behind `zygote`, whose folder is `folder`."""
    server = zygote.status().pid
    family = list(_family(server))
    return Residue(
        processes=len(family),
        strays=tuple(_strays()),
        descriptors=tuple(count_descriptors(pid) for pid in family if _is_lasting(pid)),
        groups=tuple(sorted(_groups(server))),
        mounts=Path("/proc/self/mountinfo").read_text(),
        files=tuple(sorted(_marked_files(folder))),
        sockets=tuple(_marked_lines(Path("/proc/net/unix"), MARK)),
        shared=tuple(_shared()),
    )


def settle(zygote: Zygote, folder: Path, is_settled: Callable[[Residue], bool]) -> Residue:
    """Look around until the pool is full and `is_settled`, or patience ends."""
    deadline = time.monotonic() + _PATIENCE_S
    while True:
        status = zygote.status()
        found = look_around(zygote, folder)
        if status.idle == status.pool and is_settled(found):
            return found
        if time.monotonic() > deadline:
            return found
        time.sleep(0.02)


def _family(pid: int) -> Iterator[int]:
    yield pid
    with suppress(OSError):
        for task in os.listdir(f"/proc/{pid}/task"):  # noqa: PTH208 - names are enough
            for child in Path(f"/proc/{pid}/task/{task}/children").read_text().split():
                yield from _family(int(child))


def _is_lasting(pid: int) -> bool:
    """Whether a process of the server's family is none of the jails', which come and go."""
    return _text(f"/proc/{pid}/comm").strip() not in {"jail", "jail-init"} and not _is_filtered(pid)


def _is_filtered(pid: int) -> bool:
    return "Seccomp:\t2" in _text(f"/proc/{pid}/status")


def count_descriptors(pid: int) -> int:
    """Return how many descriptors a process holds, -1 where that cannot be seen."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))  # noqa: PTH208 - only the number counts
    except OSError:
        return -1


def _strays() -> Iterator[str]:
    """Processes in a jail's pid namespace that hang below no server any longer."""
    for name in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 - names are enough
        status = _text(f"/proc/{name}/status")
        jailed = re.search(r"^NSpid:\t\d+\t\d+\t\d+", status, re.MULTILINE)
        if jailed and "Seccomp:\t2" in status and not _hangs_below_a_server(int(name)):
            yield f"{name} {_text(f'/proc/{name}/comm').strip()}"


def _hangs_below_a_server(pid: int) -> bool:
    while pid > 1:
        if _SERVER in _text(f"/proc/{pid}/cmdline"):
            return True
        parent = re.search(r"^PPid:\t(\d+)", _text(f"/proc/{pid}/status"), re.MULTILINE)
        if parent is None:
            return True  # it has just ended
        pid = int(parent[1])
    return False


def _groups(server: int) -> Iterator[str]:
    """The control groups of the server, and how many jails each holds."""
    for base in _bases(server):
        with suppress(OSError):
            yield f"{base}: {sum(entry.is_dir() for entry in os.scandir(base))}"


@cache
def _bases(server: int) -> tuple[str, ...]:
    # Walked by os.walk, which forgives folders that vanish: other judges come and go.
    start = f"quizsite-judge-{server}-"
    found = (
        f"{folder}/{name}"
        for folder, names, _ in os.walk("/sys/fs/cgroup")
        for name in names
        if name.startswith(start)
    )
    return tuple(sorted(found))


def _marked_files(folder: Path) -> Iterator[str]:
    yield from map(str, folder.iterdir())
    places = [*_PLACES, tempfile.gettempdir(), str(Path.home()), str(Path.cwd())]
    places += [str(REPOSITORY), *site.getsitepackages()]
    for place in set(places):
        with suppress(OSError):
            yield from (entry.path for entry in os.scandir(place) if MARK in entry.name)


def _shared() -> Iterator[str]:
    for name in ("shm", "msg", "sem"):
        yield from _marked_lines(Path("/proc/sysvipc", name), str(KEY))
    yield from _marked_lines(Path("/proc/keys"), MARK)


def _marked_lines(path: Path, mark: str) -> Iterator[str]:
    return (line for line in _text(path).splitlines() if mark in line)


def _text(path: str | Path) -> str:
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
