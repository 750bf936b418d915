"""A gunicorn of our own on a small site, for measurements from outside."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from cards.models import Card, Profile

PATIENCE = 30.0


def make_site(learners: int) -> list[User]:
    """Load the shipped cards and make learners without daily limits."""
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    assert Card.objects.exists()
    users = [User.objects.create(username=f"bench-{i}") for i in range(learners)]
    for user in users:
        Profile.objects.create(
            user=user, new_per_day=9999, reviews_per_day=9999, time_zone_confirmed=True
        )
    return users


def session_of(user: User) -> str:
    """Return a session cookie's value for `user`."""
    client = Client()
    client.force_login(user)
    return client.cookies["sessionid"].value


@contextmanager
def served(*, workers: int = 2, threads: int = 4) -> Iterator[int]:
    """Serve the site as `up` does and yield the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "gunicorn", "quizsite.wsgi", "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*command, "--workers", str(workers), "--threads", str(threads)],
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
