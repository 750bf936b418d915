"""Requests of one web process are answered in turn, and a slow one holds nobody for long."""

import threading

import pytest

from quizsite.supervisor.turnstile import Turnstile

PATIENCE = 20.0
"""Seconds after which a test gives up; longer than anything here takes."""


class Visitor:
    """Goes through a turnstile in a thread of its own, and stays within until told to leave."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile
        self.inside, self._leave = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._visit)
        self._thread.start()

    def _visit(self) -> None:
        with self._turnstile.turn():
            self.inside.set()
            assert self._leave.wait(PATIENCE)

    def leave(self) -> None:
        self._leave.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


def test_a_second_request_begins_when_the_first_has_been_answered() -> None:
    turnstile = Turnstile(PATIENCE)
    first = Visitor(turnstile)
    assert first.inside.wait(PATIENCE)
    second = Visitor(turnstile)
    assert not second.inside.wait(0.05)
    first.leave()
    assert second.inside.wait(PATIENCE)
    second.leave()


def test_whoever_came_first_is_answered_first() -> None:
    turnstile = Turnstile(PATIENCE)
    order: list[int] = []
    first = Visitor(turnstile)
    assert first.inside.wait(PATIENCE)

    def pass_through(number: int) -> None:
        with turnstile.turn():
            order.append(number)

    threads = []
    for number in range(5):
        before = turnstile._latest
        threads.append(threading.Thread(target=pass_through, args=(number,)))
        threads[-1].start()
        while turnstile._latest is before:  # not there yet
            pass
    first.leave()
    for thread in threads:
        thread.join(PATIENCE)
    assert order == [0, 1, 2, 3, 4]


def test_a_slow_request_does_not_hold_the_others_for_long() -> None:
    turnstile = Turnstile(0.01)
    slow = Visitor(turnstile)
    assert slow.inside.wait(PATIENCE)
    other = Visitor(turnstile)
    assert other.inside.wait(PATIENCE)
    other.leave()
    # Nor does it hold again those who come later.
    with turnstile.turn():
        pass
    slow.leave()


def test_a_request_that_fails_lets_the_next_one_through() -> None:
    turnstile = Turnstile(PATIENCE)
    with pytest.raises(KeyError), turnstile.turn():
        raise KeyError
    with turnstile.turn():
        pass
