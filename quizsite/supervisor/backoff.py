"""How long to wait before a crashed process is started again."""

FIRST_DELAY = 0.5
LONGEST_DELAY = 30.0
STEADY_AFTER = 60.0
"""Seconds of running after which earlier crashes are forgotten."""


def crashes_in_a_row(earlier: int, ran_for: float) -> int:
    """Count a crash after `ran_for` seconds; a process that ran steadily begins at one again."""
    return 1 if ran_for >= STEADY_AFTER else earlier + 1


def restart_delay(crashes: int) -> float:
    """Return the seconds to wait after so many crashes in a row: doubling, up to a limit."""
    if crashes < 1:
        raise ValueError("there is nothing to restart before the first crash")
    doublings = min(crashes - 1, 16)
    return min(LONGEST_DELAY, FIRST_DELAY * 2.0**doublings)
