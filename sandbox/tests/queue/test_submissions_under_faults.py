"""Processes are killed while programs are judged: each one kept gets exactly one final verdict."""

import random
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import psutil
import pytest
from django.conf import settings

from quizsite.tests.site import PATIENCE, Site, running_with
from quizsite.tests.test_answers_under_faults import Browser

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]

VICTIMS = ["worker", "judge", "jails", "broker", "web"]
HUNG = "hung-broker"
LEARNERS = 6
PROGRAMS_EACH = 4
KILLS = 4
# As long as three leases may run out one after the other, on a slow machine.
LONGEST_WAIT = 3 * PATIENCE
RIGHT = (settings.BASE_DIR / "fixtures/exercises/box-iou/solution.numpy.py").read_text()
WRONG = (
    RIGHT
    + """

right = box_iou


def box_iou(*boxes):
    return right(*boxes) + 1
"""
)
MAKE_LEARNERS = f"""
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from cards.models import Profile
password = make_password("learner-password")  # once: it is slow on purpose
for trial in {[*VICTIMS, HUNG]}:
    for number in range({LEARNERS}):
        user = User.objects.create(username=f"{{trial}}-{{number}}", password=password)
        Profile.objects.create(user=user)
"""


@pytest.fixture(scope="module")
def site(ran_before: Path) -> Iterator[Site]:
    """One site for all trials, each with learners of its own: it must recover from every one."""
    with running_with(ran_before, MAKE_LEARNERS) as started:
        yield started


class Submitter(threading.Thread):
    """A learner who submits right and wrong programs in turn; `kept` maps keys to what is right.

    A key is kept once the site has acknowledged it. Being told to wait is no loss.
    """

    def __init__(self, url: str, trial: str, number: int) -> None:
        super().__init__(daemon=True)
        self.kept: dict[str, str] = {}
        self._browser = Browser(url)
        self._name = f"{trial}-{number}"

    def run(self) -> None:
        page = self._opened()
        for number in range(PROGRAMS_EACH):
            key = str(uuid4())
            verdict, source = ("AC", RIGHT) if number % 2 else ("WA", WRONG)
            fields = {"key": key, "framework": "numpy", "scope": "full"}
            while key not in self.kept:
                # 429: three are in flight already.
                with suppress(OSError):
                    self._browser.post("/exercises/box-iou/submit/", page, source=source, **fields)
                    self.kept[key] = verdict
                time.sleep(0.1)

    def _opened(self) -> str:
        """Sign in, as often as it takes while the web server is being killed; open the page."""
        form = {"username": self._name, "password": "learner-password"}
        while True:
            with suppress(OSError):
                self._browser.post("/sign-in/", self._browser.get("/sign-in/"), **form)
                return self._browser.get("/exercises/box-iou/")
            time.sleep(0.1)


def victims(site: Site, name: str) -> list[psutil.Process]:
    programs = site.programs()
    if name == "web":
        return programs["web"].children() if "web" in programs else []
    if name == "jails":
        return programs["judge"].children(recursive=True) if "judge" in programs else []
    return [programs[name]] if name in programs else []


def kill_at_random(site: Site, name: str, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  # moments, not secrets
    for _kill in range(KILLS):
        time.sleep(chance.uniform(0.2, 3.0))
        # One that is just being replaced may vanish, or be a zombie, while it is looked for.
        with suppress(psutil.NoSuchProcess):
            if found := victims(site, name):
                chance.choice(found).kill()


def unfinished(data: Path) -> int:
    with sqlite3.connect(data / "quizsite.sqlite3", timeout=PATIENCE) as database:
        (count,) = database.execute(
            "SELECT count(*) FROM sandbox_submission WHERE state IN ('queued', 'running')"
        ).fetchone()
    database.close()
    return int(count)


@pytest.mark.parametrize("victim", VICTIMS)
def test_every_acknowledged_program_gets_exactly_one_final_verdict(site: Site, victim: str) -> None:
    submitters = [Submitter(site.url, victim, number) for number in range(LEARNERS)]
    for submitter in submitters:
        submitter.start()
    kill_at_random(site, victim, seed=len(victim))
    deadline = time.monotonic() + LONGEST_WAIT
    for submitter in submitters:
        submitter.join(max(0.0, deadline - time.monotonic()))
        assert not submitter.is_alive()
    while unfinished(site.data):
        assert time.monotonic() < deadline, site.lines
        time.sleep(0.2)
    kept = {key: verdict for submitter in submitters for key, verdict in submitter.kept.items()}
    assert len(kept) == LEARNERS * PROGRAMS_EACH
    check_verdicts(site.data, victim, kept)


def check_verdicts(data: Path, trial: str, kept: dict[str, str]) -> None:
    with sqlite3.connect(data / "quizsite.sqlite3") as database:
        rows = database.execute(
            "SELECT found.id, key, state, verdict, attempt FROM sandbox_submission AS found"
            " JOIN auth_user ON auth_user.id = learner_id WHERE username LIKE ?",
            [f"{trial}-%"],
        ).fetchall()
        cases = dict(
            database.execute(
                "SELECT submission_id, count(*) FROM sandbox_submissioncase AS found"
                " WHERE attempt = (SELECT attempt FROM sandbox_submission WHERE id = submission_id)"
                " GROUP BY submission_id"
            )
        )
        replaced = database.execute("SELECT count(*) FROM sandbox_judgement").fetchone()
    database.close()
    found = {re.sub("-", "", key): verdict for key, verdict in kept.items()}
    assert {key for _id, key, *_rest in rows} == found.keys()
    assert replaced == (0,)
    for pk, key, state, verdict, attempt in rows:
        if trial == "jails" and verdict == "RE":
            # A program whose own process is killed looks like one that dies by itself.
            continue
        if verdict == "IE":
            # Only what was hit at each of its three tries.
            assert (state, attempt) == ("failed", 3)
            continue
        assert (state, verdict) == ("done", found[key])
        assert cases[pk] >= 18


def test_a_program_is_taken_while_the_broker_hangs_and_judged_afterwards(site: Site) -> None:
    submitter = Submitter(site.url, HUNG, 0)
    broker = site.programs()["broker"]
    broker.suspend()
    try:
        submitter.start()
        # Three are in flight then, and the fourth is told to wait for a verdict.
        deadline = time.monotonic() + PATIENCE
        while len(submitter.kept) < PROGRAMS_EACH - 1:
            assert time.monotonic() < deadline
            time.sleep(0.1)
    finally:
        broker.resume()
    submitter.join(PATIENCE)
    deadline = time.monotonic() + LONGEST_WAIT
    while unfinished(site.data):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert len(submitter.kept) == PROGRAMS_EACH
    check_verdicts(site.data, HUNG, submitter.kept)
