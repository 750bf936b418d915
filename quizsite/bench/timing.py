"""Time a call many times and keep what a reader wants to know of it."""

import json
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds of `count` calls: median and 99th percentile."""

    p50: float
    p99: float
    count: int

    def __str__(self) -> str:
        return f"{self.p50:.2f} / {self.p99:.2f}"


def timing_of(seconds: Sequence[float]) -> Timing:
    """Summarise durations given in seconds."""
    ordered = sorted(seconds)
    p99 = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    return Timing(statistics.median(ordered) * 1000, p99 * 1000, len(ordered))


def time_calls(call: Callable[[], object], times: int, *, warm_up: int = 5) -> Timing:
    """Time `call` on its own, `times` times, after a few calls that do not count."""
    for _call in range(warm_up):
        call()
    durations = []
    for _call in range(times):
        start = time.perf_counter()
        call()
        durations.append(time.perf_counter() - start)
    return timing_of(durations)


def spread(ratios: Sequence[float]) -> str:
    """The median of several ratios, with the smallest and the largest."""
    return f"{statistics.median(ratios):.2f}× ({min(ratios):.2f}–{max(ratios):.2f})"


class NotMeasured(RuntimeError):
    """This machine lacks what the measurement needs; the message says what, for the table."""


def print_timings(timings: dict[str, Timing]) -> None:
    """Hand timings to the process that asked for them, as one line of JSON."""
    print(json.dumps({name: asdict(timing) for name, timing in timings.items()}))  # noqa: T201


def print_refusal(refusal: NotMeasured) -> None:
    """The same for a measurement that was not possible."""
    print(json.dumps(str(refusal)))  # noqa: T201


def read_timings(text: str) -> dict[str, Timing]:
    """Read what `print_timings` printed last; raise `NotMeasured` where it was a refusal."""
    said = json.loads(text.splitlines()[-1])
    if isinstance(said, str):
        raise NotMeasured(said)
    return {name: Timing(**t) for name, t in said.items()}
