"""How the web processes share their work: each says how much it has, and passes on the excess.

A kept-alive connection stays with the process that accepted it, so that with chance six of eight
learners wait for one process while the other has little to do. With connections passed on, the
slowest of a hundred answers to eight learners came after two thirds of the time.
"""

import mmap
import socket
from collections.abc import Iterator
from contextlib import suppress

_VACANT = 255
"""The load of a place where no process is: nothing is lighter."""


class Exchange:
    """Made before the web processes fork; each then has a place of its own, counted from 0."""

    def __init__(self, places: int) -> None:
        self._places = range(places)
        # Each cell is written by one process only, so that none needs a lock: a load by its own,
        # how many connections one has sent another by the sender, how many of them were taken by
        # the other. Both are counted modulo 256.
        self._loads = mmap.mmap(-1, places)
        self._sent, self._taken = (mmap.mmap(-1, places * places) for _ in range(2))
        pairs = [socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM) for _ in self._places]
        self._inboxes = [inbox for inbox, _outbox in pairs]
        self._outboxes = [outbox for _inbox, outbox in pairs]
        for end in (*self._inboxes, *self._outboxes):
            end.settimeout(0)
        for place in self._places:
            self.leave(place)

    def say(self, place: int, load: int) -> None:
        """Tell the others that `load` requests are in hand at `place`."""
        self._loads[place] = min(load, _VACANT - 1)

    def leave(self, place: int) -> None:
        """Tell the others that nobody is there to take anything."""
        self._loads[place] = _VACANT

    def lighter(self, place: int) -> int | None:
        """The place with the least to do, if that is less than `place` has, else None."""
        load = self._loads[place]
        if not load:
            return None
        least = min(self._places, key=self._load)
        return least if self._load(least) < load else None

    def pass_on(self, connection: socket.socket, place: int, to: int) -> bool:
        """Give `connection`, held at `place`, to the process at `to`; False if it cannot be."""
        # Counted before it can be taken: the other way round it could seem to be one too few.
        self._count(self._sent, place, to)
        try:
            socket.send_fds(self._outboxes[to], [bytes([place])], [connection.fileno()])
        except OSError:
            self._count(self._sent, place, to, by=-1)
            return False
        return True

    def inbox(self, place: int) -> socket.socket:
        """What becomes readable when there is a connection to receive at `place`."""
        return self._inboxes[place]

    def receive(self, place: int) -> Iterator[socket.socket]:
        """Take the connections that were given to `place`."""
        with suppress(BlockingIOError):
            while True:
                sender, descriptors, *_rest = socket.recv_fds(self._inboxes[place], 1, 1)
                self._count(self._taken, sender[0], place)
                yield from (socket.socket(fileno=descriptor) for descriptor in descriptors)

    def close(self) -> None:
        """Give all of it back; connections that nobody has received are closed."""
        for end in (*self._inboxes, *self._outboxes):
            end.close()
        for cells in (self._loads, self._sent, self._taken):
            cells.close()

    def _load(self, place: int) -> int:
        """What is in hand there and what is on its way there."""
        pairs = [self._pair(sender, place) for sender in self._places]
        return self._loads[place] + sum((self._sent[at] - self._taken[at]) % 256 for at in pairs)

    def _count(self, cells: mmap.mmap, sender: int, receiver: int, by: int = 1) -> None:
        at = self._pair(sender, receiver)
        cells[at] = (cells[at] + by) % 256

    def _pair(self, sender: int, receiver: int) -> int:
        return sender * len(self._places) + receiver
