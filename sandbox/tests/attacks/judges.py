"""A whole judge on which attacks are tried, and a host with something to be found."""

import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sandbox.exercises.model import Exercise, Framework, Limits
from sandbox.judge.client import Zygote
from sandbox.judge.grader import ReferencePool, Report, grade
from sandbox.judge.grader.expansion import Scope
from sandbox.judge.jail.view import REPOSITORY
from sandbox.tests.attacks.residue import Residue, look_around, settle
from sandbox.tests.attacks.tiny_exercises import ROOMY, SEED, secrets_to_find, write_tiny
from sandbox.tests.judge_jail.servers import Server, running

CONTESTANT = "sandbox.judge.contestant:serve"
SECRET = "a secret of the host"
_SHIFT = 0x5A


@dataclass
class Host:
    """What a thief would like to reach: a file that all may read, sockets that all may call."""

    secret_file: Path
    listening: dict[str, socket.socket]

    def names(self, server: Server) -> dict[str, str]:
        """What an attack's placeholders stand for."""
        # Shifted, so that an attack that searches its own memory does not find its question.
        needles = (bytes((byte + _SHIFT) % 256 for byte in one) for one in secrets_to_find())
        return {
            "SECRET_FILE": str(self.secret_file),
            "SECRET": SECRET,
            "REPOSITORY": str(REPOSITORY),
            "SOCKET": str(server.socket),
            "SERVER_PID": str(server.process.pid),
            "PORT": str(self.listening["tcp"].getsockname()[1]),
            "UDP_PORT": str(self.listening["udp"].getsockname()[1]),
            "ABSTRACT": self.listening["abstract"].getsockname()[1:].decode(),
            "NEEDLES": " ".join(needle.hex() for needle in needles),
        }

    def was_called(self) -> list[str]:
        """The sockets on which something arrived."""
        called = []
        for name, listening in self.listening.items():
            with suppress(BlockingIOError):
                if name == "udp":
                    listening.recv(1)
                else:
                    listening.accept()[0].close()
                called.append(name)
        return called


@dataclass
class Judge:
    """A running judge with two tiny exercises."""

    server: Server
    host: Host
    pool: ReferencePool
    exercises: Mapping[Framework, Exercise]
    baseline: Residue

    @property
    def zygote(self) -> Zygote:
        """The client's view of the server."""
        return self.server.zygote

    def grade(
        self,
        source: str | bytes,
        framework: Framework = "torch",
        limits: Limits | None = None,
        scope: Scope = "full",
        device: str = "cpu",
    ) -> Report:
        """Grade a submission as a worker does."""
        exercise = self.exercises[framework]
        if limits is not None:
            exercise = replace(exercise, limits=limits)
        return grade(
            exercise, source, framework=framework, zygote=self.zygote, scope=scope, seed=SEED,
            device="cuda" if device == "cuda" else "cpu", references=self.pool,
        )  # fmt: skip

    def grade_rightly(self, device: str = "cpu") -> Report:
        """Grade a submission that is right."""
        source = self.exercises["torch"].solutions["torch"]
        return self.grade(source, limits=ROOMY, device=device)

    def residue(self) -> str:
        """Say what differs from the beginning, once that no longer changes."""
        folder = self.server.socket.parent
        after = settle(self.zygote, folder, lambda found: found == self.baseline)
        return self.baseline.unlike(after)


@contextmanager
def judge_of(user: str) -> Iterator[Judge]:
    """Run a judge as `user`, one of `servers.USERS`."""
    with ExitStack() as stack:
        server = stack.enter_context(running(user, serve=CONTESTANT))
        host = stack.enter_context(_host())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        exercises: dict[Framework, Exercise] = {
            "torch": write_tiny(folder, "torch"),
            "numpy": write_tiny(folder, "numpy"),
        }
        pool = stack.enter_context(ReferencePool(server.zygote))
        judge = Judge(server, host, pool, exercises, baseline=_EMPTY)
        if server.announced["ready"]:
            _warm_up(judge)
        yield judge


def _warm_up(judge: Judge) -> None:
    """Have both references at work, then note what a judge at rest consists of."""
    for framework, exercise in judge.exercises.items():
        judge.grade(exercise.solutions[framework], framework, limits=ROOMY)
    folder = judge.server.socket.parent
    settle(judge.zygote, folder, lambda _: True)
    judge.baseline = look_around(judge.zygote, folder)


@contextmanager
def _host() -> Iterator[Host]:
    folder = Path(tempfile.mkdtemp(prefix="quizsite-host-"))
    folder.chmod(0o755)
    secret_file = folder / "secret"
    secret_file.write_text(SECRET)
    secret_file.chmod(0o644)
    with ExitStack() as stack:
        listening = {
            "tcp": socket.socket(),
            "udp": socket.socket(type=socket.SOCK_DGRAM),
            "abstract": socket.socket(socket.AF_UNIX),
        }
        for name, one in listening.items():
            stack.enter_context(one)
            one.bind(f"\0quizsite-host-{folder.name}" if name == "abstract" else ("127.0.0.1", 0))
            if name != "udp":
                one.listen()
            one.setblocking(False)
        try:
            yield Host(secret_file, listening)
        finally:
            shutil.rmtree(folder)


_EMPTY = Residue(0, (), (), (), "", (), (), ())
