"""Rate cards through gunicorn with one client and with eight: answer, and get the next card."""

import re
import threading
import time

from quizsite.bench.timing import Timing, print_timings, timing_of
from quizsite.bench.web import Browser, make_site, served, session_of

ANSWERS_A_CLIENT = 150
CLIENTS = (1, 8)


class Client:
    """A learner who rates cards in a browser of their own."""

    def __init__(self, port: int, session: str) -> None:
        self._browser = Browser(port, session)
        self._form: dict[str, str] = {}
        self._read(self._browser.get("/review/"))

    def rate(self) -> float:
        """Answer the card shown, read the next; return seconds from sending to the last byte."""
        form = {**self._form, "grade": "5", "duration_ms": "1000"}
        start = time.perf_counter()
        html = self._browser.post("/review/answer/", form)
        duration = time.perf_counter() - start
        self._read(html)
        return duration

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
