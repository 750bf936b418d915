"""Rate cards through gunicorn: answer, and get the next card.

One client and eight that answer again as soon as the next card is there show what the site can do
at most. Eight whom it takes a second to read a card show what learners get to feel; they are
still several times as fast as people.
"""

import random
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from quizsite.bench.timing import Timing, print_timings, timing_of
from quizsite.bench.web import Browser, make_site, served, session_of


@dataclass(frozen=True, slots=True)
class Load:
    """How many clients answer how often, and how long each reads a card, in seconds, about."""

    name: str
    clients: int
    answers: int
    reading: float = 0.0


LOADS = (
    Load("1 client", clients=1, answers=150),
    Load("8 clients", clients=8, answers=150),
    Load("8 clients reading", clients=8, answers=60, reading=1.0),
)


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
    """Print, for each load, the time of an answer and the rate as `… rate`."""
    users = make_site(sum(load.clients for load in LOADS))
    timings: dict[str, Timing] = {}
    with served() as port:
        for load in LOADS:
            group, users = users[: load.clients], users[load.clients :]
            timings |= _measure(port, load, [session_of(user) for user in group])
    print_timings(timings)


def _measure(port: int, load: Load, sessions: list[str]) -> dict[str, Timing]:
    clients = [Client(port, session) for session in sessions]
    for client in clients:
        client.rate()

    def work(seed: int, client: Client) -> list[float]:
        pauses, durations = random.Random(seed), []  # noqa: S311
        for _answer in range(load.answers):
            time.sleep(pauses.uniform(0.5, 1.5) * load.reading)
            durations.append(client.rate())
        return durations

    start = time.perf_counter()
    with ThreadPoolExecutor(len(clients)) as executor:
        # A client that fails fails the measurement: fewer clients would look faster.
        found = executor.map(work, range(len(clients)), clients)
        durations = [duration for each in found for duration in each]
    rate = len(durations) / (time.perf_counter() - start)
    rates = Timing(rate, rate, len(durations))
    return {load.name: timing_of(durations), f"{load.name} rate": rates}
