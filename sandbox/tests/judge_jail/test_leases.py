"""A child serves one lease; leases do not wait for each other; usage is measured outside."""

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from sandbox.judge.client import JudgeUnavailable, Limits, Zygote
from sandbox.tests.judge_jail.servers import ROOMY, Server, below, name_of, run, tell


def test_a_child_keeps_its_state_within_a_lease(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as lease:
        tell(lease, "kept = 41")
        assert tell(lease, "answer = kept + 1") == 42


def test_a_child_is_never_leased_twice(zygote: Zygote) -> None:
    source = "import sys\nanswer = hasattr(sys, 'mark')\nsys.mark = 1"
    assert [run(zygote, source) for _ in range(6)] == [False] * 6


def idle_inits(server: Server) -> list[int]:
    """The first processes of the jails, once the pool is full."""
    deadline = time.monotonic() + 20
    while server.zygote.status().idle < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    return [pid for pid in below(server.process.pid) if name_of(pid) == "jail-init"]


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    """Keep the processes from running."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


def test_nothing_is_leased_before_its_limits_hold(server: Server) -> None:
    inits = idle_inits(server)
    assert inits
    with stopped(inits), pytest.raises(JudgeUnavailable, match="no answer"):
        server.zygote.lease(ROOMY, deadline_s=0.5)
    assert run(server.zygote, "answer = 1") == 1


def test_another_jail_is_leased_where_one_dies_before_its_limits_hold(server: Server) -> None:
    inits = idle_inits(server)
    with stopped(inits), ThreadPoolExecutor(1) as executor:
        answer = executor.submit(run, server.zygote, "answer = 5")
        time.sleep(0.3)
        for pid in inits:
            os.kill(pid, signal.SIGKILL)
        assert answer.result(30) == 5


def test_the_pool_is_refilled(server: Server) -> None:
    for _ in range(4):
        run(server.zygote, "answer = 1")
    deadline = time.monotonic() + 20
    while server.zygote.status().idle < 2 and time.monotonic() < deadline:
        time.sleep(0.02)
    status = server.zygote.status()
    assert status.idle == status.pool == 2
    assert status.leased == 0


def test_more_clients_than_the_pool_holds_are_all_served(zygote: Zygote) -> None:
    together = threading.Barrier(6)

    def hold(number: int) -> int:
        with zygote.lease(ROOMY) as lease:
            together.wait(30)
            return int(tell(lease, f"answer = {number}"))

    with ThreadPoolExecutor(6) as executor:
        assert list(executor.map(hold, range(6))) == list(range(6))


def test_a_busy_child_does_not_hold_up_another(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as busy, zygote.lease(ROOMY) as quick:
        tell(
            busy,
            "import threading\n"
            "def spin():\n"
            "    while True: pass\n"
            "threading.Thread(target=spin, daemon=True).start()",
        )
        assert tell(quick, "answer = 1") == 1


def test_closing_kills_everything_in_the_jail_and_then_returns(server: Server) -> None:
    lease = server.zygote.lease(ROOMY)
    tell(
        lease,
        "import os, signal, time\n"
        "for _ in range(3):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid(); signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "        if os.fork() == 0: time.sleep(1000)\n"
        "        time.sleep(1000)\n",
    )
    deadline = time.monotonic() + 10
    while not (crowds := _crowds(server)) and time.monotonic() < deadline:
        time.sleep(0.01)
    (crowd,) = crowds
    lease.close()
    lease.close()
    assert not any(Path(f"/proc/{pid}").exists() for pid in crowd)


def test_usage_tells_time_and_memory(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as lease:
        tell(
            lease,
            "import time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass",
        )
        tell(lease, "held = bytearray(b'x') * (50 << 20)\ndel held")
        tell(lease, "import time\ntime.sleep(0.2)")
        used = lease.usage()
    assert 0.3 <= used.cpu_s < 1.5
    assert used.wall_s >= 0.5
    assert 50 << 20 <= used.memory_peak_bytes < 80 << 20
    assert lease.usage().cpu_s >= used.cpu_s


def test_the_use_of_a_closed_lease_is_known(zygote: Zygote) -> None:
    busy = "import time\nwhile time.process_time() < 0.5: pass\nanswer = 1"
    with zygote.lease(ROOMY) as lease:
        tell(lease, busy)
    assert lease.last_usage.cpu_s > 0.3
    assert lease.last_usage.memory_peak_bytes > 0


def test_a_lease_tells_how_it_is_held(zygote: Zygote) -> None:
    with zygote.lease(ROOMY) as lease:
        assert lease.confinement == zygote.status().confinement != ""


def test_cpu_time_of_ended_children_counts(zygote: Zygote) -> None:
    source = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    while time.process_time() < 0.3: pass\n"
        "    os._exit(0)\n"
        "os.wait()"
    )
    with zygote.lease(ROOMY) as lease:
        tell(lease, source)
        assert lease.usage().cpu_s >= 0.28


def test_status_tells_how_submissions_are_held(server: Server) -> None:
    status = server.zygote.status()
    assert status.confinement in {"full", "polling memory"}
    assert all(fact.holds or (fact.reason and fact.remedy) for fact in status.facts)
    assert status.torch_version is not None
    assert status.cuda is False or status.cuda is True
    assert status.pid != server.process.pid or status.uptime_s > 0


def test_without_a_gpu_a_gpu_lease_says_so(zygote: Zygote) -> None:
    if zygote.status().cuda:
        pytest.skip("this machine has a GPU")
    with pytest.raises(JudgeUnavailable, match="no GPU"):
        zygote.lease(ROOMY, device="cuda")


def test_where_nobody_listens_the_judge_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(JudgeUnavailable, match="no zygote answers"):
        Zygote.connect(tmp_path / "socket")


def test_odd_requests_harm_nobody(zygote: Zygote) -> None:
    with pytest.raises(JudgeUnavailable):
        zygote.lease(Limits(wall_s="soon", cpu_s=1, memory_mb=1))  # type: ignore[arg-type]
    assert run(zygote, "answer = 1") == 1


def _crowds(server: Server) -> list[list[int]]:
    """Return the jails of eight processes: an init, a contestant and six that it forked."""
    status = server.zygote.status()
    inits = [pid for pid in below(status.pid) if name_of(pid) == "jail-init"]
    return [crowd for init in inits if len(crowd := [init, *below(init)]) == 8]
