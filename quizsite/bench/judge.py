"""What the judge takes to start, to lease a jail and to grade, and how much it grades at once."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from quizsite.bench.timing import Timing, print_timings, timing_of
from quizsite.bench.warm_judge import Grader, easy_exercise, running_judge, wait_for_pool
from sandbox.exercises.model import FRAMEWORKS, Exercise, Framework
from sandbox.judge.client import Limits, Zygote

_LIMITS = Limits(wall_s=60, cpu_s=20, memory_mb=512)
_MIB_IN_KIB = 1024


def main(starts: str, calls: str, seconds: str, *in_flight: str) -> None:
    """Start the judge `starts` times, measure each call so often, each load so many seconds long.

    Prints JSON. "memory" is in MiB, the rates are gradings a second, "cases" are numbers.
    """
    exercise = easy_exercise()
    timings = {"ready": timing_of([_start() for _start_number in range(int(starts))])}
    with running_judge() as zygote:
        timings |= _memory(zygote)
        timings["lease"] = timing_of([_lease(zygote) for _call in range(int(calls))])
        for framework in FRAMEWORKS:
            timings |= _gradings(zygote, exercise, framework, int(calls))
        for number in in_flight:
            timings |= _load(zygote, exercise, int(number), float(seconds))
    print_timings(timings)


def _start() -> float:
    """Seconds until the first jail is idle."""
    begin = time.perf_counter()
    with running_judge():
        return time.perf_counter() - begin


def _memory(zygote: Zygote) -> dict[str, Timing]:
    """MiB that belong to one idle jail alone; nothing where the kernel does not tell this user."""
    wait_for_pool(zygote)
    family = psutil.Process(zygote.status().pid).children(recursive=True)
    jails = []
    for init in family:
        try:
            if init.name() != "jail-init":
                continue
            both = (init, *init.children(recursive=True))
            jails.append(sum(_private_mib(process.pid) for process in both))
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue  # the first jail, which others have just replaced
        except PermissionError:
            return {}
    return {"memory": Timing(statistics.median(jails), max(jails), len(jails))}


def _private_mib(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return private / _MIB_IN_KIB


def _lease(zygote: Zygote) -> float:
    """Seconds until a jail from the full pool is ours."""
    wait_for_pool(zygote)
    begin = time.perf_counter()
    lease = zygote.lease(_LIMITS)
    duration = time.perf_counter() - begin
    lease.close()
    return duration


def _gradings(
    zygote: Zygote, exercise: Exercise, framework: Framework, calls: int
) -> dict[str, Timing]:
    """Seconds to the first finished case and to the report, with the pool full before each."""
    grader = Grader(zygote, exercise, framework)
    cases = len(grader.grade().cases)  # the references are computed here, and do not count
    first, whole = [], []
    for _call in range(calls):
        wait_for_pool(zygote)
        to_first, to_last = _grade(grader)
        first.append(to_first)
        whole.append(to_last)
    grader.close()
    return {
        f"{framework} first case": timing_of(first),
        f"{framework} grading": timing_of(whole),
        f"{framework} cases": Timing(cases, cases, 1),
    }


def _grade(grader: Grader) -> tuple[float, float]:
    """Seconds until the first case is finished, and until the report is there."""
    finished: list[float] = []
    begin = time.perf_counter()
    grader.grade(lambda _case: finished.append(time.perf_counter()))
    return finished[0] - begin, time.perf_counter() - begin


def _load(zygote: Zygote, exercise: Exercise, number: int, seconds: float) -> dict[str, Timing]:
    """Grade in `number` threads for so long; each has references of its own, as a worker's has."""
    started: list[float] = []
    warm = threading.Barrier(number, action=lambda: started.append(time.perf_counter()))

    def work(_thread: int) -> list[tuple[float, float]]:
        grader = Grader(zygote, exercise, "numpy")
        spans: list[tuple[float, float]] = []
        try:
            grader.grade()
            warm.wait()
            while (begin := time.perf_counter()) < started[0] + seconds:
                grader.grade()
                spans.append((begin, time.perf_counter()))
        except BaseException:
            warm.abort()
            raise
        finally:
            grader.close()
        return spans

    with ThreadPoolExecutor(number) as executor:
        spans = [span for found in executor.map(work, range(number)) for span in found]
    rate = len(spans) / (max(end for _begin, end in spans) - started[0])
    name = f"{number} in flight"
    return {
        name: timing_of([end - begin for begin, end in spans]),
        f"{name} rate": Timing(rate, rate, len(spans)),
    }
