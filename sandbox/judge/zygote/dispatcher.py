"""The dispatcher: answers clients, leases children, holds them to their bounds.

One connection is one lease. Requests: {"op": "lease", "device", "wall_s", "cpu_s",
"memory_mb"}, {"op": "usage"}, {"op": "close"}, {"op": "status"}. When a connection closes, for
whatever reason, its jail is killed. A client that says "close" hears the end of the connection
only when everything in the jail is gone.
"""

import os
import selectors
import signal
import socket
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from sandbox.judge.jail import cgroups
from sandbox.judge.zygote import facts, grouping, listener, protocol
from sandbox.judge.zygote.connections import Connection, Request
from sandbox.judge.zygote.jailed import Bounds, Child, State
from sandbox.judge.zygote.pool import Pool
from sandbox.judge.zygote.terms import Events, Log, Settings, Waiting

_POLL_S = 0.02
_TICK_S = 0.1
_IDLE_TICK_S = 0.5


@dataclass
class Dispatcher:
    """The event loop and everything that hangs on it."""

    settings: Settings
    log: Log
    announce: Callable[[protocol.Message], None]
    connections: set[Connection] = field(default_factory=set)
    waiting: deque[Connection] = field(default_factory=deque)
    started: float = field(default_factory=time.monotonic)
    _tended: float = 0.0
    _announced: bool = False
    _stopping: bool = False
    _grouper_pid: int = 0

    def __post_init__(self) -> None:
        self.selector = selectors.DefaultSelector()
        events = Events(self._hand_over, self._contestant_ended, self._gone)
        self.groups = cgroups.find()
        self.pool = Pool(self.settings, self.groups, self.selector, events, self.log)

    def run(self, listening: socket.socket, lifeline: int | None) -> None:
        """Serve until SIGTERM, SIGINT, or the end of `lifeline`; leave no process behind."""
        wake = _signals_as_bytes()
        self.selector.register(listening, selectors.EVENT_READ, partial(self._accept, listening))
        self.selector.register(wake, selectors.EVENT_READ, self._stop)
        if lifeline is not None:
            self.selector.register(lifeline, selectors.EVENT_READ, self._stop)
        try:
            if self.groups.version:
                self._grouper_pid, self.pool.grouper = grouping.start(self.groups)
                self.selector.register(self.pool.grouper, selectors.EVENT_READ, self._hear_grouper)
            self.pool.start()
            while not self._stopping:
                self._serve_waiting()
                self._turn()
        finally:
            self.log("stopping")
            self._end()

    def _turn(self) -> None:
        for key, _ in self.selector.select(self._until_tick()):
            # An earlier callback of this round may have closed a later one's descriptor.
            if self.selector.get_map().get(key.fd) is key:
                key.data()
        # Not on every event: what the clock decides asks the kernel about every leased child.
        if self._until_tick() == 0:
            self._tended = time.monotonic()
            self._keep_bounds()
            self.pool.tend()

    def _end(self) -> None:
        self._stopping = True
        if self.pool.grouper is not None:
            self.pool.grouper.close()
            os.waitpid(self._grouper_pid, 0)
        self.pool.end()
        for connection in list(self.connections):
            self._drop(connection)

    def _hear_grouper(self) -> None:
        if not self.pool.hear_grouper():
            self.log("the process that fills control groups has ended")
            self._stopping = True

    def _until_tick(self) -> float:
        return max(0.0, self._tended + self._tick() - time.monotonic())

    def _tick(self) -> float:
        leased = any(child.state is State.LEASED for child in self.pool.children)
        if not leased:
            return _IDLE_TICK_S
        return _TICK_S if self.groups.version else _POLL_S

    def _stop(self) -> None:
        self._stopping = True

    def _accept(self, listening: socket.socket) -> None:
        with suppress(OSError):
            sock, _ = listening.accept()
            if listener.peer_user(sock) not in {os.geteuid(), 0}:
                self.log("refused a client of another user")
                sock.close()
                return
            sock.setblocking(False)  # noqa: FBT003 - the standard library's signature
            connection = Connection(sock)
            self.connections.add(connection)
            self.selector.register(sock, selectors.EVENT_READ, partial(self._hear, connection))

    def _hear(self, connection: Connection) -> None:
        try:
            received = protocol.receive(connection.sock)
        except BlockingIOError:
            return
        except (OSError, protocol.ProtocolError):
            received = None
        if received is None:
            self._leave(connection)
            return
        message, descriptors = received
        protocol.close_all(descriptors)
        answers = {"lease": self._ask, "usage": self._measure, "status": self._tell}
        answer = answers.get(str(message.get("op")))
        if answer is None:  # "close", or nonsense
            self._leave(connection)
        else:
            answer(connection, message)

    def _ask(self, connection: Connection, message: protocol.Message) -> None:
        if connection.request is not None:
            self._leave(connection)
            return
        try:
            connection.request = Request(
                gpu=message["device"] == "cuda",
                bounds=Bounds.of(message),
            )
        except (KeyError, TypeError, ValueError) as error:
            self.log(f"refused a lease: {error!r}")
            self._leave(connection)
            return
        self.waiting.append(connection)

    def _measure(self, connection: Connection, _: protocol.Message) -> None:
        usage = connection.child.usage() if connection.child is not None else {}
        self._reply(connection, {"usage": usage})

    def _tell(self, connection: Connection, _: protocol.Message) -> None:
        loaded = self.pool.facts or {}
        status: protocol.Message = {
            "confinement": self._confinement(),
            "facts": facts.gather(
                confined=self.settings.confined,
                groups=self.groups,
                failure=self.pool.failure,
                has_proc=self.pool.has_proc,
                cuda=loaded.get("cuda"),
            ),
            "pool": self.settings.size,
            "idle": self.pool.count(State.IDLE),
            "leased": sum(child.state is State.LEASED for child in self.pool.children),
            "served": self.pool.served,
            "pid": os.getpid(),
            "torch": loaded.get("torch"),
            "cuda": loaded.get("cuda"),
            "uptime_s": time.monotonic() - self.started,
        }
        self._reply(connection, {"status": status})

    def _confinement(self) -> str:
        return facts.confinement(
            confined=self.settings.confined, groups=self.groups, failure=self.pool.failure
        )

    def _serve_waiting(self) -> None:
        """Serve who waits, then have the pool refilled: in this order, so that none waits."""
        if self.pool.failure is not None:
            reason = {"reason": self.pool.failure.reason, "remedy": self.pool.failure.remedy}
            self._announce({"ready": False, **reason})
            while self.waiting:
                self._reply(self.waiting.popleft(), {"unavailable": reason})
        for connection in list(self.waiting):
            if connection.wants_gpu and self.pool.facts and not self.pool.facts["cuda"]:
                self.waiting.remove(connection)
                self._reply(connection, {"unavailable": facts.NO_GPU})
            else:
                self._try_lease(connection)
        gpu = sum(connection.wants_gpu for connection in self.waiting)
        self.pool.refill(Waiting(cpu=len(self.waiting) - gpu, gpu=gpu))
        if self.pool.count(State.IDLE):
            self._announce({"ready": True})

    def _announce(self, message: protocol.Message) -> None:
        if not self._announced:
            self._announced = True
            self.announce(message)

    def _try_lease(self, connection: Connection) -> None:
        child = self.pool.take(gpu=connection.wants_gpu)
        request = connection.request
        if child is None or request is None:
            return
        try:
            child.lease(request.bounds)
        except OSError as error:
            self.pool.give_up(child, f"a jail could not be bound to its limits: {error}")
            return
        self.waiting.remove(connection)
        connection.child = child

    def _hand_over(self, child: Child) -> None:
        """Let the client speak to a child whose limits hold by now."""
        connection = self._holder(child)
        if connection is None or child.is_handed_over:
            return
        self.pool.served += 1
        handed = child.hand_over()
        who = {"leased": child.number, "pid": os.getpid(), "confinement": self._confinement()}
        self._reply(connection, who, handed)
        protocol.close_all(handed)
        self.log(f"leased number={child.number}")

    def _keep_bounds(self) -> None:
        for child in [c for c in self.pool.children if c.state is State.LEASED]:
            if child.ended is None and (broken := child.breach()) is not None:
                self.log(f"killed number={child.number} bound={broken}")
                child.ended = {"how": broken, "code": -signal.SIGKILL}
                self._contestant_ended(child)

    def _contestant_ended(self, child: Child) -> None:
        connection = self._holder(child)
        if child.ended is not None and child.ended["how"] != "exit":
            self.pool.kill(child)
        if connection is not None and not child.is_handed_over:
            self.log(f"ended before it was leased number={child.number}")
            self.pool.kill(child)
            connection.child = None
            self.waiting.appendleft(connection)
        elif connection is not None:
            self._reply(connection, {"ended": child.ended, "usage": child.usage()})

    def _gone(self, child: Child) -> None:
        connection = self._holder(child)
        self.log(f"gone number={child.number}")
        if connection is not None:
            if child.ended is None:
                self._reply(connection, {"closed": True, "usage": child.last})
            self._drop(connection)

    def _holder(self, child: Child) -> Connection | None:
        return next((c for c in self.connections if c.child is child), None)

    def _leave(self, connection: Connection) -> None:
        """Kill what the client holds; the connection is closed when that is gone."""
        with suppress(ValueError):
            self.waiting.remove(connection)
        if connection.child is None:
            self._drop(connection)
            return
        # Not watched any longer: a closed peer would be readable for ever.
        with suppress(KeyError):
            self.selector.unregister(connection.sock)
        if connection.child.state is State.LEASED:
            self.pool.kill(connection.child)
        elif connection.child not in self.pool.children:
            self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        with suppress(KeyError):
            self.selector.unregister(connection.sock)
        self.connections.discard(connection)
        connection.sock.close()

    def _reply(
        self,
        connection: Connection,
        message: protocol.Message,
        descriptors: list[int] | None = None,
    ) -> None:
        with suppress(OSError):  # a client that is gone is noticed by its closed connection
            protocol.send(connection.sock, message, descriptors or ())


def _signals_as_bytes() -> int:
    read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: None)
    return read
