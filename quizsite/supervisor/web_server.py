"""The web server: gunicorn with threads that take turns, on a socket that the supervisor opened."""

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from quizsite.supervisor.process import die_with

_SETTINGS = {
    "worker_class": "quizsite.supervisor.turnstile.InTurn",
    "threads": 4,
    # Loaded once and shared: half the start-up time, and less memory for each process.
    "preload_app": True,
    "accesslog": None,
    "errorlog": "-",
    "graceful_timeout": 10,
    # The supervisor manages this server; a second way in would be one more socket to guard.
    "control_socket_disable": True,
    "umask": 0o077,
}


class WebServer(BaseApplication):  # type: ignore[misc] # gunicorn has no types
    """Serves the site on the listening socket `listener` (a file descriptor) until told to stop."""

    def __init__(self, *, listener: int, processes: int) -> None:
        self._own_settings = {"bind": f"fd://{listener}", "workers": processes}
        super().__init__()

    def load_config(self) -> None:
        for name, value in {**_SETTINGS, **self._own_settings}.items():
            self.cfg.set(name, value)
        self.cfg.set("post_fork", _end_with_the_master)

    def load(self) -> WSGIHandler:
        return get_wsgi_application()


def _end_with_the_master(server: Arbiter, _worker: Worker) -> None:
    """A killed master leaves no process behind that would go on answering in its place."""
    die_with(server.pid)
