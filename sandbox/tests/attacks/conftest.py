"""One judge for each user that tests can be, kept for all attacks."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from quizsite.testing.required import require
from sandbox.tests.attacks.judges import Judge, judge_of

JudgeOf = Callable[[str], Judge]


@pytest.fixture(scope="session")
def judge_as() -> Iterator[JudgeOf]:
    """Gives the judge that runs as a user."""
    known: dict[str, Judge] = {}
    with ExitStack() as stack:

        def judge(user: str) -> Judge:
            require(sys.platform == "linux", "Linux")
            if user not in known:
                known[user] = stack.enter_context(judge_of(user))
            announced = known[user].server.announced
            require(announced["ready"], f"a kernel with jails ({announced})")
            return known[user]

        yield judge
