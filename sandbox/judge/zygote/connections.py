"""Who is connected to the dispatcher, and what each client asks for."""

import socket
from dataclasses import dataclass

from sandbox.judge.zygote.jailed import Bounds, Child


@dataclass(frozen=True)
class Request:
    """What a client asks for."""

    gpu: bool
    bounds: Bounds


@dataclass(eq=False)
class Connection:
    """A client: waiting for a child, or holding one."""

    sock: socket.socket
    request: Request | None = None
    child: Child | None = None

    @property
    def wants_gpu(self) -> bool:
        """Whether it has asked for a child that may use the GPU."""
        return self.request is not None and self.request.gpu
