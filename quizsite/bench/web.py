"""A gunicorn of our own on a small site, for measurements from outside."""

import os
import re
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

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close\r\n", re.IGNORECASE)
_CSRF = re.compile(rb"\r\nset-cookie: *csrftoken=([^;]*)", re.IGNORECASE)

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
    """A learner's browser as the pages use it: one connection, its session, its CSRF token.

    It takes as little as it can of the processors, which the server needs: less than half of what
    http.client takes.
    """

    def __init__(self, port: int, session: str) -> None:
        self._port = port
        self._cookie = f"sessionid={session}"
        self._csrf = ""
        self._connection: socket.socket | None = None

    def get(self, path: str, *, htmx: bool = False) -> str:
        """Read a page, or the part of it that htmx asks for."""
        headers = ("HX-Request: true",) if htmx else ()
        return self._ask(f"GET {path}", "", *headers)

    def post(self, path: str, form: Mapping[str, str]) -> str:
        """Send a form as htmx does; a page must have been read before."""
        return self._ask(
            f"POST {path}",
            urlencode(form),
            "Content-Type: application/x-www-form-urlencoded",
            f"X-CSRFToken: {self._csrf}",
            "HX-Request: true",
        )

    def _ask(self, what: str, body: str, *headers: str) -> str:
        cookies = f"Cookie: {self._cookie}; csrftoken={self._csrf}"
        length = f"Content-Length: {len(body)}"
        lines = (f"{what} HTTP/1.1", f"Host: 127.0.0.1:{self._port}", cookies, length, *headers)
        request = ("\r\n".join(lines) + "\r\n\r\n" + body).encode()
        try:
            head, content = self._exchange(request)
        except ConnectionError:
            # The server has closed it after some idle seconds; a browser opens another one too.
            self.close()
            head, content = self._exchange(request)
        if b" 200 " not in head[:15]:
            raise RuntimeError(f"{head[:40]!r}: {content[:200]!r}")
        csrf = _CSRF.search(head)
        self._csrf = csrf[1].decode() if csrf else self._csrf
        return content.decode()

    def _exchange(self, request: bytes) -> tuple[bytes, bytes]:
        """Send the request and return the head and the body of what comes back."""
        if self._connection is None:
            self._connection = socket.create_connection(("127.0.0.1", self._port), PATIENCE)
        self._connection.sendall(request)
        answer = b""
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._received()
        length = _LENGTH.search(answer, 0, end + 2)
        if length is None:
            raise RuntimeError(f"an answer of unknown length: {answer[:end]!r}")
        while len(answer) < end + 4 + int(length[1]):
            answer += self._received()
        if _CLOSE.search(answer, 0, end + 2):
            self.close()
        return answer[:end], answer[end + 4 :]

    def _received(self) -> bytes:
        assert self._connection is not None
        data = self._connection.recv(1 << 16)
        if not data:
            raise ConnectionResetError
        return data

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


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
