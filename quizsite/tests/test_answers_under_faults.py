"""Processes are killed while somebody reviews: no acknowledged answer is lost or counted twice."""

import http.cookiejar
import re
import sqlite3
import subprocess
import sys
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from quizsite.tests.site import PATIENCE, Site, running, site_environment

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]

ANSWERS = 40
EVERY = 10
MAKE_LEARNER = """
from django.contrib.auth.models import User
from cards.models import Profile
user = User.objects.create_user("alice", password="alice-password")
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


def make_learner(data: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", MAKE_LEARNER],
        cwd=settings.BASE_DIR,
        env=site_environment(data),
        check=True,
    )


def kill_one(site: Site, victim: str) -> None:
    """Kill every process that serves answers, or the broker that they must not need."""
    if victim == "broker":
        site.programs()["broker"].kill()
        site.wait_for("The broker is running again")
        return
    for worker in site.programs()["web"].children():
        worker.kill()


@pytest.mark.parametrize("victim", ["web worker", "broker"])
def test_every_acknowledged_answer_is_kept_exactly_once(used_data: Path, victim: str) -> None:
    with running(used_data) as site:
        url = site.wait_until_running()
        make_learner(used_data)
        browser = Browser(url)
        browser.post(
            "/sign-in/", browser.get("/sign-in/"), username="alice", password="alice-password"
        )
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
    with sqlite3.connect(used_data / "quizsite.sqlite3") as database:
        kept = Counter(key for (key,) in database.execute("SELECT key FROM cards_review"))
        answered = database.execute(
            "SELECT count(*) FROM cards_schedule WHERE due_day IS NOT NULL AND repetitions = 1"
        ).fetchone()
    database.close()
    assert kept == Counter(acknowledged)
    assert answered == (ANSWERS,)
