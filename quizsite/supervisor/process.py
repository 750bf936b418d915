"""What the kernel can be asked for each process: to die with its parent, and to bear a name."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NAME = 15
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def die_with(parent: int, signal_number: int = signal.SIGKILL) -> None:
    """Have the kernel send the calling process a signal when process `parent` ends.

    Linux only, elsewhere it does nothing. The signal follows the thread that forked, so fork from
    a thread that lives as long as its process.
    """
    if _libc is None:
        return
    if _libc.prctl(_PR_SET_PDEATHSIG, signal_number) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused PR_SET_PDEATHSIG")
    # The parent may have ended before the kernel was asked.
    if os.getppid() != parent:
        os.kill(os.getpid(), signal_number)


def be_called(name: str) -> None:
    """Show the calling process under `name` (15 bytes are kept) in top and ps; Linux only."""
    if _libc is not None:
        _libc.prctl(_PR_SET_NAME, name.encode())
