"""The pool: keeps jailed children ready, hands them out once each, and buries them.

Everything happens in callbacks of one event loop; nothing here waits.
"""

import selectors
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from sandbox.judge.jail import requirements
from sandbox.judge.jail.cgroups import Groups
from sandbox.judge.jail.errors import ConfinementError
from sandbox.judge.jail.tree import Meter
from sandbox.judge.zygote import jailed, protocol, spawn
from sandbox.judge.zygote.jailed import Child, State
from sandbox.judge.zygote.terms import Events, Log, Settings, Waiting

_STARTING_AT_ONCE = 3
_MOST_CHILDREN = 64
_PATIENCE_S = 30.0
_FAILURES_ALLOWED = 3
_RETRY_S = 30.0
_SEE_LOG = "see the zygote's log"


@dataclass
class Pool:
    """Children by state, and the fork server that they come from."""

    settings: Settings
    groups: Groups
    selector: selectors.BaseSelector
    events: Events
    log: Log
    grouper: socket.socket | None = None
    children: list[Child] = field(default_factory=list)
    fork_server: spawn.ForkServer | None = None
    facts: protocol.Message | None = None
    failure: ConfinementError | None = None
    served: int = 0
    has_proc: bool | None = None
    _left: list[Meter] = field(default_factory=list)
    _born: int = 0
    _all_later: bool = False
    _failures: int = 0
    _retry_at: float = 0.0
    _pause_until: float = 0.0

    def start(self) -> None:
        """Start the fork server; a refusal is kept in `failure`."""
        self._retry_at = time.monotonic() + _RETRY_S
        try:
            if self.settings.confined:
                requirements.check()
            self.fork_server = spawn.start(self.settings.serve, confined=self.settings.confined)
        except ConfinementError as error:
            self.failure = error
            self.log(f"unavailable reason={error.reason!r} remedy={error.remedy!r}")
            return
        control = self.fork_server.control
        self.selector.register(control, selectors.EVENT_READ, self._hear_fork_server)
        self.log(f"fork server started pid={self.fork_server.pid}")

    def count(self, state: State, *, gpu: bool = False) -> int:
        """Return how many children of the kind are in `state`."""
        return sum(child.state is state and child.gpu is gpu for child in self.children)

    def take(self, *, gpu: bool) -> Child | None:
        """Return a child that is ready, to be leased at once; None where there is none."""
        ready = (c for c in self.children if c.state is State.IDLE and c.gpu is gpu)
        return next(ready, None)

    def refill(self, waiting: Waiting) -> None:
        """Ask for as many children as are missing, a few at a time."""
        if self.facts is None or time.monotonic() < self._pause_until:
            return
        if waiting.gpu and not any(child.gpu for child in self.children):
            self._ask_for_child(gpu=True)
        wanted = self.settings.size + waiting.cpu
        while (
            self.count(State.STARTING) < _STARTING_AT_ONCE
            and self.count(State.STARTING) + self.count(State.IDLE) < wanted
            and len(self.children) < _MOST_CHILDREN
        ):
            self._ask_for_child(gpu=False)

    def kill(self, child: Child) -> None:
        """Kill a child; `events.gone` follows."""
        child.kill()
        if child.init is None:
            self._bury(child)

    def give_up(self, child: Child, reason: str) -> None:
        """Kill a child that could not be used, and count it as a failure."""
        self.kill(child)
        self._count_failure(child, reason, _SEE_LOG)

    def tend(self) -> None:
        """Do what is due by the clock: end slow starters, start a fork server anew."""
        now = time.monotonic()
        for child in [c for c in self.children if c.state is State.STARTING]:
            if now - child.born > _PATIENCE_S:
                self.give_up(child, "a jail did not get ready in time")
        if self.fork_server is None and now >= self._retry_at:
            self.start()
        self._left = [meter for meter in self._left if not meter.remove()]

    def end(self) -> None:
        """Kill the fork server and, with it, every child."""
        for child in list(self.children):
            self.kill(child)
        if self.fork_server is not None:
            self.selector.unregister(self.fork_server.control)
            self.fork_server.end()
            self.fork_server = None
        for child in list(self.children):
            self._bury(child)
        self.groups.end()

    def _ask_for_child(self, *, gpu: bool) -> None:
        assert self.fork_server is not None  # noqa: S101 - there are facts
        self._born += 1
        child, ends = jailed.conceive(self._born, gpu=gpu, confined=self.settings.confined)
        child.early, self._all_later = not self._all_later, True
        self.children.append(child)
        self.selector.register(child.status, selectors.EVENT_READ, partial(self._hear_child, child))
        # A fork server that is gone is noticed by its closed socket, and its child's end by the
        # closed status socket.
        with suppress(OSError):
            protocol.send(self.fork_server.control, {"gpu": gpu}, ends)
        protocol.close_all(ends)

    def _hear_fork_server(self) -> None:
        assert self.fork_server is not None  # noqa: S101 - it was registered
        message = _receive(self.fork_server.control)
        if message is None:
            self._mourn_fork_server()
        elif "failed" in message[0]:
            self.failure = ConfinementError(**message[0]["failed"])
            self.log(f"unavailable reason={self.failure.reason!r}")
        else:
            self.facts = message[0]["ready"]
            self._all_later = False
            self.log(f"fork server ready torch={self.facts['torch']}")

    def _mourn_fork_server(self) -> None:
        assert self.fork_server is not None  # noqa: S101 - it was registered
        self.log("fork server ended")
        self.selector.unregister(self.fork_server.control)
        self.fork_server.end()
        self.fork_server = None
        if self.facts is None and self.failure is None:
            self.failure = ConfinementError(
                "the fork server ended while it imported torch and numpy",
                "see the zygote's log; install torch and numpy for its interpreter",
            )
            self._retry_at = time.monotonic() + _RETRY_S
        else:
            self._retry_at = time.monotonic() + 1
        self.facts = None

    def _hear_child(self, child: Child) -> None:
        received = _receive(child.status)
        message, handles = received if received is not None else ({"lost": True}, [])
        try:
            self._heed(child, message, handles)
        except (OSError, KeyError, TypeError, ValueError, StopIteration) as error:
            # An init inside a jail may have been taken over: its word is checked, not trusted.
            if child.init is None:
                protocol.close_all(handles)
            self.give_up(child, f"a jail's init sent nonsense: {error!r}")

    def _heed(self, child: Child, message: protocol.Message, handles: list[int]) -> None:
        if "ready" in message and child.init is None:
            self._welcome(child, message["ready"]["proc"], handles)
        elif "failed" in message and child.state is State.STARTING:
            self._fail(child, **message["failed"])
        elif "exited" in message:
            child.note_exit(int(message["exited"]["code"]), int(message["exited"]["peak_kib"]))
            self._contestant_ended(child)
        elif "bounded" in message:
            if child.state is State.LEASED:
                self.events.bounded(child)
        elif child.state is State.STARTING:
            self._fail(child, "a jail's first process died while it was built", _SEE_LOG)
        else:
            self.selector.unregister(child.status)

    def _welcome(self, child: Child, has_proc: object, handles: list[int]) -> None:
        self.has_proc = bool(has_proc)
        child.is_ready(handles, self.groups)
        assert child.init is not None  # noqa: S101 - just set
        self.selector.register(
            child.init.pidfd, selectors.EVENT_READ, partial(self._see_death, child)
        )
        if self.grouper is None:
            self._make_available(child)
            return
        with suppress(OSError):  # its end is noticed where it is heard
            protocol.send(self.grouper, child.placement())

    def hear_grouper(self) -> bool:
        """Take an answer of the process that places children; return whether it still lives."""
        received = _receive(self.grouper) if self.grouper is not None else None
        if received is None:
            return False
        answer, _ = received
        for child in [c for c in self.children if c.number == answer["number"]]:
            if answer["error"] is not None:
                self.give_up(child, f"a jail cannot be put into its cgroup: {answer['error']}")
            elif child.state is State.STARTING:
                self._make_available(child)
        return True

    def _make_available(self, child: Child) -> None:
        child.state = State.IDLE
        self._failures, self.failure = 0, None
        if self.count(State.IDLE) >= self.settings.size > 1:
            self._replace_early()

    def _replace_early(self) -> None:
        """What shares less memory with the others has done its service when they are all there."""
        for child in [c for c in self.children if c.early and c.state is State.IDLE]:
            self.log(f"replaced number={child.number}")
            child.state = State.ENDING
            self.kill(child)

    def _contestant_ended(self, child: Child) -> None:
        if child.state is State.LEASED:
            self.events.ended(child)
        elif child.state is State.IDLE:
            self.log(f"idle child ended number={child.number}")
            self.kill(child)

    def _fail(self, child: Child, reason: str, remedy: str) -> None:
        self._bury(child)
        self._count_failure(child, reason, remedy)

    def _count_failure(self, child: Child, reason: str, remedy: str) -> None:
        self._failures += 1
        self.log(f"child failed number={child.number} reason={reason!r}")
        self._pause_until = time.monotonic() + min(_RETRY_S, 0.2 * self._failures)
        if self._failures >= _FAILURES_ALLOWED:
            self.failure = ConfinementError(reason, remedy)

    def _see_death(self, child: Child) -> None:
        """Everything in the jail is gone: its init ends last."""
        if child.state is State.LEASED and child.ended is None:
            child.ended = {"how": "exit", "code": -9}
            self.events.ended(child)
        child.usage()
        child.state = State.ENDING
        self._bury(child)

    def _bury(self, child: Child) -> None:
        if child not in self.children:
            return
        self.children.remove(child)
        for watched in (child.status, child.init.pidfd if child.init else None):
            if watched is not None and _is_registered(self.selector, watched):
                self.selector.unregister(watched)
        if child.meter is not None and not child.meter.remove():
            self._left.append(child.meter)
        child.close()
        self.events.gone(child)


def _is_registered(selector: selectors.BaseSelector, watched: socket.socket | int) -> bool:
    registered = selector.get_map()
    return registered is not None and watched in registered


def _receive(sock: socket.socket) -> tuple[protocol.Message, list[int]] | None:
    try:
        return protocol.receive(sock)
    except (OSError, protocol.ProtocolError):
        return None
