"""The first jail is there early, and gives way when the pool is full: it shares less memory."""

import re
import time

from sandbox.tests.judge_jail.servers import Server, run, running

_PATIENCE_S = 30


def replaced(server: Server) -> list[str]:
    return re.findall(r"replaced number=(\d+)", server.log.read_text())


def wait_until_full(server: Server) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not (replaced(server) and server.zygote.status().idle == 2):
        assert time.monotonic() < deadline, server.log.read_text()
        time.sleep(0.02)


def test_it_gives_way_once_and_the_pool_is_full_again() -> None:
    with running(pool=2) as server:
        wait_until_full(server)
        assert replaced(server) == ["1"]
        assert [run(server.zygote, "answer = 1") for _ in range(4)] == [1] * 4
        wait_until_full(server)
        assert replaced(server) == ["1"]


def test_where_it_is_leased_before_it_serves_to_the_end() -> None:
    with running(pool=2) as server:
        # Long before the pool is full: memory is being gathered meanwhile.
        assert run(server.zygote, "import time\ntime.sleep(3)\nanswer = 2") == 2
        deadline = time.monotonic() + _PATIENCE_S
        while server.zygote.status().idle < 2:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        assert replaced(server) == []
