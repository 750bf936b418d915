"""A process that has imported torch once and forks a contestant for every channel it is sent.

It stands in for the zygote, without any jail. Run as a module with the control socket's number.
"""

import os
import signal
import socket
import sys

import torch

from sandbox.judge.contestant import serve


def main(control: socket.socket) -> None:
    """Fork a child for each (channel, stdout) received, until the other side hangs up."""
    torch.set_num_threads(1)
    # Children are left to the kernel: nobody waits for them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    control.sendall(b"ready")
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
        if not message:
            return
        if os.fork() == 0:
            channel, output = descriptors
            control.close()
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.close(output)
            serve(socket.socket(fileno=channel))
        for descriptor in descriptors:
            os.close(descriptor)


if __name__ == "__main__":
    main(socket.socket(fileno=int(sys.argv[1])))
    # Tearing torch down takes a second that nobody needs.
    os._exit(0)
