"""A gunicorn of our own on a small site, for measurements from outside."""

import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from cards.models import Card, Profile

PATIENCE = 30.0
NEW_PER_DAY: int = Profile().new_per_day
"""What a learner sees who chooses nothing."""
MANY = 200
"""Enough new cards a day for any measurement."""

_SERVE = """
import sys
from quizsite.supervisor.web_server import WebServer
WebServer(listener=int(sys.argv[1]), processes=int(sys.argv[2])).run()
"""


def make_site(learners: int, new_per_day: int = MANY) -> list[User]:
    """Load the shipped cards and make learners."""
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    assert Card.objects.exists()
    return make_learners(learners, new_per_day)


def make_learners(count: int, new_per_day: int = MANY) -> list[User]:
    """Make learners on a site that is there already."""
    users = [User.objects.create(username=f"bench-{i}") for i in range(count)]
    for user in users:
        Profile.objects.create(user=user, new_per_day=new_per_day, time_zone_confirmed=True)
    return users


def session_of(user: User) -> str:
    """Return a session cookie's value for `user`."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


class Browser:
    """A learner's browser as the pages use it: one connection, its session, its CSRF token."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookie = f"sessionid={session}"
        self._csrf = ""

    def get(self, path: str, *, htmx: bool = False) -> str:
        """Read a page, or the part of it that htmx asks for."""
        headers = {"HX-Request": "true"} if htmx else {}
        return self._ask("GET", path, None, {"Cookie": self._cookie, **headers})

    def post(self, path: str, form: Mapping[str, str]) -> str:
        """Send a form as htmx does; a page must have been read before."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self._cookie}; csrftoken={self._csrf}",
            "X-CSRFToken": self._csrf,
            "HX-Request": "true",
        }
        return self._ask("POST", path, urlencode(form), headers)

    def _ask(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> str:
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        except ConnectionError:
            # The server has closed it after some idle seconds; a browser opens another one too.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
        return self._body(response)

    def _body(self, response: http.client.HTTPResponse) -> str:
        body = response.read().decode()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{response.status}: {body[:200]}")
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self._csrf = value.split(";")[0].removeprefix("csrftoken=")
        return body


@contextmanager
def served(*, processes: int = 2) -> Iterator[int]:
    """Serve the site as `up` does and yield the port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = int(listener.getsockname()[1])
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVE, str(listener.fileno()), str(processes)],
            pass_fds=[listener.fileno()],
            stderr=subprocess.DEVNULL,
            env=os.environ,
        )
    try:
        _wait_for(f"http://127.0.0.1:{port}/sign-in/")
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(url).close()  # noqa: S310 (our own server)
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(url)
