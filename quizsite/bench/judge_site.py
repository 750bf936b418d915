"""From the click on Submit to the verdict, through the whole site as `up` runs it."""

import os
import re
import time
from datetime import datetime
from urllib.parse import urlsplit
from uuid import uuid4

from quizsite.bench.processes import running_site
from quizsite.bench.timing import NotMeasured, print_timings, timing_of
from quizsite.bench.warm_judge import FOLDER
from quizsite.bench.web import Browser, make_learners, session_of
from quizsite.supervisor.judge import judge_trouble
from sandbox.models import Submission

PAUSE_S = 0.5
POLL_EVERY_S = 0.05
PATIENCE_S = 60.0
# Nobody may submit as often as this: they take turns.
LEARNERS = 4
WARM_UPS = 3
_PAGE = "/exercises/box-iou/"


class Learner:
    """Solves the exercise in a browser of their own."""

    def __init__(self, port: int, session: str) -> None:
        self._browser = Browser(port, session)
        self._browser.get(f"{_PAGE}?framework=numpy")

    def submit(self, source: str) -> str:
        """Press Submit; return what comes at once."""
        form = {"framework": "numpy", "scope": "full", "key": str(uuid4()), "source": source}
        return self._browser.post(f"{_PAGE}submit/", form)

    def wait_for_verdict(self, result: str) -> None:
        """Ask for the result's part of the page again and again until it is final."""
        deadline = time.monotonic() + PATIENCE_S
        while "data-final" not in result:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no verdict in {PATIENCE_S:.0f} s")
            time.sleep(POLL_EVERY_S)
            result = self._browser.get(_address_in(result), htmx=True)
        if "verdict-AC" not in result:
            raise RuntimeError(f"the solution is not accepted: {result[:2000]}")


def main(submissions: str) -> None:
    """Print the time of so many submissions one after the other, and of what they wait for."""
    source = (FOLDER / "solution.numpy.py").read_text(encoding="utf-8")
    with running_site(os.environ) as (_process, address):
        if trouble := judge_trouble():
            raise NotMeasured(f"{trouble.reason}. {trouble.remedy}")
        port = urlsplit(address).port
        assert port
        learners = [Learner(port, session_of(user)) for user in make_learners(LEARNERS)]
        _warm_up(learners, source)
        newest = Submission.objects.latest("id").pk
        acknowledged, seen = [], []
        for number in range(int(submissions)):
            time.sleep(PAUSE_S)
            learner = learners[number % LEARNERS]
            begin = time.perf_counter()
            result = learner.submit(source)
            acknowledged.append(time.perf_counter() - begin)
            learner.wait_for_verdict(result)
            seen.append(time.perf_counter() - begin)
        rows = list(Submission.objects.filter(pk__gt=newest))
    print_timings(
        {
            "acknowledged": timing_of(acknowledged),
            "waiting": timing_of([_seconds(row.created_at, row.started_at) for row in rows]),
            "judging": timing_of([_seconds(row.started_at, row.finished_at) for row in rows]),
            "seen": timing_of(seen),
        }
    )


def _warm_up(learners: list[Learner], source: str) -> None:
    """Submit two at a time, so that both of the worker's threads have run the references."""
    for _round in range(WARM_UPS):
        pair = [(learner, learner.submit(source)) for learner in learners[:2]]
        for learner, result in pair:
            learner.wait_for_verdict(result)


def _address_in(result: str) -> str:
    found = re.search(r'hx-get="([^"]+)"', result)
    if found is None:
        raise RuntimeError(f"nothing to ask for in {result[:200]}")
    return found[1]


def _seconds(begin: datetime | None, end: datetime | None) -> float:
    assert begin
    assert end
    return (end - begin).total_seconds()
