"""Rate cards through gunicorn with one client and with eight: answer, and get the next card."""

import http.client
import re
import threading
import time
from urllib.parse import urlencode

from quizsite.bench.timing import Timing, print_timings, timing_of
from quizsite.bench.web import make_site, served, session_of

ANSWERS_A_CLIENT = 150
CLIENTS = (1, 8)


class Client:
    """One learner's browser, with its own connection."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._cookie = f"sessionid={session}"
        self._form: dict[str, str] = {}
        self._csrf = ""
        self._read(self._get("/review/"))

    def rate(self) -> float:
        """Answer the card shown, read the next; return seconds from sending to the last byte."""
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{self._cookie}; csrftoken={self._csrf}",
            "X-CSRFToken": self._csrf,
            "HX-Request": "true",
        }
        body = urlencode({**self._form, "grade": "5", "duration_ms": "1000"})
        start = time.perf_counter()
        self._connection.request("POST", "/review/answer/", body, headers)
        html = self._body()
        duration = time.perf_counter() - start
        self._read(html)
        return duration

    def _get(self, path: str) -> str:
        self._connection.request("GET", path, headers={"Cookie": self._cookie})
        return self._body()

    def _body(self) -> str:
        response = self._connection.getresponse()
        body = response.read().decode()
        if response.status != http.HTTPStatus.OK:
            raise RuntimeError(f"{response.status}: {body[:200]}")
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("csrftoken="):
                self._csrf = value.split(";")[0].removeprefix("csrftoken=")
        return body

    def _read(self, html: str) -> None:
        token = re.search(r'name="token" value="([^"]+)"', html)
        if token is None:
            raise RuntimeError("ran out of cards")
        self._form = {"token": token[1]}


def main() -> None:
    """Print, for each number of clients, the time of an answer and the rate as `req/s` count."""
    users = make_site(sum(CLIENTS))
    timings: dict[str, Timing] = {}
    with served() as port:
        for clients in CLIENTS:
            group, users = users[:clients], users[clients:]
            timings |= _measure(port, [session_of(user) for user in group])
    print_timings(timings)


def _measure(port: int, sessions: list[str]) -> dict[str, Timing]:
    clients = [Client(port, session) for session in sessions]
    for client in clients:
        client.rate()
    durations: list[float] = []

    def work(client: Client) -> None:
        durations.extend([client.rate() for _answer in range(ANSWERS_A_CLIENT)])

    threads = [threading.Thread(target=work, args=(client,)) for client in clients]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = len(durations) / (time.perf_counter() - start)
    name = f"{len(clients)} clients"
    return {name: timing_of(durations), f"{name} rate": Timing(rate, rate, len(durations))}
