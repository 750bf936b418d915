"""What a lease allows and has used, and the ways in which its child can end early."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """What one lease may use in all: seconds, MiB of memory, bytes written to stdout and
    stderr, bytes of one result."""

    wall_s: float
    cpu_s: float
    memory_mb: int
    output_bytes: int = 1 << 20
    result_bytes: int = 64 << 20


@dataclass(frozen=True, slots=True)
class Usage:
    """What a lease has used, measured from outside the jail."""

    wall_s: float
    cpu_s: float
    memory_peak_bytes: int


class LeaseEnded(Exception):
    """The child will answer no more."""


class ChildOutOfTime(LeaseEnded):
    """It used more CPU time or more wall-clock time than allowed (`clock`: "cpu" or "wall")."""

    def __init__(self, clock: str) -> None:
        super().__init__(f"out of {clock} time")
        self.clock = clock


class ChildOutOfMemory(LeaseEnded):
    """It used more memory than allowed."""


class ChildFlooded(LeaseEnded):
    """It wrote more than allowed (`what`: "output" or "result")."""

    def __init__(self, what: str) -> None:
        super().__init__(f"too much {what}")
        self.what = what


class ChildDied(LeaseEnded):
    """It ended: by the signal `signal`, or with the exit code `code`."""

    def __init__(self, code: int) -> None:
        super().__init__(f"ended by signal {-code}" if code < 0 else f"ended with code {code}")
        self.signal = -code if code < 0 else None
        self.code = code if code >= 0 else None
