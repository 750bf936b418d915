"""Without a jail only when asked for: then each submission still has a process and limits."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.judge.client import ChildOutOfMemory, ChildOutOfTime, Limits, Zygote
from sandbox.tests.judge_jail.servers import ROOMY, Server, run, running, tell


@pytest.fixture(scope="module")
def open_server() -> Iterator[Server]:
    with running(more=("--unconfined",), refuse="unshare") as server:
        assert server.announced == {"ready": True}
        yield server


@pytest.fixture
def open_zygote(open_server: Server) -> Zygote:
    return open_server.zygote


def test_the_status_says_unconfined_and_why(open_zygote: Zygote) -> None:
    status = open_zygote.status()
    assert status.confinement == "unconfined"
    assert any("--unconfined" in fact.reason for fact in status.facts)


def test_code_runs_in_a_process_of_its_own(open_zygote: Zygote) -> None:
    assert run(open_zygote, "import torch\nanswer = torch.ones(2).tolist()") == [1, 1]
    assert run(open_zygote, "answer = 'torch' in globals()") is False


def test_time_and_memory_are_still_limited(open_zygote: Zygote) -> None:
    with open_zygote.lease(ROOMY) as lease, pytest.raises(ChildOutOfTime):
        tell(lease, "while True: pass", cpu_s=0.3)
    small = Limits(wall_s=30, cpu_s=10, memory_mb=64)
    with open_zygote.lease(small) as lease, pytest.raises(ChildOutOfMemory):
        tell(lease, "held = []\nwhile True: held.append(bytearray(1 << 20))")


def test_what_a_submission_forked_is_killed_with_it(open_zygote: Zygote) -> None:
    source = (
        "import os, time\n"
        "read, write = os.pipe()\n"
        "if os.fork() == 0:\n"
        "    os.setsid(); os.write(write, str(os.getpid()).encode()); time.sleep(1000)\n"
        "answer = int(os.read(read, 20))"
    )
    with open_zygote.lease(ROOMY) as lease:
        pid = tell(lease, source)
        assert Path(f"/proc/{pid}").exists()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()
