"""The web server: gunicorn on a socket that the supervisor opened, with processes that share."""

from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from quizsite.supervisor.exchange import Exchange
from quizsite.supervisor.process import die_with
from quizsite.supervisor.web_worker import WebWorker

_SETTINGS = {
    "worker_class": "quizsite.supervisor.web_worker.WebWorker",
    "threads": 4,
    # Long enough for the next answer of most learners; a kept connection costs no thread.
    "keepalive": 15,
    # With a process's other files within the 1,024 that a user may usually have open.
    "worker_connections": 800,
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
        self._own_settings: dict[str, Any] = {"bind": f"fd://{listener}", "workers": processes}
        self._exchange = Exchange(processes) if processes > 1 else None
        super().__init__()

    def load_config(self) -> None:
        for name, value in {**_SETTINGS, **self._own_settings}.items():
            self.cfg.set(name, value)
        self.cfg.set("pre_fork", self._give_a_place)
        self.cfg.set("child_exit", self._take_the_place_back)
        self.cfg.set("post_fork", _end_with_the_master)

    def load(self) -> WSGIHandler:
        application = get_wsgi_application()
        _load_what_everybody_needs()
        return application

    def _give_a_place(self, server: Arbiter, worker: WebWorker) -> None:
        if self._exchange is not None:
            taken = {other.place for other in server.WORKERS.values()}
            free = set(range(self._own_settings["workers"])) - taken
            # None for one more than were asked for: it keeps its work to itself.
            worker.exchange, worker.place = (self._exchange, min(free)) if free else (None, -1)

    def _take_the_place_back(self, _server: Arbiter, worker: WebWorker) -> None:
        if worker.exchange is not None:
            worker.exchange.leave(worker.place)


def _load_what_everybody_needs() -> None:
    """Load here, once for all processes, what the first visitors would have to wait for."""
    # Only here, because models can be imported once Django has been set up.
    from cards.views.card_parts import load_parts

    get_resolver().reverse_dict  # noqa: B018 - loads every view
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            translation.gettext("Today")
    for name in ("today", "review"):
        get_template(f"cards/{name}.html")
    load_parts()


def _end_with_the_master(server: Arbiter, _worker: WebWorker) -> None:
    """A killed master leaves no process behind that would go on answering in its place."""
    die_with(server.pid)
