"""The rehearsal before the forks: it runs what children run, and leaves nothing of it."""

import importlib
import linecache
import signal
import sys
from typing import Any

import pytest

from sandbox.judge.contestant import rehearsal, service
from sandbox.judge.messages import Outcome, Ready


@pytest.fixture
def replies(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was answered in a rehearsal."""
    found: list[Any] = []
    real = service._answer

    def answer(channel: Any, reply: Any) -> None:
        found.append(reply)
        real(channel, reply)

    monkeypatch.setattr(service, "_answer", answer)
    rehearsal.rehearse()
    return found


def test_every_case_has_an_outcome(replies: list[Any]) -> None:
    assert sum(isinstance(reply, Ready) for reply in replies) == 2
    outcomes = [reply for reply in replies if isinstance(reply, Outcome)]
    assert len(outcomes) == len(replies) - 2 > 40
    assert {outcome.results[0].value[0].origin for outcome in outcomes} == {"numpy", "torch"}  # type: ignore[index, union-attr]


def test_nothing_of_the_program_is_left() -> None:
    functions = importlib.import_module, importlib.__import__
    streams = sys.stdin, sys.stdout, sys.stderr
    handlers = [signal.getsignal(number) for number in signal.valid_signals()]
    rehearsal.rehearse()
    assert (importlib.import_module, importlib.__import__) == functions
    assert (sys.stdin, sys.stdout, sys.stderr) == streams
    assert [signal.getsignal(number) for number in signal.valid_signals()] == handlers
    assert "solution" not in sys.modules
    assert "rehearsal.py" not in linecache.cache
