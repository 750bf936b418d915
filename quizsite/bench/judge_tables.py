"""The tables of the judge: what it takes, how much at once, beside its peers, through the site."""

from dataclasses import dataclass

from quizsite.bench.measuring import measure
from quizsite.bench.timing import Timing, spread

Row = tuple[str, ...]

COSTS: Row = ("", "p50", "p99", "n", "Target")
LOAD: Row = ("In flight", "Gradings a second", "p50 ms", "p99 ms", "n", "Target")
PEERS: Row = ("", "p50 ms", "p99 ms", "n", "÷ the judge (spread of the rounds)", "Target")
SITE: Row = ("", "p50 ms", "p99 ms", "n", "Target")

_IN_FLIGHT = (1, 2, 8)


@dataclass(frozen=True, slots=True)
class Amounts:
    """How often each thing is measured."""

    starts: int = 5
    calls: int = 60
    load_seconds: float = 8
    rounds: int = 5
    runs: int = 2
    submissions: int = 24


class JudgeTables:
    """Measures when first asked; what the sandbox costs and how it bears load come from one run.

    The whole site runs with the variables in `environment`, in an empty data folder if they name
    none.
    """

    def __init__(self, amounts: Amounts, **environment: str) -> None:
        self._amounts = amounts
        self._environment = environment
        self._own: dict[str, Timing] = {}

    def costs(self) -> list[Row]:
        """What a start, a jail and a grading take."""
        found = self._measured()
        memory = found.get("memory")
        return [
            ("start, until a jail is ready", *_cells(found["ready"], "s", 1000), "≤ 3 s"),
            (
                "private memory of an idle jail",
                *(_cells(memory, "MiB") if memory else ("not readable", "", "")),
                "≤ 10 MB",
            ),
            ("lease of a jail from the full pool", *_cells(found["lease"], "ms"), ""),
            *_grading_rows(found, "numpy", "NumPy", "≤ 30 ms"),
            *_grading_rows(found, "torch", "PyTorch", ""),
        ]

    def load(self) -> list[Row]:
        """Gradings a second; two are what the worker of one site judges at a time."""
        found = self._measured()
        return [
            (
                str(number),
                f"{found[f'{number} in flight rate'].p50:.1f}",
                *_numbers(found[f"{number} in flight"]),
                "≥ 15 a second on 2 cores" if number > 1 else "",
            )
            for number in _IN_FLIGHT
        ]

    def peers(self) -> list[Row]:
        """The judge, a cold Python and pytest, in turn."""
        rounds = self._amounts.rounds
        found = measure("judge_peers", str(rounds), str(self._amounts.runs))
        ours = [found[f"judge {i}"].p50 for i in range(rounds)]
        names = {"python": "cold `python -c`", "pytest": "pytest on a case file"}
        targets = {"python": "≥ 20×", "pytest": ""}
        return [
            ("the judge, pool warm", *_numbers(found["judge"]), "", ""),
            *(
                (
                    label,
                    *_numbers(found[name]),
                    spread([found[f"{name} {i}"].p50 / ours[i] for i in range(rounds)]),
                    targets[name],
                )
                for name, label in names.items()
            ),
        ]

    def site(self) -> list[Row]:
        """From the click to the verdict, and what it is made of."""
        found = measure("judge_site", str(self._amounts.submissions), **self._environment)
        return [
            ("from the click to the verdict", *_numbers(found["seen"]), "p50 ≤ 200 ms"),
            ("until the site has acknowledged it", *_numbers(found["acknowledged"]), ""),
            ("from the row to a worker", *_numbers(found["waiting"]), ""),
            ("from the worker to the verdict kept", *_numbers(found["judging"]), ""),
        ]

    def _measured(self) -> dict[str, Timing]:
        if not self._own:
            amounts = self._amounts
            arguments = (amounts.starts, amounts.calls, amounts.load_seconds, *_IN_FLIGHT)
            self._own = measure("judge", *map(str, arguments))
        return self._own


def _grading_rows(found: dict[str, Timing], framework: str, label: str, target: str) -> list[Row]:
    cases = f"{found[f'{framework} cases'].p50:.0f} cases"
    return [
        (
            f"from the start of judging to the first case, {label}",
            *_cells(found[f"{framework} first case"], "ms"),
            target,
        ),
        (f"whole grading, {label}, {cases}", *_cells(found[f"{framework} grading"], "ms"), ""),
    ]


def _cells(timing: Timing, unit: str, divided_by: float = 1) -> Row:
    values = (timing.p50 / divided_by, timing.p99 / divided_by)
    digits = 2 if unit == "s" else 1
    return (*(f"{value:.{digits}f} {unit}" for value in values), str(timing.count))


def _numbers(timing: Timing) -> Row:
    return f"{timing.p50:.1f}", f"{timing.p99:.1f}", str(timing.count)
