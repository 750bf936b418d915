"""What a lease costs. Printed, for the docs; only what no machine may miss is asserted."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.tests.judge_jail.servers import ROOMY, below, name_of, run, running

_LEASES = 30


def test_a_warm_pool_hands_out_children_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    began = time.monotonic()
    with running(pool=2) as server:
        ready = time.monotonic() - began
        leases: list[float] = []
        calls: list[float] = []
        closes: list[float] = []
        for _ in range(_LEASES):
            while server.zygote.status().idle < 2:
                time.sleep(0.005)
            moments = [time.perf_counter()]
            lease = server.zygote.lease(ROOMY)
            moments.append(time.perf_counter())
            lease.usage()
            moments.append(time.perf_counter())
            lease.close()
            moments.append(time.perf_counter())
            for kind, taken in zip((leases, calls, closes), range(3), strict=True):
                kind.append((moments[taken + 1] - moments[taken]) * 1000)
        private = [_private(pid) for pid in below(server.process.pid) if _is_jail(pid)]
        began = time.monotonic()
        with ThreadPoolExecutor(4) as executor:
            list(executor.map(lambda _: run(server.zygote, "answer = 1"), range(2 * _LEASES)))
        rate = 2 * _LEASES / (time.monotonic() - began)
    with capsys.disabled():
        print(  # noqa: T201
            f"\nready {ready:.2f} s · lease p50 {statistics.median(leases):.1f} ms, max "
            f"{max(leases):.1f} ms · usage p50 {statistics.median(calls):.1f} ms · close p50 "
            f"{statistics.median(closes):.1f} ms · {rate:.0f} leases/s · private memory "
            f"{2 * sum(private) / max(1, len(private)) / 2**20:.1f} MiB a jail"
        )
    assert ready < 60
    assert statistics.median(leases) < 1000


def _is_jail(pid: int) -> bool:
    return name_of(pid) in {"jail", "jail-init"}


def _private(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith("Private_"))
