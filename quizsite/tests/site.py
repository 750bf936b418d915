"""A real site for tests: `manage.py up` in a data folder of its own."""

import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import psutil
from django.conf import settings

PATIENCE = 120.0
"""Seconds after which a test gives up waiting; what it asserts never depends on time."""


class Site:
    """A running `up` process; `lines` collects what it says."""

    def __init__(self, data: Path, *options: str, **environment: str) -> None:
        self.data = data
        self.url = ""
        self.lines: list[str] = []
        self._queue: Queue[str | None] = Queue()
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", "0", *options],
            cwd=settings.BASE_DIR,
            env=site_environment(data, **environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._collect, daemon=True).start()

    def _collect(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            for line in output:
                self._queue.put(line.rstrip("\n"))
        self._queue.put(None)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """Return the match of the next line that fits; fail when the output ends before."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = self._queue.get(timeout=max(0.0, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"no {pattern!r} in time in {self.lines}") from None
            if line is None:
                self._queue.put(None)
                raise AssertionError(f"no {pattern!r} in {self.lines}")
            self.lines.append(line)
            if match := re.search(pattern, line):
                return match

    def wait_until_running(self) -> str:
        """Return the address, without a slash at its end."""
        self.url = self.wait_for(r"running at (http://\S+)/$")[1]
        self.wait_for("Press Ctrl-C")
        return self.url

    def rest(self) -> str:
        """Return everything said until the process ended."""
        self.process.wait(PATIENCE)
        while (line := self._queue.get(timeout=PATIENCE)) is not None:
            self.lines.append(line)
        return "\n".join(self.lines)

    def programs(self) -> dict[str, psutil.Process]:
        """Return the direct children by name: broker, judge, worker, web."""
        children = psutil.Process(self.process.pid).children()
        return {_name_of(child): child for child in children}

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(PATIENCE)


def _name_of(program: psutil.Process) -> str:
    if any("zygote" in word for word in program.cmdline()):
        return "judge"
    return {"valkey-server": "broker"}.get(program.name(), program.name())


def site_environment(data: Path, **changes: str) -> dict[str, str]:
    unwanted = ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE")
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in unwanted and not name.startswith("QUIZSITE_")
    }
    return {**inherited, "QUIZSITE_DATA": str(data), **changes}


@contextmanager
def short_folder() -> Iterator[Path]:
    """A data folder whose path leaves room for a socket, which pytest's own may not."""
    with tempfile.TemporaryDirectory(prefix="quizsite-") as name:
        yield Path(name) / "data"


@contextmanager
def running(data: Path, *options: str, **environment: str) -> Iterator[Site]:
    site = Site(data, *options, **environment)
    try:
        yield site
    finally:
        if site.process.poll() is None:
            site.stop()


@dataclass(frozen=True)
class FirstRun:
    """What a site said and showed at its first start; its data folder is not to be changed."""

    data: Path
    said: str
    health: tuple[int, dict[str, Any]]
    programs: frozenset[str]
    open_to_others: tuple[Path, ...]


def run_first(data: Path) -> FirstRun:
    """Start a site in a new folder, look at it, and stop it."""
    with running(data) as site:
        url = site.wait_until_running()
        health = get_json(f"{url}/health/")
        paths = (data, *data.rglob("*"))
        others = stat.S_IRWXG | stat.S_IRWXO
        return FirstRun(
            data=data,
            said="\n".join(site.lines),
            health=health,
            programs=frozenset(site.programs()),
            open_to_others=tuple(path for path in paths if path.stat().st_mode & others),
        )


def get_json(url: str) -> tuple[int, dict[str, Any]]:
    request = urllib.request.Request(url, headers={"Accept": "application/json"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


@contextmanager
def running_with(ran_before: Path, program: str) -> Iterator[Site]:
    """Run a copy of a site that ran before, after a program in its shell has prepared it."""
    with short_folder() as data:
        shutil.copytree(ran_before, data)
        subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", program],
            cwd=settings.BASE_DIR,
            env=site_environment(data),
            check=True,
        )
        with running(data) as started:
            started.wait_until_running()
            yield started
