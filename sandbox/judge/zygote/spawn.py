"""Starting the fork server: a fresh interpreter in fresh namespaces, with an empty environment."""

import errno
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sandbox.judge.jail import identity, kernel
from sandbox.judge.jail.errors import ConfinementError, remedy

_MAIN = Path(__file__).with_name("__main__.py")


@dataclass
class ForkServer:
    """A running fork server: its process and the socket to ask it on."""

    pid: int
    pidfd: int
    control: socket.socket

    def end(self) -> None:
        """Kill it, and with it every jail that its pid namespace holds; reap it."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.pidfd)
        self.control.close()


def start(serve: str, *, confined: bool) -> ForkServer:
    """Start a fork server; it reports on its control socket when it is ready.

    Raises ConfinementError where the kernel refuses the namespaces it needs.
    """
    control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    user, group, is_root = os.geteuid(), os.getegid(), os.geteuid() == 0
    arguments = [sys.executable, "-I", "-B", "-X", "utf8", str(_MAIN), "--serve", serve]
    arguments += ["--fork-server", str(theirs.fileno())]
    arguments += ["--unconfined"] if not confined else ["--drop"] if is_root else []
    flags = kernel.CLONE_NEWPID | kernel.CLONE_NEWNS
    pid = _clone(flags if is_root else flags | kernel.CLONE_NEWUSER) if confined else os.fork()
    if pid == 0:
        try:
            if confined and not is_root:
                with identity.opened_proc() as proc:
                    identity.map_to(proc, 0, user, group)
            null = os.open(os.devnull, os.O_RDONLY)
            os.dup2(null, 0)
            os.dup2(2, 1)  # the dispatcher's stdout announces, and nothing else
            theirs.set_inheritable(True)
            os.execve(sys.executable, arguments, {})  # noqa: S606 - no shell is wanted
        finally:
            os._exit(127)
    theirs.close()
    return ForkServer(pid, os.pidfd_open(pid), control)


def _clone(flags: int) -> int:
    try:
        return kernel.clone(flags)
    except OSError as error:
        if error.errno not in {errno.EPERM, errno.ENOSPC, errno.EINVAL, errno.ENOSYS}:
            raise
        raise ConfinementError(f"the kernel refuses namespaces: {error}", remedy()) from error
