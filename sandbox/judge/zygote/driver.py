"""The graphics driver's libraries, loaded before the forks and started after them."""

import ctypes
from contextlib import suppress

from sandbox.judge.jail.view import DRIVER_FOLDERS

# CUDA itself, its compiler for what was built for older cards, and what tells of the cards.
_LIBRARIES = ("libcuda.so.1", "libnvidia-ptxjitcompiler.so.1", "libnvidia-ml.so.1")


def load() -> None:
    """Load what is there, wherever it lies: jails need not find it then.

    Debian reaches these libraries by links in /etc, which jails do not see; container runtimes
    keep them in a folder that only a variable names. Loading starts nothing: a driver that was
    started here would be of no use to the children.
    """
    for library in _LIBRARIES:
        for name in (library, *(f"{folder}/{library}" for folder in sorted(DRIVER_FOLDERS))):
            with suppress(OSError):
                ctypes.CDLL(name)
                break
