"""Start-up time and memory of each process of a running site."""

import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

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
    up = subprocess.Popen(
        [sys.executable, "manage.py", "up", "--port", "0"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert up.stdout is not None
    address = _address(up.stdout)
    seconds = time.perf_counter() - begin
    _visit(address)
    start = Start(seconds, *_look(psutil.Process(up.pid)))
    up.send_signal(signal.SIGINT)
    up.communicate()
    return start


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


def _look(up: psutil.Process) -> tuple[dict[str, float], list[str]]:
    """Memory by process name (proportional share, MiB), and who has numpy or torch loaded."""
    memory = {"supervisor": up.memory_full_info().pss / MIB}
    heavy = []
    for child in up.children():
        family = [child, *child.children(recursive=True)]
        for number, process in enumerate(family):
            name = child.name() if number == 0 else f"{child.name()} process {number}"
            memory[name] = process.memory_full_info().pss / MIB
            maps = Path(f"/proc/{process.pid}/maps").read_text(encoding="utf-8")
            if re.search(r"/(numpy|torch)/", maps):
                heavy.append(name)
    return memory, heavy
