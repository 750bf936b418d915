"""Resource limits of a jailed process: those it gets at birth and those of its lease."""

import math
import os
import resource
from collections.abc import Iterable, Sequence
from pathlib import Path

from sandbox.judge.jail.root import BOX_BYTES

Limit = tuple[int, int, int]
PROCESSES = 32
_GPU_PROCESSES = 256
_OPEN_FILES = 64
_GPU_OPEN_FILES = 1024
_STACK = 8 << 20
# Each thread reserves a stack and an arena of the allocator; neither is memory in use.
_ADDRESS_SLACK = 1 << 30
_PAGE = os.sysconf("SC_PAGE_SIZE")


def processes(*, gpu: bool) -> int:
    """Return how many threads and processes a jail may have at once, its init included."""
    return _GPU_PROCESSES if gpu else PROCESSES


def apply_at_birth(*, gpu: bool) -> None:
    """Bound what does not depend on the lease, in the calling process and its descendants."""
    bounds = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: BOX_BYTES,
        resource.RLIMIT_NOFILE: _GPU_OPEN_FILES if gpu else _OPEN_FILES,
        resource.RLIMIT_NPROC: processes(gpu=gpu),
        resource.RLIMIT_STACK: _STACK,
        resource.RLIMIT_MSGQUEUE: 0,
        resource.RLIMIT_SIGPENDING: 256,
        resource.RLIMIT_NICE: 0,
        resource.RLIMIT_RTPRIO: 0,
    }
    if not gpu:
        bounds[resource.RLIMIT_MEMLOCK] = 1 << 16
    for kind, bound in bounds.items():
        _lower(kind, bound)


def of_lease(pid: int, *, cpu_s: float, memory_bytes: int, gpu: bool) -> list[Limit]:
    """Return what a lease allows the process `pid` beyond what it holds: (kind, soft, hard) each.

    These are the second line: a cgroup or the sampling of the tree comes first. A program that
    asks for far too much fails at once with MemoryError. Raises OSError where `pid` is gone.
    """
    seconds = math.ceil(cpu_s) + 1
    found = [(resource.RLIMIT_CPU, seconds, seconds + 1)]
    if not gpu:  # a graphics driver reserves far more addresses than there is memory
        present = int(Path(f"/proc/{pid}/statm").read_text().split()[0]) * _PAGE
        bound = present + memory_bytes + _ADDRESS_SLACK
        found.append((resource.RLIMIT_AS, bound, bound))
    return found


def apply(pid: int, found: Iterable[Sequence[int]]) -> None:
    """Give `pid`, of the same user, the limits that `of_lease` returned."""
    for kind, soft, hard in found:
        resource.prlimit(pid, kind, (soft, hard))


def _lower(kind: int, bound: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if hard != resource.RLIM_INFINITY:
        bound = min(bound, hard)
    resource.setrlimit(kind, (bound, bound))
