"""How long a submission took compared with the commented solution.

Both run the fixed cases in a fresh child of the same jail, one after the other, and are timed
from outside, so each time includes the same round trips (some tenths of a millisecond a case).
Below `NOISE_FLOOR_S` in all a ratio would say more of the machine than of the code: None.
"""

from collections.abc import Sequence
from statistics import median

from sandbox.exercises.model import Exercise, Framework
from sandbox.judge.client import Limits, Zygote
from sandbox.judge.grader.children import GPU_START, Allowance, Child, Fault
from sandbox.judge.grader.expansion import PlannedCase
from sandbox.judge.grader.references import ReferencePool
from sandbox.judge.grader.submission import trusted_program
from sandbox.judge.messages import Device

NOISE_FLOOR_S = 1e-3
REPEATS = 3


def relative_time(
    submission_s: float,
    exercise: Exercise,
    framework: Framework,
    planned: Sequence[PlannedCase],
    pool: ReferencePool,
    zygote: Zygote,
    device: Device,
) -> float | None:
    """`submission_s`, spent on the fixed cases of `planned`, divided by the solution's time.

    The solution's time is the median of three runs, measured once for each exercise version,
    framework and device in the life of `pool`. None where there is too little to measure.
    """
    key = (exercise.version, framework, device)
    if key not in pool.solution_times:
        runs = [
            _solution_time(exercise, framework, planned, zygote, device) for _ in range(REPEATS)
        ]
        measured = [run for run in runs if run is not None]
        pool.solution_times[key] = median(measured) if measured else 0.0
    solution_s = pool.solution_times[key]
    if min(submission_s, solution_s) < NOISE_FLOOR_S:
        return None
    return submission_s / solution_s


def _solution_time(
    exercise: Exercise,
    framework: Framework,
    planned: Sequence[PlannedCase],
    zygote: Zygote,
    device: Device,
) -> float | None:
    """Seconds for the fixed cases; None where the solution itself does not get through."""
    limits = exercise.limits
    program = trusted_program(exercise, exercise.solutions[framework], framework, device)
    allowance = Allowance(limits.seconds, limits.wall_seconds, limits.memory_mb)
    total = 0.0
    with Child(zygote, program, lease_limits(exercise, planned), allowance) as child:
        if child.fault:
            return None
        for case in planned:
            if not (case.is_fixed and case.runs):
                continue
            if isinstance(child.run(case.call, case.packed), Fault):
                return None
            total += child.duration_s
    return total


def lease_limits(exercise: Exercise, planned: Sequence[PlannedCase]) -> Limits:
    """What a child may use over its whole life: every case its limit, and one for the start."""
    limits = exercise.limits
    rounds = 2 * len(planned) + 2  # a case may be tried a second time in float64
    start = GPU_START if any(one.device == "cuda" for one in planned) else Allowance(0.0, 0.0, 0)
    return Limits(
        wall_s=rounds * limits.wall_seconds + start.wall_s,
        cpu_s=rounds * limits.seconds + start.cpu_s,
        memory_mb=limits.memory_mb,
    )
