"""The process that puts children into their control groups.

Moving a process waits for a grace period of the kernel (5 to 20 ms). The dispatcher would answer
nobody meanwhile, so a small process beside it does the moving.
"""

import os
import signal
import socket
from typing import NoReturn

from sandbox.judge.jail import kernel
from sandbox.judge.jail.cgroups import Groups
from sandbox.judge.zygote import protocol


def start(groups: Groups) -> tuple[int, socket.socket]:
    """Fork the process; return its pid and the socket on which it takes requests.

    Request: {"number", "pids", "processes"}; answer: {"number", "error": None or text}. It ends
    when the socket is closed.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        try:
            _work(groups, theirs)
        finally:
            os._exit(1)
    theirs.close()
    return pid, ours


def _work(groups: Groups, requests: socket.socket) -> NoReturn:
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    kernel.set_name("judge-groups")
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # meant for the dispatcher, which ends this process
    # Nothing of the dispatcher's is held here, so that its end closes all of its sockets.
    own = os.dup2(requests.detach(), 0)
    kernel.close_from(1)
    sock = socket.socket(fileno=own)
    while (received := protocol.receive(sock)) is not None:
        message, _ = received
        protocol.send(sock, {"number": message["number"], "error": _place(groups, message)})
    os._exit(0)


def _place(groups: Groups, message: protocol.Message) -> str | None:
    try:
        groups.attach(message["number"], message["processes"], message["pids"])
    except OSError as error:
        return str(error)
    return None
