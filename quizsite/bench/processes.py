"""Start-up time and memory of each process of a running site."""

import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

ROOT = Path(__file__).resolve().parent.parent.parent
MIB = 2**20


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds until `up` said that the site runs, and each process's private and shared MiB."""

    seconds: float
    memory: dict[str, float]
    heavy: list[str]


def start_site(environment: dict[str, str]) -> Start:
    """Start the site with `manage.py up`, look at its processes, and stop it."""
    begin = time.perf_counter()
    with running_site(environment) as (up, address):
        seconds = time.perf_counter() - begin
        _visit(address)
        return Start(seconds, *_look(up))


@contextmanager
def running_site(environment: Mapping[str, str]) -> Iterator[tuple[psutil.Process, str]]:
    """Run `manage.py up`; yield its process and the site's address, which ends in a slash."""
    up = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", "0"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert up.stdout is not None
    try:
        address = _address(up.stdout)
        threading.Thread(target=_read_on, args=[up.stdout], daemon=True).start()
        yield psutil.Process(up.pid), address
    finally:
        up.send_signal(signal.SIGINT)
        up.wait()


def _read_on(output: IO[str]) -> None:
    """Lest the site waits for room in the pipe."""
    with output:
        output.read()


def _address(output: IO[str]) -> str:
    said = []
    for line in output:
        said.append(line)
        if match := re.search(r"running at (http://\S+)", line):
            return match[1]
    raise RuntimeError("".join(said))


def _visit(address: str) -> None:
    import urllib.request

    for _page in range(20):
        urllib.request.urlopen(f"{address}health/").close()  # noqa: S310 (our own server)


def _name_of(child: psutil.Process) -> str:
    """The supervisor's children name themselves, all but the judge, which knows nothing of it."""
    return "judge" if any("zygote" in part for part in child.cmdline()) else child.name()


def _look(up: psutil.Process) -> tuple[dict[str, float], list[str]]:
    """Memory by process name (proportional share, MiB), and who has numpy or torch loaded.

    Jails run as other users, who let nobody look at them, and come and go: they are left out.
    """
    memory = {"supervisor": up.memory_full_info().pss / MIB}
    heavy = []
    for child in up.children():
        family = [child, *child.children(recursive=True)]
        first = _name_of(child)
        for number, process in enumerate(family):
            name = first if number == 0 else f"{first} process {number}"
            try:
                memory[name] = process.memory_full_info().pss / MIB
                maps = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
            except (psutil.AccessDenied, psutil.NoSuchProcess, OSError):
                continue
            if re.search(r"/(numpy|torch)/", maps):
                heavy.append(name)
    return memory, heavy
