"""What a jail uses, sampled from /proc: where there is no cgroup to ask, and to kill by hand.

CPU time is exact for living processes (their CPU clocks) and counted in ticks for dead ones.
Memory is what the tree holds beyond what its contestant shared with the fork server at first.
"""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = 1 / os.sysconf("SC_CLK_TCK")
_KILL_ROUNDS = 100


@dataclass(frozen=True, slots=True)
class Reading:
    """CPU time since the jail's birth, its peak memory in bytes, whether that broke the limit."""

    cpu_s: float
    peak: int
    out_of_memory: bool = False


class Meter(Protocol):
    """Measures one jail and holds it to its memory."""

    @property
    def needs_polling(self) -> bool:
        """Whether the memory limit holds only as often as `read` is called."""

    def bound(self, memory_bytes: int) -> None:
        """Set the limit on memory."""

    def read(self) -> Reading:
        """Measure now."""

    def note_peak(self, resident: int) -> None:
        """Take in the largest resident size of the contestant, known when it has ended."""

    def remove(self) -> bool:
        """Remove what the meter has made; return whether it is gone."""


class TreeMeter:
    """Measures the processes below a jail's init; its memory limit must be enforced by polling."""

    needs_polling = True

    def __init__(self, init: int, contestant: int, *, memory: bool = True) -> None:
        """Measure below `init`; `memory`: also that, which takes milliseconds to begin with."""
        self._init = init
        self._contestant = contestant
        self._limit: int | None = None
        self._peak = 0
        self._base_rss = _resident(contestant)
        self._base_pss = _proportional([contestant]) if memory else 0

    def bound(self, memory_bytes: int) -> None:
        """Set the limit that `read` compares with."""
        self._limit = memory_bytes

    def read(self) -> Reading:
        """Sample the tree once."""
        pids = list(descendants(self._init))
        memory = sum(max(0, _resident(pid) - self._base_rss) for pid in pids[1:])
        over = self._limit is not None and memory > self._limit
        if over and len(pids) > 2:
            # Forked children share pages with their parent; count those once.
            memory = max(0, _proportional(pids[1:]) - self._base_pss)
            over = self._limit is not None and memory > self._limit
        high = _high_water(self._contestant) - self._base_rss
        self._peak = max(self._peak, memory, high)
        return Reading(sum(map(_cpu, pids)), self._peak, out_of_memory=over)

    def note_peak(self, resident: int) -> None:
        """Take in the largest resident size of the contestant, known when it has ended."""
        self._peak = max(self._peak, resident - self._base_rss)

    def remove(self) -> bool:
        """Nothing has to be taken away."""
        return True


def descendants(pid: int) -> Iterator[int]:
    """Yield `pid` and every process below it."""
    yield pid
    with suppress(OSError):
        for task in os.scandir(f"/proc/{pid}/task"):
            with suppress(OSError):
                for below in Path(task.path, "children").read_text().split():
                    yield from descendants(int(below))


def kill_tree(pid: int) -> None:
    """Kill everything below `pid`, then `pid`, where no pid namespace does that."""
    for _ in range(_KILL_ROUNDS):
        below = list(descendants(pid))[1:]
        if not below:
            break
        for one in below:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        time.sleep(0.001)
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _cpu(pid: int) -> float:
    # The kernel's encoding of "CPU time of process pid" as a clock (CPUCLOCK_SCHED).
    clock = (~pid << 3) | 2
    try:
        own = time.clock_gettime(clock)
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return own + (int(after_name[13]) + int(after_name[14])) * _TICK


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


def _high_water(pid: int) -> int:
    return _field(f"/proc/{pid}/status", "VmHWM:")


def _proportional(pids: list[int]) -> int:
    return sum(_field(f"/proc/{pid}/smaps_rollup", "Pss:") for pid in pids)


def _field(path: str, name: str) -> int:
    try:
        lines = Path(path).read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith(name)), 0)
