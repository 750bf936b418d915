"""Runs one part of the measurements in a process of its own, with a data folder of its own."""

import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from quizsite.bench.timing import NotMeasured, Timing, read_timings

ROOT = Path(__file__).resolve().parent.parent.parent


def measure(module: str, *arguments: str, **environment: str) -> dict[str, Timing]:
    """Run `quizsite.bench.<module>` and return what it measured.

    Raises `NotMeasured` where it cannot run here, RuntimeError where it fails.
    """
    say(" ".join((module, *arguments)))
    with tempfile.TemporaryDirectory(prefix="quizsite-bench-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "quizsite.bench.run", module, *arguments],
            cwd=ROOT,
            env=site_environment(Path(folder)) | environment,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if done.returncode:
        raise RuntimeError(f"{module} ended with status {done.returncode}, see what it printed")
    return read_timings(done.stdout)


def why_not(error: Exception) -> str:
    """Why there is no measurement, as one cell of a table."""
    words = str(error) if isinstance(error, NotMeasured) else f"{type(error).__name__}: {error}"
    return f"not measured: {' '.join(words.split())[:200]}".replace("|", "/")


def site_environment(data: Path) -> dict[str, str]:
    """This process's environment, but with a site of its own in `data`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QUIZSITE_")}
    for name in ("DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE"):
        kept.pop(name, None)
    return {**kept, "QUIZSITE_DATA": str(data)}


def say(what: str) -> None:
    """Tell whoever waits what is being measured."""
    print(f"{datetime.now(UTC):%H:%M:%S} measuring {what} …", file=sys.stderr, flush=True)  # noqa: T201
