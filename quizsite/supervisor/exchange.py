"""How the web processes share their work: each says how much it has, and passes on the excess.

A kept-alive connection stays with the process that accepted it, so that with chance six of eight
learners wait for one process while the other has little to do. With connections passed on, the
slowest of a hundred answers to eight learners came after two thirds of the time.
"""

import array
import fcntl
import mmap
import socket
import termios
from collections.abc import Iterator
from contextlib import suppress

_VACANT = 255
"""The load of a place where no process is: nothing is lighter."""


class Exchange:
    """Made before the web processes fork; each then has a place of its own, counted from 0."""

    def __init__(self, places: int) -> None:
        self._loads = mmap.mmap(-1, places)
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in range(places)]
        self._inboxes = [inbox for inbox, _outbox in pairs]
        self._outboxes = [outbox for _inbox, outbox in pairs]
        for end in (*self._inboxes, *self._outboxes):
            end.settimeout(0)
        for place in range(places):
            self.leave(place)

    def say(self, place: int, load: int) -> None:
        """Tell the others that `load` requests are in hand at `place`."""
        self._loads[place] = min(load, _VACANT - 1)

    def leave(self, place: int) -> None:
        """Tell the others that nobody is there to take anything."""
        self._loads[place] = _VACANT

    def lighter(self, place: int) -> int | None:
        """The place with the least to do, if that is less than `place` has, else None."""
        loads = self._loads[:]
        least = min(range(len(loads)), key=loads.__getitem__)
        # What it has not taken yet is not in its load.
        return least if loads[least] < loads[place] and not self._is_waiting(least) else None

    def pass_on(self, connection: socket.socket, place: int) -> bool:
        """Give `connection` to the process at `place`; False if it cannot be given."""
        try:
            socket.send_fds(self._outboxes[place], [b"."], [connection.fileno()])
        except OSError:
            return False
        return True

    def inbox(self, place: int) -> socket.socket:
        """What becomes readable when there is a connection to receive at `place`."""
        return self._inboxes[place]

    def receive(self, place: int) -> Iterator[socket.socket]:
        """Take the connections that were given to `place`."""
        with suppress(BlockingIOError):
            while True:
                _message, descriptors, _flags, _address = socket.recv_fds(
                    self._inboxes[place], 1, 1
                )
                yield from (socket.socket(fileno=descriptor) for descriptor in descriptors)

    def close(self) -> None:
        """Give all of it back; connections that nobody has received are closed."""
        for end in (*self._inboxes, *self._outboxes):
            end.close()
        self._loads.close()

    def _is_waiting(self, place: int) -> bool:
        unread = array.array("i", [0])
        with suppress(OSError):  # not every system tells
            fcntl.ioctl(self._outboxes[place], termios.TIOCOUTQ, unread)
        return bool(unread[0])
