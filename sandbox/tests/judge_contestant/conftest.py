import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.tests.judge_contestant.conversation import Contestant

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def forkery() -> Iterator[socket.socket]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        command = [sys.executable, "-m", "sandbox.tests.judge_contestant.forkery"]
        process = subprocess.Popen(
            [*command, str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
        )
        theirs.close()
        assert ours.recv(5) == b"ready"
        yield ours
    assert process.wait(60) == 0


@pytest.fixture
def contestant(forkery: socket.socket) -> Iterator[Contestant]:
    ours, theirs = socket.socketpair()
    output, printing = os.pipe()
    with theirs:
        socket.send_fds(forkery, [b"x"], [theirs.fileno(), printing])
    os.close(printing)
    child = Contestant(ours, output)
    yield child
    child.close()
