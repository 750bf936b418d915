"""Rate cards through gunicorn: answer, and get the next card.

One client and eight that answer again as soon as the next card is there show what the site can do
at most. Eight whom it takes a second to read a card show what learners get to feel; they are
still several times as fast as people. Everybody sees the 20 new cards a day that are usual, so a
client goes on as another learner when they are answered; all have opened the page before the clock
starts.
"""

import random
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from quizsite.bench.timing import Timing, print_timings, timing_of
from quizsite.bench.web import NEW_PER_DAY, Browser, make_site, served, session_of

# After the last one of the day there is no next card to be read.
_ANSWERS_EACH = NEW_PER_DAY - 1


@dataclass(frozen=True, slots=True)
class Load:
    """How many clients answer how often, and how long each reads a card, in seconds, about."""

    name: str
    clients: int
    answers: int
    reading: float = 0.0

    @property
    def learners(self) -> int:
        """So many take turns at each client; one answer of each client does not count."""
        return -(-(self.answers + 1) // _ANSWERS_EACH)


LOADS = (
    Load("1 client", clients=1, answers=150),
    Load("8 clients", clients=8, answers=150),
    Load("8 clients reading", clients=8, answers=60, reading=1.0),
)


class Client:
    """Learners who rate cards, one after the other, each in a browser that shows the first card."""

    def __init__(self, port: int, sessions: Sequence[str]) -> None:
        browsers = [Browser(port, session) for session in sessions]
        self._waiting = [(browser, _token(browser.get("/review/"))) for browser in browsers]
        self._answers_left = 0

    def rate(self) -> float:
        """Answer the card shown, read the next; return seconds from sending to the last byte."""
        if not self._answers_left:
            self._browser, self._token = self._waiting.pop()
            self._answers_left = _ANSWERS_EACH
        self._answers_left -= 1
        form = {"token": self._token, "grade": "5", "duration_ms": "1000"}
        start = time.perf_counter()
        html = self._browser.post("/review/answer/", form)
        duration = time.perf_counter() - start
        self._token = _token(html)
        return duration


def _token(html: str) -> str:
    token = re.search(r'name="token" value="([^"]+)"', html)
    if token is None:
        raise RuntimeError("ran out of cards")
    return token[1]


def main() -> None:
    """Print, for each load, the time of an answer and the rate as `… rate`."""
    users = make_site(sum(load.clients * load.learners for load in LOADS), NEW_PER_DAY)
    timings: dict[str, Timing] = {}
    with served() as port:
        for load in LOADS:
            group = [users.pop() for _user in range(load.clients * load.learners)]
            timings |= _measure(port, load, [session_of(user) for user in group])
    print_timings(timings)


def _measure(port: int, load: Load, sessions: list[str]) -> dict[str, Timing]:
    clients = [Client(port, sessions[turn :: load.clients]) for turn in range(load.clients)]
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
