"""Processes are killed while somebody reviews: no acknowledged answer is lost or counted twice."""

import http.cookiejar
import re
import sqlite3
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from quizsite.tests.site import PATIENCE, Site, running_with

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]

ANSWERS = 40
EVERY = 10
VICTIMS = ["web worker", "broker"]
MAKE_LEARNERS = f"""
from django.contrib.auth.models import User
from cards.models import Profile
for victim in {VICTIMS}:
    user = User.objects.create_user(f"witness of {{victim}}", password="learner-password")
    Profile.objects.create(user=user, new_per_day=9999)
"""


class Browser:
    """Reviews over HTTP as a browser without JavaScript does."""

    def __init__(self, url: str) -> None:
        self.url = url
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        return self._read(self.url + path, None)

    def post(self, path: str, page: str, **fields: str) -> str:
        token = self.field("csrfmiddlewaretoken", page)
        form = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        return self._read(self.url + path, form)

    @staticmethod
    def field(name: str, page: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]+)"', page)
        assert found, page
        return found[1]

    def _read(self, url: str, form: bytes | None) -> str:
        """Read a page, again and again while the server is being restarted."""
        for _attempt in range(200):
            try:
                with self._opener.open(url, form, timeout=PATIENCE) as response:
                    return str(response.read().decode())
            except urllib.error.HTTPError:
                raise
            except (OSError, ConnectionError):
                continue
        raise AssertionError(f"no answer from {url}")


@pytest.fixture(scope="module")
def site(ran_before: Path) -> Iterator[Site]:
    """One site for all trials, each with a learner of its own: it must recover from every one."""
    with running_with(ran_before, MAKE_LEARNERS) as started:
        yield started


def kill_one(site: Site, victim: str) -> None:
    """Kill every process that serves answers, or the broker that they must not need."""
    if victim == "broker":
        site.programs()["broker"].kill()
        site.wait_for("The broker is running again")
        return
    for worker in site.programs()["web"].children():
        worker.kill()


@pytest.mark.parametrize("victim", VICTIMS)
def test_every_acknowledged_answer_is_kept_exactly_once(site: Site, victim: str) -> None:
    learner = f"witness of {victim}"
    browser = Browser(site.url)
    page = browser.get("/sign-in/")
    browser.post("/sign-in/", page, username=learner, password="learner-password")
    acknowledged: list[str] = []
    for number in range(ANSWERS):
        page = browser.get("/review/")
        showing = re.search(r'data-showing="(\w+)"', page)
        assert showing, page
        form = {"token": browser.field("token", page), "grade": "4", "duration_ms": "900"}
        # At the same time as the answer: it may die before, during or after its write.
        killer = threading.Thread(target=kill_one, args=(site, victim))
        if number % EVERY == EVERY - 1:
            killer.start()
        browser.post("/review/answer/", page, **form)
        if killer.ident:
            killer.join()
        acknowledged.append(showing[1])
    assert psutil.pid_exists(site.process.pid)
    with sqlite3.connect(site.data / "quizsite.sqlite3", timeout=PATIENCE) as database:
        keys = database.execute(
            "SELECT key FROM cards_review JOIN auth_user ON auth_user.id = learner_id"
            " WHERE username = ?",
            [learner],
        )
        kept = Counter(key for (key,) in keys)
        answered = database.execute(
            "SELECT count(*) FROM cards_schedule JOIN auth_user ON auth_user.id = learner_id"
            " WHERE username = ? AND due_day IS NOT NULL AND repetitions = 1",
            [learner],
        ).fetchone()
    database.close()
    assert kept == Counter(acknowledged)
    assert answered == (ANSWERS,)
