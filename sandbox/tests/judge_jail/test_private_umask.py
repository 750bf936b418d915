"""A site keeps its files to itself; the jails it starts must work all the same."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.judge.client import Zygote
from sandbox.tests.judge_jail.servers import run


@pytest.fixture
def private_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_a_server_started_with_a_private_umask_runs_programs(
    private_umask: None, tmp_path: Path
) -> None:
    with Zygote.start(tmp_path, serve="sandbox.tests.judge_jail.inmate:serve") as zygote:
        assert run(zygote, "answer = 2") == 2
