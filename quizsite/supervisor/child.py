"""One supervised process: how it is started, what it prints, how it ends."""

import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

from quizsite.supervisor.process import be_called, die_with

_LOG_BYTES = 2_000_000
_LINES_SHOWN_AFTER_A_CRASH = 6
# Forking shares what the supervisor has loaded already, so that programs start at once.
_fork = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Program:
    """What to run in a process of its own, and how to find out that it is ready to be used.

    The site starts and runs without one that is not `needed`; `trouble` is asked when it is ready
    and says in a sentence what it cannot do all the same.
    """

    name: str
    run: Callable[[], None]
    is_ready: Callable[[], bool]
    needed: bool = True
    trouble: Callable[[], str] = str


class Child:
    """A running program, in a process group of its own so that Ctrl-C reaches only `up`.

    Start it from a process that has one thread and no open database connection.
    """

    def __init__(self, program: Program, log_folder: Path) -> None:
        self.last_lines: deque[str] = deque(maxlen=_LINES_SHOWN_AFTER_A_CRASH)
        self._unfinished_line = b""
        self._log = _Log(log_folder / f"{program.name}.log")
        self.output, its_output = os.pipe()
        """The file descriptor to read what the child prints from."""
        os.set_blocking(self.output, False)
        self._process = _fork.Process(target=_run, args=(program, its_output, os.getpid()))
        try:
            self._process.start()
        finally:
            os.close(its_output)

    def read_lines(self) -> list[str] | None:
        """Take what was printed since the last call and log it; None when no more can come."""
        try:
            printed = os.read(self.output, 1 << 16)
        except BlockingIOError:
            return []
        if not printed:
            if not self._unfinished_line:
                return None
            # Last words are said without a line's end as often as not.
            printed = b"\n"
        *lines, self._unfinished_line = (self._unfinished_line + printed).split(b"\n")
        texts = [line.decode(errors="replace") for line in lines]
        for text in texts:
            self._log.handle(logging.makeLogRecord({"msg": text}))
        self.last_lines.extend(text for text in texts if text.strip())
        return texts

    def how_it_ended(self) -> str | None:
        """Say in words how the process ended; None while it runs."""
        code = self._process.exitcode
        if code is None:
            return None
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"

    def ask_to_stop(self) -> None:
        self._process.terminate()

    def end(self) -> None:
        """Kill the process with whatever it has started, if they still run, and clear it away."""
        # macOS answers PermissionError for a group in which only zombies are left.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid or 0, signal.SIGKILL)
        self._process.join()
        self._process.close()
        os.close(self.output)
        self._log.close()


def _run(program: Program, output: int, supervisor: int) -> None:
    """Turn the forked copy of the supervisor into the program."""
    os.setsid()
    die_with(supervisor)
    be_called(program.name)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    for stream in (1, 2):
        os.dup2(output, stream)
    program.run()


class _Log(RotatingFileHandler):
    """The child's output on disk, bounded in size, with one older file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=_LOG_BYTES, backupCount=1, delay=True)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """Let a full disk lose log lines, but not stop the site."""
