"""A first run of everything that a child does, in the process that children are forked from.

The interpreter specialises code while it runs, libraries set themselves up on first use, and
both write to memory. Done once before the forks, no child does it again.
"""

import importlib
import linecache
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np

from sandbox.judge.contestant import service
from sandbox.judge.contestant.imports import keep_spare_builtins
from sandbox.judge.contestant.program import MODULE
from sandbox.judge.messages import Call, CaseCall, Framework, Program, ProgramRules
from sandbox.judge.wire import ChannelClosed

_FILE = "rehearsal.py"
_SOURCE = b"def rehearsed(array, number):\n    return [array + number, {'sum': array.sum()}]\n"
# CPython specialises a function in its ninth call, and its instructions some calls later.
_CASES = 24
_DTYPES = (np.float32, np.float64, np.int64)


def rehearse() -> None:
    """Answer a program and its cases, once with numpy and once with torch, and leave no trace.

    Forward passes only, on one thread: an autograd engine would not survive a fork.
    """
    for framework in ("numpy", "torch"):
        with _left_as_found():
            _perform(framework)
    keep_spare_builtins()


def _perform(framework: Framework) -> None:
    ours, theirs = socket.socketpair()
    rules = ProgramRules(imports=(framework,))
    program = Program(_SOURCE, framework, "function", "rehearsed", rules, file_name=_FILE)
    with ours, theirs:
        ours.sendall(program.to_frame().pack())
        for number in range(_CASES):
            array = np.ones((2, 2), _DTYPES[number % len(_DTYPES)])
            call = Call("", {"array": array, "number": 1.5})
            ours.sendall(CaseCall(number, None, None, (call,)).to_frame().pack())
        ours.shutdown(socket.SHUT_WR)
        with suppress(ChannelClosed):
            service.answer(theirs)


@contextmanager
def _left_as_found() -> Iterator[None]:
    """Put back what a submission's own process may keep, but that from which it is forked not."""
    functions = {name: getattr(importlib, name) for name in ("import_module", "__import__")}
    handlers = {number: signal.getsignal(number) for number in signal.valid_signals()}
    try:
        yield
    finally:
        for name, function in functions.items():
            setattr(importlib, name, function)
        for number, handler in handlers.items():
            if handler is not None and signal.getsignal(number) != handler:
                signal.signal(number, handler)
        sys.modules.pop(MODULE, None)
        linecache.cache.pop(_FILE, None)
