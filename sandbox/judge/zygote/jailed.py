"""One child as the dispatcher sees it: its descriptors, its meter, its life and its end."""

import os
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from sandbox.judge.jail import limits, tree
from sandbox.judge.jail.cgroups import CgroupMeter, Groups
from sandbox.judge.jail.tree import Meter, Reading, TreeMeter
from sandbox.judge.zygote import protocol

# A CUDA context alone holds hundreds of MiB of the host's memory.
_GPU_MEMORY_SLACK = 2 << 30


class State(Enum):
    """starting → idle → leased → ending → gone; ending may follow any."""

    STARTING = "starting"
    IDLE = "idle"
    LEASED = "leased"
    ENDING = "ending"


@dataclass(frozen=True)
class Bounds:
    """What a lease allows in all: seconds of wall clock and CPU, bytes of memory."""

    wall_s: float
    cpu_s: float
    memory_bytes: int

    @classmethod
    def of(cls, message: protocol.Message) -> "Bounds":
        """Read what a client asks for; its memory is in MiB."""
        memory_bytes = int(message["memory_mb"]) << 20
        return cls(float(message["wall_s"]), float(message["cpu_s"]), memory_bytes)


@dataclass
class Handle:
    """A process that cannot be confused with a later one of the same number."""

    pidfd: int
    pid: int

    @classmethod
    def of(cls, pidfd: int) -> "Handle":
        """Find the number, in this process's own pid namespace, behind `pidfd`."""
        lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines()
        return cls(pidfd, next(int(line.split()[1]) for line in lines if line.startswith("Pid:")))


@dataclass(eq=False)
class Child:
    """A jail. `channel` and `output` are this side's ends until they are handed to a client.

    An `early` one was forked before memory was gathered, so as to be there the sooner.
    """

    number: int
    gpu: bool
    confined: bool
    channel: int
    output: int
    status: socket.socket
    born: float = field(default_factory=time.monotonic)
    state: State = State.STARTING
    init: Handle | None = None
    contestant: Handle | None = None
    meter: Meter | None = None
    bounds: Bounds | None = None
    early: bool = False
    leased_at: float = 0.0
    cpu_before: float = 0.0
    ended: protocol.Message | None = None
    last: protocol.Message = field(default_factory=dict)

    def is_ready(self, pidfds: list[int], groups: Groups) -> None:
        """Take the handles of its two processes, and measure them from now on."""
        self.init, self.contestant = map(Handle.of, pidfds)
        pids, grouped = (self.init.pid, self.contestant.pid), bool(groups.version)
        self.meter = sampled = TreeMeter(*pids, memory=not grouped)
        if grouped:
            self.meter = CgroupMeter(groups.version, groups.of_child(self.number), sampled)

    def placement(self) -> protocol.Message:
        """Return what has to be put into control groups."""
        pids = [handle.pid for handle in (self.init, self.contestant) if handle is not None]
        processes = limits.processes(gpu=self.gpu)
        return {"number": self.number, "pids": pids, "processes": processes}

    def lease(self, bounds: Bounds) -> None:
        """Bound it and start its clock. Raises OSError where it has died meanwhile.

        It says when its limits hold: not before then may it be handed over.
        """
        assert self.contestant is not None  # noqa: S101 - it is idle
        assert self.meter is not None  # noqa: S101
        slack = _GPU_MEMORY_SLACK if self.gpu else 0
        self.meter.bound(bounds.memory_bytes + slack)
        found = limits.of_lease(
            self.contestant.pid,
            cpu_s=bounds.cpu_s,
            memory_bytes=bounds.memory_bytes,
            gpu=self.gpu,
        )
        # Its init is of the same user: even root may lack the right to do this from outside.
        protocol.send(self.status, {"limits": found})
        self.cpu_before = self.meter.read().cpu_s
        self.bounds, self.leased_at, self.state = bounds, time.monotonic(), State.LEASED

    def usage(self) -> protocol.Message:
        """Measure it now, as the client reads it; once it is ending, as it last was."""
        if self.state is State.LEASED and self.meter is not None:
            self.last = self._describe(self.meter.read())
        return self.last

    def breach(self) -> str | None:
        """Name the bound that it has broken, None while it keeps all of them."""
        assert self.bounds is not None  # noqa: S101 - it is leased
        usage = self.usage()
        if usage["out_of_memory"]:
            return "memory"
        if usage["cpu_s"] > self.bounds.cpu_s:
            return "cpu"
        return "wall" if usage["wall_s"] > self.bounds.wall_s else None

    def note_exit(self, code: int, peak_kib: int) -> None:
        """Remember how the contestant ended (negative: by that signal), and its peak."""
        if self.meter is not None:
            self.meter.note_peak(peak_kib << 10)
        self.ended = {"how": "exit", "code": code}

    def kill(self) -> None:
        """Kill all of it; its init's pidfd becomes readable when everything is gone."""
        self.usage()
        self.state = State.ENDING
        if self.init is None:
            return
        if not self.confined:
            tree.kill_tree(self.init.pid)
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.init.pidfd, signal.SIGKILL)

    @property
    def is_handed_over(self) -> bool:
        """Whether a client speaks to it."""
        return self.channel < 0

    def hand_over(self) -> list[int]:
        """Return the descriptors for the client; the caller closes them."""
        handed = [self.channel, self.output]
        self.channel = self.output = -1
        return handed

    def close(self) -> None:
        """Close every descriptor still held."""
        self.status.close()
        held = [self.channel, self.output]
        held += [handle.pidfd for handle in (self.init, self.contestant) if handle is not None]
        protocol.close_all(descriptor for descriptor in held if descriptor >= 0)
        self.channel = self.output = -1
        self.init = self.contestant = None

    def _describe(self, reading: Reading) -> protocol.Message:
        return {
            "wall_s": time.monotonic() - self.leased_at,
            "cpu_s": max(0.0, reading.cpu_s - self.cpu_before),
            "memory_peak": reading.peak,
            "out_of_memory": reading.out_of_memory,
        }


def conceive(number: int, *, gpu: bool, confined: bool) -> tuple[Child, list[int]]:
    """Make a child's descriptors; return it and the ends for the fork server, to be closed."""
    channel, their_channel = socket.socketpair()
    status, their_status = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    output, their_output = os.pipe()
    child = Child(number, gpu, confined, channel.detach(), output, status)
    return child, [their_output, their_channel.detach(), their_status.detach()]
