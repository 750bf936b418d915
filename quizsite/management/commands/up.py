"""Run the whole site on this machine: broker, judge, worker and web server."""

from argparse import ArgumentParser
from contextlib import suppress

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import DatabaseError, connections

from quizsite import broker, setup_token
from quizsite.supervisor import preparation, programs
from quizsite.supervisor.child import Program
from quizsite.supervisor.listening import Address, CannotListen, listen
from quizsite.supervisor.preparation import CannotStart
from quizsite.supervisor.supervisor import StartFailed, Supervisor


class Command(BaseCommand):
    help = "Prepare the data folder, start the site, print its address; Ctrl-C stops it."
    # `make check` runs the checks; here they would only delay the start.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
        parser.add_argument("--port", type=int, default=8000, help="0 takes any free port")
        parser.add_argument("--workers", type=int, default=2, help="number of web processes")

    def handle(
        self, *, host: str, port: int, workers: int, verbosity: int, **options: object
    ) -> None:
        self.show_all = settings.DEBUG or verbosity > 1
        try:
            with preparation.exclusive_use(settings.DATA_DIR), listen(host, port) as listener:
                self.prepare(verbosity)
                address = Address(host, listener.getsockname()[1], tuple(settings.ALLOWED_HOSTS))
                token = setup_token.ensure_token()
                settings.ALLOWED_HOSTS = list(address.allowed_hosts)
                # The programs are forked off and must not share a database connection.
                connections.close_all()
                self.say("Starting …")
                first_stage = [*self.broker(), programs.judge()]
                last_stage = [programs.worker(), programs.web(listener, address, workers)]
                Supervisor(
                    [first_stage, last_stage],
                    settings.DATA_DIR / "logs",
                    say=self.say,
                    show=self.show,
                ).run(lambda: self.announce(address, token))
        except (CannotListen, CannotStart, StartFailed) as error:
            self.stderr.write(str(error))
            raise SystemExit(1) from error
        except KeyboardInterrupt:
            # Ctrl-C during the preparation; later the supervisor takes it.
            pass
        self.say("Stopped.")

    def prepare(self, verbosity: int) -> None:
        try:
            preparation.keep_private(settings.DATA_DIR)
            if broker.is_embedded():
                preparation.check_socket_path(settings.BROKER_SOCKET)
            preparation.migrate(self.say)
            preparation.load_content(verbosity=verbosity)
            preparation.collect_static_files(self.say)
            (settings.DATA_DIR / "logs").mkdir(exist_ok=True)
        except (OSError, DatabaseError) as error:
            raise CannotStart(f"Could not prepare {settings.DATA_DIR}: {error}") from error

    def broker(self) -> list[Program]:
        """The embedded broker, or nothing when the operator's own broker answers."""
        if broker.is_embedded():
            return [programs.broker()]
        if broker.broker_answers():
            return []
        raise CannotStart("The broker that REDIS_URL names does not answer. Is it running?")

    def announce(self, address: Address, token: str | None) -> None:
        url = settings.SITE_URL.rstrip("/") + "/" if settings.SITE_URL else address.url
        self.say(f"quizsite is running at {url}")
        if token is not None:
            self.say("There is no account yet. Make the first one, the admin's, at")
            self.say(f"  {url}setup/?token={token}")
        if address.admits_nobody_else:
            self.say("Only this machine can use it: set QUIZSITE_HOSTS to the names or addresses")
            self.say("by which others reach it, for example QUIZSITE_HOSTS=quiz.lan,192.168.1.20")
        if settings.JUDGE_UNCONFINED:
            self.say("WARNING: QUIZSITE_UNCONFINED is set. Submitted programs run without any")
            self.say("confinement and can do whatever you can do on this machine.")
        self.say("Press Ctrl-C to stop.")

    def say(self, sentence: str) -> None:
        # Whoever read the messages may have gone, with a closed terminal; the site goes on.
        with suppress(OSError):
            self.stdout.write(sentence)
            self.stdout.flush()

    def show(self, program: str, line: str) -> None:
        if self.show_all:
            self.say(f"{program:<10} | {line}")
