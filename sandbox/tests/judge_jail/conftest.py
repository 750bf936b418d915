"""One server for each user that tests can be; started once, since torch takes its time."""

import sys
from collections.abc import Iterator

import pytest

from quizsite.testing.required import require
from sandbox.judge.client import Zygote
from sandbox.tests.judge_jail.servers import USERS, Server, running


@pytest.fixture(scope="session", params=USERS)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    require(sys.platform == "linux", "Linux")
    with running(request.param) as started:
        require(started.announced["ready"], f"a kernel with jails ({started.announced})")
        yield started


@pytest.fixture
def zygote(server: Server) -> Zygote:
    return server.zygote
