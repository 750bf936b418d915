"""How long one call of an easy function takes; printed, not asserted (see docs/benchmarks.md)."""

import time

import numpy as np
import pytest

from sandbox.judge.messages import Framework
from sandbox.tests.judge_contestant.conversation import Contestant

ROUNDS = 200


@pytest.mark.parametrize("framework", ["numpy", "torch"])
def test_the_round_trip_of_an_easy_call(
    contestant: Contestant, framework: Framework, capsys: pytest.CaptureFixture[str]
) -> None:
    contestant.ready("def f(x):\n    return x.sum(1)", framework=framework)
    given = np.ones((8, 4))
    taken = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        contestant.call(x=given)
        taken.append(time.perf_counter() - began)
    median, worst = np.percentile(taken, [50, 99]) * 1000
    with capsys.disabled():
        print(f"\n{framework}: p50 {median:.2f} ms, p99 {worst:.2f} ms")  # noqa: T201
