"""However a zygote or its client ends, nothing of it stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sandbox.judge.client import Lease, Zygote
from sandbox.judge.jail import cgroups
from sandbox.tests.judge_jail.servers import (
    INMATE,
    ROOMY,
    USERS,
    Server,
    below,
    run,
    running,
    tell,
)

_GROUPS = Path("/sys/fs/cgroup")


@pytest.mark.parametrize("user", USERS)
def test_a_terminated_zygote_leaves_nothing(user: str) -> None:
    with running(user) as server:
        lease = server.zygote.lease(ROOMY)
        tell(lease, "answer = 1")
        family = _family(server)
        assert server.stop() == 0
        assert _gone(family)
        assert not server.socket.exists()
        assert not _groups_of(server)
        lease.close()


@pytest.mark.parametrize("user", USERS)
def test_a_killed_zygote_leaves_no_process(user: str) -> None:
    with running(user) as server:
        lease = server.zygote.lease(ROOMY)
        tell(lease, "import os\nif os.fork() == 0: os.setsid()")
        family = _family(server)
        assert len(family) >= 5
        server.process.kill()
        server.process.wait()
        assert _eventually(lambda: _gone(family))
        lease.close()


def test_a_new_zygote_removes_the_groups_of_a_killed_one() -> None:
    with running() as server:
        if server.zygote.status().confinement != "full":
            pytest.skip("no cgroup can be made here")
        assert _groups_of(server)
        server.process.kill()
        server.process.wait()
        time.sleep(0.2)
        groups = cgroups.find()
        try:
            assert not _groups_of(server)
        finally:
            groups.end()


@pytest.mark.parametrize("user", USERS)
def test_a_killed_fork_server_is_replaced(user: str) -> None:
    with running(user) as server:
        with server.zygote.lease(ROOMY) as lease:
            tell(lease, "answer = 1")
            pid = _fork_server(server)
            os.kill(pid, signal.SIGKILL)
            assert _eventually(lambda: _gone([pid]))
            with pytest.raises(Exception, match=r"signal 9|closed"):
                tell(lease, "answer = 1")
        assert run(server.zygote, "answer = 5") == 5


def test_a_killed_client_takes_its_jail_along(server: Server) -> None:
    source = (
        "import sys, time; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path\n"
        "from sandbox.judge.client import Limits, Zygote\n"
        "lease = Zygote.connect(Path(sys.argv[2])).lease(Limits(60, 60, 64))\n"
        "print('leased', flush=True); time.sleep(60)\n"
    )
    before = server.zygote.status().leased
    repository = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", source, repository, str(server.socket)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as client:
        assert client.stdout is not None
        assert client.stdout.readline() == "leased\n"
        assert server.zygote.status().leased == before + 1
        client.kill()
    assert _eventually(lambda: server.zygote.status().leased == before)


def test_a_private_server_ends_with_its_context(tmp_path: Path) -> None:
    with Zygote.start(tmp_path, serve=INMATE) as zygote:
        pid = zygote.status().pid
        assert run(zygote, "answer = 1") == 1
    assert not Path(f"/proc/{pid}").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_private_server_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    source = (
        "import os, sys; sys.path.append(sys.argv[1])\n"
        "from pathlib import Path\n"
        "from sandbox.judge.client import Zygote\n"
        "zygote = Zygote.start(Path(sys.argv[2]), serve=sys.argv[3])\n"
        "print(zygote.status().pid, flush=True); os._exit(1)\n"
    )
    repository = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", source, repository, str(tmp_path), INMATE]
    ended = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    pid = int(ended.stdout)
    assert _eventually(lambda: not Path(f"/proc/{pid}").exists())


def test_no_mount_is_left_on_the_host() -> None:
    before = Path("/proc/self/mountinfo").read_text()
    with running() as server:
        run(server.zygote, "answer = 1")
        assert Path("/proc/self/mountinfo").read_text() == before
    assert Path("/proc/self/mountinfo").read_text() == before


def test_two_servers_do_not_share_a_socket(server: Server) -> None:
    if server.zygote.status().pid != server.process.pid:
        pytest.skip("the folder is another user's")
    more = ("--socket", str(server.socket))
    with running(more=more) as second:
        assert second.announced["ready"] is False
    assert run(server.zygote, "answer = 1") == 1


def _family(server: Server) -> list[int]:
    return [server.process.pid, *below(server.process.pid)]


def _fork_server(server: Server) -> int:
    """Return the process below the dispatcher that has mapped torch and forks."""
    for pid in below(server.process.pid):
        if "libtorch" in Path(f"/proc/{pid}/maps").read_text():
            return pid
    raise AssertionError("no fork server")


def _gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def _groups_of(server: Server) -> list[Path]:
    return list(_GROUPS.rglob(f"quizsite-judge-{server.process.pid}-*"))


def _eventually(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 20
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_leases_end_when_the_server_is_killed() -> None:
    with running() as server:
        lease: Lease = server.zygote.lease(ROOMY)
        server.process.kill()
        began = time.monotonic()
        with pytest.raises(Exception, match=r"signal|closed"):
            tell(lease, "import time\ntime.sleep(60)")
        lease.close()
        assert time.monotonic() - began < 15
