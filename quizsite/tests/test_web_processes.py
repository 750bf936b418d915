"""The web processes with a small application: who answers what, and who waits for whom."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import psutil
import pytest

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]

PATIENCE = 30.0
"""Seconds after which a test gives up."""

# It answers with the number of its process; /slow waits first until its body has come.
_SERVE = """
import os, sys
from quizsite.supervisor import web_worker
from quizsite.supervisor.web_server import WebServer

web_worker._STALLED = 1

def application(environ, start_response):
    if environ["PATH_INFO"] == "/slow":
        environ["wsgi.input"].read()
    body = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]

WebServer.load = lambda self: application
WebServer(listener=int(sys.argv[1]), processes=2).run()
"""

Connect = Callable[[], http.client.HTTPConnection]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def server(listener: socket.socket) -> Iterator[psutil.Process]:
    started = subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(listener.fileno())],
        pass_fds=[listener.fileno()],
        stderr=subprocess.DEVNULL,
    )
    try:
        yield psutil.Process(started.pid)
    finally:
        started.terminate()
        started.wait(PATIENCE)


@pytest.fixture
def connect(listener: socket.socket, server: psutil.Process) -> Iterator[Connect]:
    assert server.is_running()
    with ExitStack() as stack:

        def connected() -> http.client.HTTPConnection:
            port = listener.getsockname()[1]
            made = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            made.connect()
            made.auto_open = 0  # one that the server closes stays closed
            return stack.enter_context(closing(made))

        yield connected


def ask(connection: http.client.HTTPConnection) -> int:
    """Who answers now."""
    connection.request("GET", "/")
    return int(connection.getresponse().read())


def begin_slow(connection: http.client.HTTPConnection) -> None:
    """Send all of a request but the last byte of its body."""
    connection.putrequest("POST", "/slow")
    connection.putheader("Content-Length", "2")
    connection.endheaders(b"x")


def end_slow(connection: http.client.HTTPConnection) -> int:
    connection.send(b"x")
    return int(connection.getresponse().read())


def both_processes(connect: Connect) -> set[int]:
    """Who answers, once there are two: the one takes what the other has no time for."""
    seen: set[int] = set()
    deadline = time.monotonic() + PATIENCE
    while len(seen) < 2 and time.monotonic() < deadline:
        busy, other = connect(), connect()
        begin_slow(busy)
        time.sleep(0.1)  # until it is in hand
        seen |= {ask(other), end_slow(busy)}
    return seen


def test_a_connection_stays_where_nobody_is_busy(connect: Connect) -> None:
    both_processes(connect)
    connection = connect()
    assert len({ask(connection) for _ in range(5)}) == 1


def test_who_is_busy_passes_requests_on(connect: Connect) -> None:
    both_processes(connect)
    busy, kept = connect(), connect()
    while ask(busy) != ask(kept):  # by chance
        kept = connect()
    process = ask(busy)
    begin_slow(busy)
    time.sleep(0.1)
    assert ask(kept) != process
    assert end_slow(busy) == process


def test_connections_that_say_nothing_keep_nobody_waiting(connect: Connect) -> None:
    assert ask(connect())
    silent = [connect() for _ in range(40)]
    talking = connect()
    assert talking.sock is not None
    # Gunicorn's threads would wait five seconds for each before it is anybody else's turn.
    talking.sock.settimeout(4)
    assert ask(talking)
    assert ask(silent[0]), "nor are they lost"


def test_a_server_that_stops_waits_for_nobody_who_says_nothing(
    server: psutil.Process, connect: Connect
) -> None:
    assert ask(connect())
    silent = [connect() for _ in range(4)]
    time.sleep(0.5)  # until they are accepted
    server.terminate()
    # It would give requests ten seconds; connections without one get two.
    server.wait(7)
    assert silent


def test_requests_that_stop_half_way_are_given_up(connect: Connect) -> None:
    assert ask(connect())
    for _ in range(8):  # as many as there are threads
        stalled = connect()
        assert stalled.sock is not None
        stalled.sock.sendall(b"GET / HT")
    assert ask(connect())


def test_a_killed_process_is_replaced_and_gets_its_share(
    server: psutil.Process, connect: Connect
) -> None:
    before = both_processes(connect)
    killed = before.pop()
    os.kill(killed, signal.SIGKILL)
    psutil.wait_procs([process for process in server.children() if process.pid == killed])
    after = both_processes(connect)
    assert len(after) == 2
    assert killed not in after
